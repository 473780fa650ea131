from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublicationsConfig(AppConfig):
    name = "publications"
    verbose_name = _("Publications")

    def ready(self):
        """Queue drawn covers as pictures for sharing when publications are published."""
        from publications import cover_pictures

        cover_pictures.connect()
