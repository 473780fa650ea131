"""Tells what an uploaded file is by its bytes; the name and the content type that come with it are not trusted."""

import zipfile
from pathlib import PurePath

import filetype
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
PDF = "application/pdf"
ARCHIVE = "application/zip"
KEYNOTE = "application/vnd.apple.keynote"
# Documents of which the bytes say what they are.
DOCUMENTS = {
    PDF: "pdf",
    f"{OFFICE}wordprocessingml.document": "docx",
    f"{OFFICE}spreadsheetml.sheet": "xlsx",
    f"{OFFICE}presentationml.presentation": "pptx",
    f"{OPEN_DOCUMENT}text": "odt",
    f"{OPEN_DOCUMENT}spreadsheet": "ods",
    f"{OPEN_DOCUMENT}presentation": "odp",
    "application/epub+zip": "epub",
    KEYNOTE: "key",
    ARCHIVE: "zip",
}
# Sound that editors upload, an episode of a podcast.
SOUNDS = {"audio/mpeg": "mp3", "audio/mp4": "m4a"}
FILMS = {"video/mp4": "mp4"}
# Texts by extension, and how they begin.
TEXTS = {"csv": "", "txt": "", "vtt": "WEBVTT", "ics": "BEGIN:VCALENDAR"}
# Control characters that stand in no text; form feed and the end mark of DOS (U+001A) do in old ones.
NOT_IN_TEXT = frozenset(map(chr, range(32))) - frozenset("\t\n\r\f\x1a")

HEAD = 8_192  # bytes; more than any signature needs
MOST_MEMBERS = 5_000  # in an archive; a document has some hundreds
LONGEST_PART = 1_000_000  # bytes of the list of contents of an archive
# Where an Office document or an OpenDocument (Part 3, 3.16) keeps programs.
PROGRAM_PARTS = ("vbaproject.bin", "vbadata.xml", "basic/", "scripts/", "activex/")
# Members of an archive that Windows or macOS starts when they are opened.
PROGRAM_ENDINGS = (
    ".app", ".bat", ".cmd", ".com", ".cpl", ".dll", ".exe", ".hta", ".jar", ".js", ".jse", ".lnk", ".msi", ".msp",
    ".pif", ".ps1", ".reg", ".scr", ".vbe", ".vbs", ".wsf", ".docm", ".xlsm", ".pptm", ".dotm", ".xltm", ".xlam",
)  # fmt: skip
_unreadable = _("This file cannot be opened: it is damaged, or something else than its name says.")
_old = _("This is a file of an old kind of Office. Save it as docx, xlsx, pptx or PDF and choose it again.")
_programs = _("There are macros or scripts in this file. Save it without them, or as PDF, and choose it again.")


def type_of(stream):
    """Return the content type of a seekable binary stream, "" for what has no signature; rewind it.

    Raises ValidationError for damaged archives, documents of an old kind, and documents with macros or scripts.
    """
    stream.seek(0)
    head = stream.read(HEAD)
    stream.seek(0)
    kind = filetype.guess(head)
    found = kind.mime if kind else ""
    # An archive says nothing in its first bytes about what it holds.
    if head.startswith(b"PK\x03\x04"):
        found = _type_of_archive(stream)
    elif found == PDF:
        _refuse_active_pdf(stream)
    elif head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise ValidationError(_old)
    stream.seek(0)
    return found


def check_document(name, stream):
    """Raise ValidationError with a sentence when the bytes of a document are not what its name says; rewind it."""
    suffix = PurePath(name).suffix.lower().removeprefix(".")
    stream.seek(0)
    if not stream.read(1):
        raise ValidationError(gettext("This file is empty."))
    if suffix in TEXTS:
        is_right = _is_text(stream, TEXTS[suffix])
    else:
        found = type_of(stream)
        # An archive may be a document with another ending.
        is_right = (DOCUMENTS | SOUNDS | FILMS).get(found) == suffix or (
            suffix == "zip" and found in DOCUMENTS and found != PDF
        )
    stream.seek(0)
    if not is_right:
        raise ValidationError(gettext("The content of the file is not that of a “%(suffix)s”.") % {"suffix": suffix})


def _is_text(stream, beginning):
    """Return whether a stream holds text in UTF-8, UTF-16 or Windows-1252 that begins with `beginning`."""
    stream.seek(0)
    data = stream.read()
    encodings = ["utf-16"] if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "cp1252", "latin-1"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return text.startswith(beginning) and NOT_IN_TEXT.isdisjoint(text)
    return False


def _type_of_archive(stream):
    try:
        with zipfile.ZipFile(stream) as archive:
            names = archive.namelist()
            if len(names) > MOST_MEMBERS:
                return ""
            if any(f"/{name.lower()}".find(f"/{program}") >= 0 for name in names for program in PROGRAM_PARTS):
                raise ValidationError(_programs)
            if "mimetype" in names:
                return _read(archive, "mimetype").decode("ascii", "replace").strip()
            if "[Content_Types].xml" in names:
                return _office_type(_read(archive, "[Content_Types].xml"))
            if any(name.lower().rstrip("/").endswith(PROGRAM_ENDINGS) for name in names):
                raise ValidationError(_programs)
            return KEYNOTE if any(name.endswith((".iwa", "index.apxl", "Index.zip")) for name in names) else ARCHIVE
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        raise ValidationError(_unreadable) from error


def _read(archive, name):
    # Only so much: a small archive can hold a part without end.
    with archive.open(name) as part:
        return part.read(LONGEST_PART)


def _office_type(parts):
    if b"macroenabled" in parts.lower():
        raise ValidationError(_programs)
    return next((name for name in DOCUMENTS if name.startswith(OFFICE) and f"{name}.main+xml".encode() in parts), "")


def _refuse_active_pdf(stream):
    """Refuse a PDF that starts programs (ISO 32000-1, 12.6.4); what is packed inside its objects is not looked at."""
    stream.seek(0)
    before = b""
    while block := stream.read(1 << 20):
        if any(word in before + block for word in (b"/JavaScript", b"/Launch")):
            raise ValidationError(_programs)
        before = block[-16:]
