"""The inventory as Django's app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InventoryConfig(AppConfig):
    name = "inventory"
    verbose_name = _("Inventory")

    def ready(self):
        """Connect the signal handlers."""
        from inventory import signal_handlers

        signal_handlers.connect()
