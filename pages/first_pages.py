"""Pictures of the first page of documents, as files in the storage that any reader may see.

They are drawn with the text of the document, in its child process (pages.pdf_text). The name follows from the document
and the content, so that making one again changes nothing.
"""

import hashlib

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

# Where kus_site.media serves pictures.
FOLDER, PREFIX = "images", "first-page-"


def is_hidden(document):
    """Return whether a SiteDocument is behind a login: then nothing of what is in it is shown."""
    return document.collection.get_view_restrictions().exists()


def store(document, pictures):
    """Store the pictures of a document (primary key) as pages.pdf_text gives them; return SiteDocument.first_page.

    What is no picture after all, from a process that a hostile file took over, counts as none.
    """
    found = []
    for picture in pictures:
        digest = hashlib.sha256(picture["webp"]).hexdigest()[:32]
        name = f"{FOLDER}/{PREFIX}{document}-{digest}.webp"
        try:
            check_signature(picture["webp"])
            if not default_storage.exists(name):
                name = default_storage.save(name, ContentFile(picture["webp"]))
        except SuspiciousFileOperation:
            return []
        found.append({"name": name, "width": int(picture["width"]), "height": int(picture["height"])})
    return found


def check_signature(content):
    """Raise SuspiciousFileOperation for bytes that do not begin as WebP does (RFC 9649, 2.4); storage opens others."""
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP":
        raise SuspiciousFileOperation("What was drawn is no WebP picture.")


def delete_on_commit(pictures, without=()):
    """Delete the files of some pictures (SiteDocument.first_page) after commit, but those that `without` names too."""
    names = {picture["name"] for picture in pictures} - {picture["name"] for picture in without}
    if names:
        transaction.on_commit(lambda: [default_storage.delete(name) for name in names], robust=True)
