"""The inventory as Django's app."""

from django.apps import AppConfig
from django.db.models.signals import post_save
from django.utils.translation import gettext_lazy as _


class InventoryConfig(AppConfig):
    name = "inventory"
    verbose_name = _("Inventory")

    def ready(self):
        from inventory.connections import words

        post_save.connect(words.on_save, sender="inventory.ProjectPage", dispatch_uid="words of projects")
