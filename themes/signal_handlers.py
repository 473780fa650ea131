"""Signal handlers of the themes: the records of older themes are found under those of today (themes.current_themes)."""

from django.db.models.signals import post_save, pre_delete

from pages.record_index.changes import mark_changed
from themes.current_themes import records_of_themes
from themes.models import ThemeMapping, ThemePage


def connect():
    """Connect all handlers; called once, by the app's ready()."""
    for signal in (post_save, pre_delete):
        signal.connect(_mapping_changed, sender=ThemeMapping, dispatch_uid="records-of-mapping")


def _mapping_changed(sender, instance, **kwargs):
    themes = [instance.theme_id, instance.other_id]
    mark_changed(pages=records_of_themes(ThemePage, themes))
