from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    """Registers the system checks, the form fields of the admin and the signal handlers once all apps are loaded."""

    name = "pages"
    verbose_name = _("Pages")

    def ready(self):
        from pages import document_text, rendition_tasks, saving, withdrawn_records
        from pages.checks import TAG, check_record_types
        from pages.date_fields import register_fields
        from pages.harvest import storing
        from pages.record_index import signal_handlers as record_index_handlers
        from pages.search import signal_handlers as search_handlers

        saving.connect()
        search_handlers.connect()
        register_fields()
        record_index_handlers.connect(self)
        document_text.connect()
        rendition_tasks.connect()
        storing.connect()
        withdrawn_records.connect()
        checks.register(check_record_types, TAG)
