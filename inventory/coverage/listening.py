"""What makes the facts of the overview anew: every change of a project and of what its counts depend on.

A page writes its child rows after Django's own signal; `projects_changed` comes when all is written.
"""

from django.apps import apps
from django.conf import settings
from django.db.models.signals import post_delete, post_migrate, post_save, pre_delete, pre_save
from wagtail.models import PageViewRestriction

from inventory.models import CoverageFact, ProjectPage, Submission, SubmissionEvent
from inventory.signals import projects_changed
from network.models import Municipality
from pages.cache_version import invalidate_on_commit
from pages.models import Audience, Law
from themes.models import ThemeLink, ThemeMapping, ThemePage

from .facts import rebuild, refresh, refresh_themes

Kind = SubmissionEvent.Kind
# The steps after which the overview says something else of a municipality. What is typed in a draft is not among them.
STEPS_THAT_COUNT = {Kind.SUBMITTED, Kind.ACCEPTED, Kind.UPDATED, Kind.MERGED, Kind.DECLINED, Kind.WITHDRAWN}


def connect():
    """Start listening."""
    for model in (Municipality, Audience, Law):
        pre_delete.connect(_note_projects, sender=model, dispatch_uid=f"coverage-note-{model.__name__}")
        post_delete.connect(_refresh_noted, sender=model, dispatch_uid=f"coverage-{model.__name__}")
    pre_delete.connect(_note_projects_of_theme, sender=ThemePage, dispatch_uid="coverage-note-theme")
    post_delete.connect(_refresh_noted, sender=ThemePage, dispatch_uid="coverage-theme")
    pre_save.connect(_note_state_of_theme, sender=ThemePage, dispatch_uid="coverage-theme-before")
    post_save.connect(_theme_saved, sender=ThemePage, dispatch_uid="coverage-theme-after")
    for signal in (post_save, post_delete):
        signal.connect(_mapping_changed, sender=ThemeMapping, dispatch_uid="coverage-mapping")
        signal.connect(_restriction_changed, sender=PageViewRestriction, dispatch_uid="coverage-restriction")
    projects_changed.connect(_projects_changed, dispatch_uid="coverage-projects")
    post_save.connect(_step_taken, sender=SubmissionEvent, dispatch_uid="coverage-step")
    post_delete.connect(_submission_erased, sender=Submission, dispatch_uid="coverage-erased")
    post_migrate.connect(_fill_when_empty, sender=apps.get_app_config("inventory"), dispatch_uid="coverage-fill")


def _projects_changed(sender, projects, **kwargs):
    refresh(projects)


def _step_taken(sender, instance, **kwargs):
    """Let the pages say at once that a municipality answered: submissions themselves stand on none of them."""
    if instance.kind in STEPS_THAT_COUNT:
        invalidate_on_commit()


def _submission_erased(sender, instance, **kwargs):
    if instance.submitted_at:
        invalidate_on_commit()


def _fill_when_empty(sender, **kwargs):
    """Count what was there before the index was: it comes with an upgrade."""
    if not CoverageFact.objects.exists() and ProjectPage.objects.exists():
        rebuild()


def _note_projects(sender, instance, **kwargs):
    lookup = {Municipality: "municipalities", Audience: "audiences", Law: "laws"}[sender]
    instance.projects_to_count = list(ProjectPage.objects.filter(**{lookup: instance}).values_list("pk", flat=True))


def _note_projects_of_theme(sender, instance, **kwargs):
    links = ThemeLink.objects.filter(theme=instance)
    instance.projects_to_count = list(
        ProjectPage.objects.filter(pk__in=links.values("record")).values_list("pk", flat=True)
    )


def _refresh_noted(sender, instance, **kwargs):
    refresh(getattr(instance, "projects_to_count", ()))


def _note_state_of_theme(sender, instance, **kwargs):
    before = ThemePage.objects.filter(pk=instance.pk).values_list("live", "sort_date").first()
    instance.counts_differently = before != (instance.live, instance.sort_date)


def _theme_saved(sender, instance, created, **kwargs):
    if instance.counts_differently and not created:
        refresh_themes([instance.pk])


def _mapping_changed(sender, instance, **kwargs):
    refresh_themes([instance.theme_id, instance.other_id])


def _restriction_changed(sender, instance, **kwargs):
    projects = ProjectPage.objects.filter(path__startswith=instance.page.path)
    refresh(projects.filter(locale__language_code=settings.LANGUAGE_CODE).values_list("pk", flat=True))
