"""The inventory as Django's app."""

from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save
from django.utils.translation import gettext_lazy as _


class InventoryConfig(AppConfig):
    name = "inventory"
    verbose_name = _("Inventory")

    def ready(self):
        """Keep the indexes behind what looks alike and the overview in step with the projects."""
        from inventory import signal_handlers
        from inventory.form import files  # noqa: F401 (lets the bytes of a file go with its row)
        from inventory.matching import contact, similar

        signal_handlers.connect()
        post_save.connect(similar.on_save, sender="inventory.ProjectPage", dispatch_uid="words of projects")
        # An owner stands on no page; only whether there is one to write to does.
        for signal in (post_save, post_delete):
            signal.connect(contact.on_owner_change, sender="inventory.ProjectOwner", dispatch_uid="owner to write to")
