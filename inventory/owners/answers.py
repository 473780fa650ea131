"""What owners answered about projects to the editors' own questions, by who may see it."""

from django.db.models import Prefetch

from inventory.models import ProjectAnswer, ProjectPage, Visibility


def answers_by_visibility(project):
    """Return {Visibility value: [ProjectAnswer]} of a project, in one query; every value is there."""
    found = {visibility: [] for visibility in Visibility.values}
    for answer in ProjectAnswer.objects.filter(project=project):
        found[answer.visibility].append(answer)
    return found


def answers_of_the_network(without):
    """Return the published projects other than `without` with `network_answers`, what only the network sees of them."""
    answers = ProjectAnswer.objects.filter(visibility=Visibility.NETWORK)
    projects = ProjectPage.objects.published().filter(pk__in=answers.values("project")).exclude(pk=without.pk)
    answers = Prefetch("own_answers", answers, to_attr="network_answers")
    return projects.order_by("title", "pk").select_related("locale").prefetch_related(answers)
