"""The inventory as Django's app."""

from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save
from django.utils.translation import gettext_lazy as _


class InventoryConfig(AppConfig):
    name = "inventory"
    verbose_name = _("Inventory")

    def ready(self):
        """Keep the indexes behind what looks alike and the overview in step with the projects."""
        from inventory.connections import contact, words
        from inventory.coverage import listening
        from inventory.filling import files  # noqa: F401 (lets the bytes of a file go with its row)

        listening.connect()
        post_save.connect(words.on_save, sender="inventory.ProjectPage", dispatch_uid="words of projects")
        # An owner stands on no page; only whether there is one to write to does.
        for signal in (post_save, post_delete):
            signal.connect(contact.on_owner_change, sender="inventory.ProjectOwner", dispatch_uid="owner to write to")
