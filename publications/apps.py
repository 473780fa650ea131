from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublicationsConfig(AppConfig):
    name = "publications"
    verbose_name = _("Publications")

    def ready(self):
        """Connect what makes covers and first pages, and what keeps harvesters and fingerprints in step."""
        from publications import cover_pictures, file_covers, fingerprints
        from publications.oai import upkeep

        cover_pictures.connect()
        file_covers.connect()
        fingerprints.connect(self)
        upkeep.connect(self)
