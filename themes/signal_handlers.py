"""Signal handlers of the themes: the records of older themes are found under those of today (themes.current_themes)."""

from django.db.models.signals import post_save, pre_delete

from pages.record_index.changes import note
from pages.signals import is_draft
from themes.current_themes import CurrentThemes
from themes.models import ThemeLink, ThemeMapping, ThemePage


def connect():
    """Connect all handlers; called once, by the app's ready()."""
    for signal in (post_save, pre_delete):
        signal.connect(_theme_changed, sender=ThemePage, dispatch_uid="records-of-theme")
        signal.connect(_mapping_changed, sender=ThemeMapping, dispatch_uid="records-of-mapping")


def _theme_changed(sender, instance, update_fields=None, **kwargs):
    if not is_draft(update_fields):
        note_records([instance.pk])


def _mapping_changed(sender, instance, **kwargs):
    note_records([instance.theme_id, instance.other_id])


def note_records(themes):
    """Note that the records of these themes (primary keys), and of those that mappings tie to them, changed."""
    related = CurrentThemes().related(themes)
    note(pages=ThemeLink.objects.filter(theme__in=related).values_list("record", flat=True))
