"""Where uploads are kept in a folder, as settings.STORAGES has it. In an object store: object_storage."""

import os

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import FileSystemStorage

from visitors.picture_metadata import DamagedPicture, without_metadata


class StoreUnavailableError(ConnectionError):
    """The object store does not answer, or does not do what is asked of it; later it may."""


def checked_content(content):
    """Return a Django File as a storage keeps it: a picture without metadata, anything else as it is.

    So renditions of old originals and portraits have none either. Raises SuspiciousFileOperation for a damaged picture.
    """
    try:
        return without_metadata(content)
    except DamagedPicture as error:
        raise SuspiciousFileOperation(f"A damaged picture is not kept: {error}") from error


class MediaStorage(FileSystemStorage):
    """Files in MEDIA_ROOT."""

    def _save(self, name, content):
        return super()._save(name, checked_content(content))

    def version_of(self, file):
        """Return (ETag, last modified in seconds since 1970) of a File that open() returned."""
        state = os.fstat(file.fileno())
        return f'"{state.st_mtime_ns:x}-{state.st_size:x}"', state.st_mtime
