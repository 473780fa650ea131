"""Where uploads are kept, as settings.STORAGES has it."""

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import FileSystemStorage

from visitors.picture_metadata import DamagedPicture, without_metadata


class MediaStorage(FileSystemStorage):
    """Files in MEDIA_ROOT. No picture is written with metadata: renditions of old originals and portraits neither."""

    def _save(self, name, content):
        try:
            return super()._save(name, without_metadata(content))
        except DamagedPicture as error:
            raise SuspiciousFileOperation(f"A damaged picture is not kept: {error}") from error
