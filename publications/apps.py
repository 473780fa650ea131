from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublicationsConfig(AppConfig):
    name = "publications"
    verbose_name = _("Publications")

    def ready(self):
        """Connect what makes the covers: drawn ones as pictures for sharing, and first pages of files."""
        from publications import cover_pictures, file_covers

        cover_pictures.connect()
        file_covers.connect()
