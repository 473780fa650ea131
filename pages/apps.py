from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    """Registers the system checks and the form fields of the admin once all apps are loaded."""

    name = "pages"
    verbose_name = _("Pages")

    def ready(self):
        from pages.checks import TAG, check_record_types
        from pages.date_fields import register_fields
        from pages.search import signal_handlers

        signal_handlers.connect()
        register_fields()
        checks.register(check_record_types, TAG)
