"""Which kind of file something is, told by its bytes; its name and what the browser says are not believed."""

import zipfile

import filetype
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

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
