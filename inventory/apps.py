from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InventoryConfig(AppConfig):
    name = "inventory"
    verbose_name = _("Inventory")

    def ready(self):
        """Keep the index behind the overview in step with the projects."""
        from inventory.coverage import listening

        listening.connect()
