"""Signal handlers of the inventory: they keep its indexes and the cached pages in step with the data.

The coverage index follows every change of a project and of what its counts depend on; a page writes its child rows
after Django's own signal, so `projects_changed` is sent when all is written.
"""

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models.signals import post_delete, post_migrate, post_save, pre_delete, pre_save
from wagtail.models import PageViewRestriction

from inventory.coverage.index import rebuild, refresh, refresh_themes
from inventory.matching.similar import index_words
from inventory.models import CoverageEntry, ProjectOwner, ProjectPage, Submission, SubmissionEvent, SubmissionFile
from inventory.signals import projects_changed
from network.models import Municipality
from pages.cache_version import invalidate_on_commit
from pages.models import Audience, Law
from pages.signals import are_touched
from themes.models import ThemeLink, ThemeMapping, ThemePage

Kind = SubmissionEvent.Kind
# Events that change what the coverage matrix says of a municipality; saving a draft is not among them.
COUNTED_EVENTS = {
    Kind.SUBMITTED,
    Kind.ACCEPTED,
    Kind.UPDATED,
    Kind.MERGED,
    Kind.DECLINED,
    Kind.WITHDRAWN,
    Kind.REOPENED,
}


def connect():
    """Connect all handlers; called once, by the app's ready()."""
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
        signal.connect(_owner_changed, sender=ProjectOwner, dispatch_uid="contact-owner")
    projects_changed.connect(_projects_changed, dispatch_uid="coverage-projects")
    post_save.connect(_project_saved, sender=ProjectPage, dispatch_uid="words-of-project")
    post_save.connect(_event_added, sender=SubmissionEvent, dispatch_uid="coverage-event")
    post_delete.connect(_submission_deleted, sender=Submission, dispatch_uid="coverage-submission")
    post_delete.connect(_delete_from_storage, sender=SubmissionFile, dispatch_uid="file-of-submission")
    post_migrate.connect(_fill_when_empty, sender=apps.get_app_config("inventory"), dispatch_uid="coverage-fill")


def _projects_changed(sender, projects, **kwargs):
    refresh(projects)


def _project_saved(sender, instance, update_fields=None, raw=False, **kwargs):
    if not raw and are_touched(update_fields):
        index_words(instance)


def _owner_changed(sender, instance, created=True, **kwargs):
    """Invalidate cached pages when a project gets or loses its owner: pages tell only whether there is one."""
    if created:
        invalidate_on_commit(sender)


def _delete_from_storage(sender, instance, **kwargs):
    """Delete the bytes of a file after the row's deletion is committed."""
    storage, name = instance.file.storage, instance.file.name
    transaction.on_commit(lambda: storage.delete(name))


def _event_added(sender, instance, **kwargs):
    """Invalidate what was made from submissions when a municipality answered; what they hold is shown to nobody."""
    if instance.kind in COUNTED_EVENTS:
        invalidate_on_commit(Submission)


def _submission_deleted(sender, instance, **kwargs):
    if instance.submitted_at:
        invalidate_on_commit(sender)


def _fill_when_empty(sender, **kwargs):
    """Build the index when a migration has just made its table."""
    if not CoverageEntry.objects.exists() and ProjectPage.objects.exists():
        rebuild()


def _note_projects(sender, instance, **kwargs):
    """Remember the projects of a municipality, audience or law before it is deleted."""
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
