from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ThemesConfig(AppConfig):
    """Connects the signal handlers."""

    name = "themes"
    verbose_name = _("Themes")

    def ready(self):
        from themes import signal_handlers

        signal_handlers.connect()
