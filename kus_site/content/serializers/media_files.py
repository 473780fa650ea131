"""The files of images and documents: read like an editor's upload, and taken away again when an import fails."""

import contextlib
import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils.translation import gettext

from pages.picture_form import PictureField
from visitors.file_types import check_document

from .base import Serializer
from .fields import Field

MAX_DOCUMENT_SIZE = 100_000_000  # bytes


@dataclass(frozen=True)
class StoredFile:
    """A file by its content: `digest` is its SHA-1 as Wagtail keeps it, `suffix` its ending, `path` where it is.

    The digest is that of the content as it is kept: a picture has no metadata then.
    """

    digest: str
    suffix: str
    path: object = None


class MediaFile(Field):
    """`file`: the name of the file beside the one that describes it.

    `read_upload` takes a name and bytes, and returns the bytes to keep or raises ValidationError with sentences.
    """

    required = True
    early = True

    def __init__(self, read_upload):
        super().__init__("file", Serializer(), ("file",))
        self.read_upload = read_upload

    def parse(self, node, place):
        name = self.value.parse(node, place)
        if not name:
            return None
        path = Path(place.folder) / name
        if name != path.name or name.startswith(".") or "\\" in name or "\x00" in name:
            place.refuse(node.line, gettext("Write the name of a file in the same folder, without “/”."))
            return None
        if path.is_symlink() or not path.is_file():
            place.refuse(node.line, gettext("There is no file “%(name)s” in the folder of this file.") % {"name": name})
            return None
        if path.stat().st_size > MAX_DOCUMENT_SIZE:
            place.refuse(node.line, gettext("The file is larger than 100 megabytes."))
            return None
        try:
            data = self.read_upload(name, path.read_bytes())
        except ValidationError as error:
            for message in error.messages:
                place.refuse(node.line, message)
            return None
        return StoredFile(hashlib.sha1(data, usedforsecurity=False).hexdigest(), path.suffix.lower(), path)

    def same(self, wanted, present):
        return wanted.digest == present.digest

    def read(self, record, id_map):
        if not record.file_hash:
            record._set_file_hash()
        return StoredFile(record.file_hash, Path(record.file.name).suffix.lower(), record)

    def write(self, record, plain, id_map, seed):
        old = record.file.name if record.pk else ""
        storage = record.file.storage
        data = self.read_upload(plain.path.name, plain.path.read_bytes())
        record.file.save(plain.path.name, ContentFile(data), save=False)
        id_map.made_files.append((storage, record.file.name))
        record.file_size, record.file_hash = record.file.size, plain.digest
        record.file.close()
        if old:
            if hasattr(record, "renditions"):
                record.renditions.all().delete()
            transaction.on_commit(lambda: storage.delete(old))


def read_image(name, data):
    """Return an image without metadata; raises ValidationError as the editors' upload form does."""
    return PictureField().clean(SimpleUploadedFile(name, data)).read()


def read_document(name, data):
    """Return a document as it is; raises ValidationError for its kind, or a content that is not of that kind."""
    suffix = Path(name).suffix.lower().lstrip(".")
    if suffix not in settings.WAGTAILDOCS_EXTENSIONS:
        allowed = ", ".join(settings.WAGTAILDOCS_EXTENSIONS)
        raise ValidationError(
            gettext("A document cannot be a “%(suffix)s”; allowed are %(allowed)s.")
            % {"suffix": suffix, "allowed": allowed}
        )
    check_document(name, io.BytesIO(data))
    return data


@contextlib.contextmanager
def removed_on_failure(made_files):
    """Delete the files (storage, name) in the list when the block ends with an exception."""
    try:
        yield
    except BaseException:
        for storage, name in made_files:
            storage.delete(name)
        raise
