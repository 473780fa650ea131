"""Public pages of subjects: all of them by what is broader, and each with its records."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from pages.landing import Landing
from pages.page_context import active_locale
from pages.subjects import read_tree
from visitors.breadcrumbs import Link, breadcrumbs_from_home


def list_subjects(request):
    """All subjects: those without a broader one with all that is narrower below them."""
    tree = read_tree()
    groups = []
    for subject in tree.top:
        keys = tree.with_narrower(subject.pk) - {subject.pk}
        groups.append((subject, [narrower for pk, narrower in tree.subjects.items() if pk in keys]))
    title = gettext("Subjects")
    context = {
        "title": title,
        "description": gettext("What the publications, meetings and projects of the platform are about."),
        "groups": groups,
        "crumbs": breadcrumbs_from_home(Link(title, "")),
    }
    return render(request, "pages/network/subjects.html", context)


def show_subject(request, slug):
    """One subject: what it is, what is broader and narrower, and the records on it and on what is narrower."""
    tree = read_tree()
    subject = next((subject for subject in tree.subjects.values() if subject.slug == slug), None)
    if subject is None:
        raise Http404
    description = gettext("Everything on the platform about %(entity)s.") % {"entity": subject}
    listed_by = ("onderwerp", slug)
    context = {
        "title": gettext("Subject %(entity)s") % {"entity": subject},
        "description": subject.explanation or description,
        "entity": subject,
        "broader": tree.neighbours("broader", subject.pk),
        "narrower": tree.neighbours("narrower", subject.pk),
        "landing": Landing("subject", active_locale(), ["onderwerp"], slug, entity=subject, listed_by=listed_by),
        "crumbs": breadcrumbs_from_home(Link(gettext("Subjects"), reverse("subjects")), Link(str(subject), "")),
    }
    return render(request, "pages/network/subject.html", context)
