from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublicationsConfig(AppConfig):
    name = "publications"
    verbose_name = _("Publications")

    def ready(self):
        """Queue drawn covers as pictures for sharing, and keep what harvesters get in step with the publications."""
        from publications import cover_pictures
        from publications.oai import upkeep

        cover_pictures.connect()
        upkeep.connect(self)
