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
        from pages.record_index import signal_handlers

        register_fields()
        signal_handlers.connect(self)
        checks.register(check_record_types, TAG)
