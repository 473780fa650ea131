"""Files with a submission: their type is told by their bytes, and they are served as attachments only.

File names and content types that the browser sends are not trusted.
"""

import re
import secrets
import unicodedata
import zipfile
from pathlib import PurePath

import filetype
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.http import FileResponse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from inventory.models import SubmissionFile

LARGEST = 10 * 1024 * 1024  # bytes
MOST_PER_QUESTION = 5
LONGEST_NAME = 100  # characters, without the extension

# What no file system takes, and what makes a name look like another one (control and direction signs).
_BAD = re.compile(r'[\\/:*?"<>|]')
OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
EXTENSIONS = {
    "application/pdf": "pdf",
    "image/jpeg": "jpg",
    "image/png": "png",
    f"{OFFICE}wordprocessingml.document": "docx",
    f"{OFFICE}spreadsheetml.sheet": "xlsx",
    f"{OFFICE}presentationml.presentation": "pptx",
    f"{OPEN_DOCUMENT}text": "odt",
    f"{OPEN_DOCUMENT}spreadsheet": "ods",
    f"{OPEN_DOCUMENT}presentation": "odp",
}
ACCEPT = ",".join(f".{extension}" for extension in [*EXTENSIONS.values(), "jpeg"])
HEAD = 8_192  # bytes; more than any signature needs
MOST_MEMBERS = 5_000  # in an archive; a document has some hundreds
LONGEST_PART = 1_000_000  # bytes of the list of contents of an archive
# Where an Office document or an OpenDocument (Part 3, 3.16) keeps programs.
PROGRAMS = ("vbaproject.bin", "vbadata.xml", "basic/", "scripts/", "activex/")
_refused = _("This kind of file is not taken. Send a PDF, a Word, Excel, PowerPoint or OpenDocument file, JPG or PNG.")
_old = _("This is a file of an old kind of Office. Save it as docx, xlsx, pptx or PDF and choose it again.")
_programs = _("There are macros or scripts in this file. Save it without them, or as PDF, and choose it again.")


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


def save_file(submission, question, upload, most=MOST_PER_QUESTION):
    """Save an uploaded file with a saved submission under a question (its name); return the SubmissionFile. Idempotent.

    Raises ValidationError, with the file's name in it, for a type that is not allowed and for more than `most` files.
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


def _is_same(file, upload):
    upload.seek(0)
    try:
        with file.file.open("rb") as kept:
            return kept.read() == upload.read()
    except FileNotFoundError:
        return False


def type_of(stream):
    """Return the content type (a key of EXTENSIONS) of a seekable binary stream, and rewind it.

    Raises ValidationError for every other kind, and for documents with macros or scripts.
    """
    stream.seek(0)
    head = stream.read(HEAD)
    stream.seek(0)
    kind = filetype.guess(head)
    found = kind.mime if kind else ""
    # An archive says nothing in its first bytes about what it holds.
    if head.startswith(b"PK\x03\x04"):
        found = _type_of_archive(stream)
    elif found == "application/pdf":
        _refuse_active_pdf(stream)
    elif head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise ValidationError(_old)
    if found not in EXTENSIONS:
        raise ValidationError(_refused)
    stream.seek(0)
    return found


def _type_of_archive(stream):
    try:
        with zipfile.ZipFile(stream) as archive:
            names = archive.namelist()
            if len(names) > MOST_MEMBERS:
                return ""
            if any(f"/{name.lower()}".find(f"/{program}") >= 0 for name in names for program in PROGRAMS):
                raise ValidationError(_programs)
            if "mimetype" in names:
                return _read(archive, "mimetype").decode("ascii", "replace").strip()
            if "[Content_Types].xml" in names:
                return _office_type(_read(archive, "[Content_Types].xml"))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        raise ValidationError(_refused) from error
    return ""


def _read(archive, name):
    # Only so much: a small archive can hold a part without end.
    with archive.open(name) as part:
        return part.read(LONGEST_PART)


def _office_type(parts):
    if b"macroenabled" in parts.lower():
        raise ValidationError(_programs)
    return next((name for name in EXTENSIONS if name.startswith(OFFICE) and f"{name}.main+xml".encode() in parts), "")


def _refuse_active_pdf(stream):
    """Refuse a PDF that starts programs (ISO 32000-1, 12.6.4); what is packed inside its objects is not looked at."""
    stream.seek(0)
    before = b""
    while block := stream.read(1 << 20):
        if any(word in before + block for word in (b"/JavaScript", b"/Launch")):
            raise ValidationError(_programs)
        before = block[-16:]
