"""Files that come with a submission: looked at, kept under a name that says nothing, given back as a download only."""

import re
import secrets
import unicodedata
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.http import FileResponse
from django.utils.translation import gettext, ngettext

from inventory.filling.file_types import EXTENSIONS, type_of
from inventory.models import SubmissionFile

LARGEST = 10 * 1024 * 1024  # bytes
MOST_PER_QUESTION = 5
LONGEST_NAME = 100  # characters, without the extension

# What no file system takes, and what makes a name look like another one (control and direction signs).
_BAD = re.compile(r'[\\/:*?"<>|]')


def check_upload(file):
    """Return the content type of an uploaded file by what is in it; raises ValidationError with a sentence."""
    if file.size > LARGEST:
        raise ValidationError(gettext("This file is larger than 10 MB. Make it smaller, or send a part of it."))
    if not file.size:
        raise ValidationError(gettext("This file is empty."))
    return type_of(file)


def clean_name(name, content_type):
    """Return a name to show and to save a file under, with the extension of what it is."""
    stem = unicodedata.normalize("NFC", PurePath(name.replace("\\", "/")).name)
    stem = "".join(letter for letter in stem if unicodedata.category(letter)[0] != "C")
    stem = " ".join(_BAD.sub("-", stem).split()).rpartition(".")[0] or stem
    return f"{stem.strip(' .')[:LONGEST_NAME] or 'bestand'}.{EXTENSIONS[content_type]}"


def store(submission, question, upload, most=MOST_PER_QUESTION):
    """Keep an uploaded file with a saved submission under a question (its name), and return the SubmissionFile.

    One that was sent already, as after pressing twice, is not kept again. Raises ValidationError, with the file's name
    in it, for what is refused and for more than `most` files.
    """
    try:
        content_type = check_upload(upload)
    except ValidationError as error:
        raise ValidationError(f"{upload.name[:LONGEST_NAME]}: {error.messages[0]}") from error
    name = clean_name(upload.name, content_type)
    kept = list(submission.files.filter(question=question))
    for file in kept:
        if (file.name, file.size) == (name, upload.size) and _is_same(file, upload):
            return file
    if len(kept) >= most:
        raise ValidationError(
            ngettext(
                "%(name)s is not kept: no more than %(count)d file can be sent here.",
                "%(name)s is not kept: no more than %(count)d files can be sent here.",
                most,
            )
            % {"name": name, "count": most}
        )
    upload.seek(0)
    return SubmissionFile.objects.create(
        submission=submission,
        question=question,
        file=File(upload, name=secrets.token_hex(16)),
        name=name,
        content_type=content_type,
        size=upload.size,
    )


def take(submission, fields, request):
    """Keep what a request brings for file fields {name: most files}, remove what it ticks; return {name: [sentences]}.

    What is good is kept also when the rest of the form is refused, so that nobody has to choose it again.
    """
    ticked = [number for number in request.POST.getlist("weg") if number.isdecimal() and len(number) < 19]
    for file in submission.files.filter(question__in=fields, pk__in=ticked):
        file.delete()
    errors = {}
    for field, most in fields.items():
        for upload in request.FILES.getlist(field):
            try:
                store(submission, field, upload, most)
            except ValidationError as error:
                errors.setdefault(field, []).extend(error.messages)
    return errors


def serve(file):
    """Return a SubmissionFile as a download; kus_site.headers adds a sandbox to every attachment."""
    response = FileResponse(
        file.file.open("rb"), as_attachment=True, filename=file.name, content_type=file.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _is_same(file, upload):
    upload.seek(0)
    try:
        with file.file.open("rb") as kept:
            return kept.read() == upload.read()
    except FileNotFoundError:
        return False


@receiver(post_delete, sender=SubmissionFile, dispatch_uid="inventory-submission-file")
def delete_from_storage(sender, instance, **kwargs):
    """Let the bytes go with the row, once that is certain."""
    storage, name = instance.file.storage, instance.file.name
    transaction.on_commit(lambda: storage.delete(name))
