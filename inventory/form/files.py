"""Files with a submission: told by their bytes, pictures without metadata, served as attachments only.

File names and content types that the browser sends are not trusted.
"""

import re
import secrets
import unicodedata
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.http import FileResponse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from inventory.models import SubmissionFile
from visitors import file_types
from visitors.picture_metadata import DamagedPicture, without_metadata

LARGEST = 10 * 1024 * 1024  # bytes
MOST_PER_QUESTION = 5
LONGEST_NAME = 100  # characters, without the extension

# What no file system takes, and what makes a name look like another one (control and direction signs).
_BAD = re.compile(r'[\\/:*?"<>|]')
EXTENSIONS = {
    **{kind: extension for kind, extension in file_types.DOCUMENTS.items() if extension not in ("epub", "key", "zip")},
    "image/jpeg": "jpg",
    "image/png": "png",
}
ACCEPT = ",".join(f".{extension}" for extension in [*EXTENSIONS.values(), "jpeg"])
_refused = _("This kind of file is not taken. Send a PDF, a Word, Excel, PowerPoint or OpenDocument file, JPG or PNG.")
_damaged = _("This picture is damaged. Open it, save it again, and choose it once more.")


def check_upload(file):
    """Return (content type, content) of an uploaded file by what is in it; content is a File, a picture's is stripped.

    Raises ValidationError with a sentence.
    """
    if file.size > LARGEST:
        raise ValidationError(gettext("This file is larger than 10 MB. Make it smaller, or send a part of it."))
    if not file.size:
        raise ValidationError(gettext("This file is empty."))
    content_type = file_types.type_of(file)
    if content_type not in EXTENSIONS:
        raise ValidationError(_refused)
    try:
        return content_type, without_metadata(file)
    except DamagedPicture as error:
        raise ValidationError(_damaged) from error


def clean_name(name, content_type):
    """Return a name to show and to save a file under, with the extension of what it is."""
    stem = unicodedata.normalize("NFC", PurePath(name.replace("\\", "/")).name)
    stem = "".join(letter for letter in stem if unicodedata.category(letter)[0] != "C")
    stem = " ".join(_BAD.sub("-", stem).split()).rpartition(".")[0] or stem
    return f"{stem.strip(' .')[:LONGEST_NAME] or 'bestand'}.{EXTENSIONS[content_type]}"


def save_file(submission, question, upload, most=MOST_PER_QUESTION):
    """Save an uploaded file with a saved submission under a question (its name); return the SubmissionFile. Idempotent.

    Raises ValidationError, with the file's name in it, for a type that is not allowed and for more than `most` files.
    """
    try:
        content_type, content = check_upload(upload)
    except ValidationError as error:
        raise ValidationError(f"{upload.name[:LONGEST_NAME]}: {error.messages[0]}") from error
    name = clean_name(upload.name, content_type)
    kept = list(submission.files.filter(question=question))
    for file in kept:
        if (file.name, file.size) == (name, content.size) and _is_same(file, content):
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
    content.seek(0)
    return SubmissionFile.objects.create(
        submission=submission,
        question=question,
        file=File(content, name=secrets.token_hex(16)),
        name=name,
        content_type=content_type,
        size=content.size,
    )


def save_uploads(submission, fields, request):
    """Save the uploads of a request for file fields {name: maximum}, delete the ticked ones; return {name: [errors]}.

    Valid files are saved even when the rest of the form is invalid, so that nobody has to choose them again.
    """
    ticked = [number for number in request.POST.getlist("weg") if number.isdecimal() and len(number) < 19]
    for file in submission.files.filter(question__in=fields, pk__in=ticked):
        file.delete()
    errors = {}
    for field, most in fields.items():
        for upload in request.FILES.getlist(field):
            try:
                save_file(submission, field, upload, most)
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


def _is_same(file, content):
    content.seek(0)
    try:
        with file.file.open("rb") as kept:
            return kept.read() == content.read()
    except FileNotFoundError:
        return False
