"""The files of images and documents: checked like an editor's upload, and taken away again when an import fails."""

import contextlib
import hashlib
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils.translation import gettext
from wagtail.images.fields import WagtailImageField

from .base import Serializer
from .fields import Field

MAX_DOCUMENT_SIZE = 100_000_000  # bytes
# How a file of this kind begins, so that a page of HTML cannot pass for it.
ZIP = b"PK\x03\x04"
BEGINNINGS = {
    "pdf": b"%PDF-", "docx": ZIP, "epub": ZIP, "odp": ZIP, "ods": ZIP, "odt": ZIP, "pptx": ZIP, "xlsx": ZIP,
    "zip": b"PK", "vtt": b"WEBVTT", "ics": b"BEGIN:VCALENDAR",
}  # fmt: skip


@dataclass(frozen=True)
class StoredFile:
    """A file by its content: `digest` is its SHA-1 as Wagtail keeps it, `suffix` its ending, `path` where it is."""

    digest: str
    suffix: str
    path: object = None


class MediaFile(Field):
    """`file`: the name of the file beside the one that describes it."""

    required = True
    early = True

    def __init__(self, check):
        super().__init__("file", Serializer(), ("file",))
        self.check = check

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
        data = path.read_bytes()
        for message in self.check(name, data):
            place.refuse(node.line, message)
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
        record.file.save(plain.path.name, ContentFile(plain.path.read_bytes()), save=False)
        id_map.made_files.append((storage, record.file.name))
        record.file_size, record.file_hash = record.file.size, plain.digest
        record.file.close()
        if old:
            if hasattr(record, "renditions"):
                record.renditions.all().delete()
            transaction.on_commit(lambda: storage.delete(old))


def check_image(name, data):
    """Return sentences for what is wrong with an image; the checks are those of the editors' upload form."""
    try:
        WagtailImageField().clean(SimpleUploadedFile(name, data))
    except ValidationError as error:
        return error.messages
    return []


def check_document(name, data):
    """Return sentences for what is wrong with a document: its kind, and whether its content is of that kind."""
    suffix = Path(name).suffix.lower().lstrip(".")
    if suffix not in settings.WAGTAILDOCS_EXTENSIONS:
        allowed = ", ".join(settings.WAGTAILDOCS_EXTENSIONS)
        return [
            gettext("A document cannot be a “%(suffix)s”; allowed are %(allowed)s.")
            % {"suffix": suffix, "allowed": allowed}
        ]
    if not data:
        return [gettext("The file is empty.")]
    if not data.removeprefix(b"\xef\xbb\xbf").startswith(BEGINNINGS.get(suffix, b"")):
        return [gettext("The content of the file is not that of a “%(suffix)s”.") % {"suffix": suffix}]
    return []


@contextlib.contextmanager
def removed_on_failure(made_files):
    """Delete the files (storage, name) in the list when the block ends with an exception."""
    try:
        yield
    except BaseException:
        for storage, name in made_files:
            storage.delete(name)
        raise
