"""Reads an office document in the child process of pages.text_process: Office Open XML (ECMA-376) or OpenDocument.

`page` in the JSON lines is a slide; of other documents, of which the pages are not known, a part of about PART
characters that ends with a paragraph. Not read are notes of a speaker, comments, removed text, hidden slides and
sheets, and numbers in the sheets of Excel.
"""

import zipfile
import zlib
from pathlib import Path, PurePath
from xml.parsers import expat

from pages.office_package import END, START, TEXT, Package, RefusalError
from pages.text_process import (
    DAMAGED,
    ENCRYPTED,
    LONGEST_TITLE,
    MOST_CHARACTERS,
    MOST_ON_PAGE,
    MOST_PAGES,
    TOO_LONG,
    WRONG_NAME,
    clean,
    write_row,
)

PART = 4_000  # characters

# The root element of the main part of Office Open XML; the end of the media type of OpenDocument.
OFFICE_ROOTS = {"docx": "document", "pptx": "presentation", "xlsx": "workbook"}
OPEN_TYPES = {"odt": "text", "odp": "presentation", "ods": "spreadsheet"}
EXTENSIONS = {*OFFICE_ROOTS, *OPEN_TYPES}
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The stream of an encrypted package in an OLE container, whose names are UTF-16 (MS-OFFCRYPTO, 2.3.4.4).
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")

# Elements by local name: those that hold text, end a paragraph, stand for a space, and are passed over whole.
OFFICE_TEXT, OPEN_TEXT, PARAGRAPHS = {"t"}, {"p", "h"}, {"p", "h", "si"}
WHITE = {"tab", "br", "cr", "s", "line-break"}
OFFICE_SKIPPED = {"Fallback", "moveFrom", "rPh"}
OPEN_SKIPPED = {"tracked-changes", "annotation", "notes", "note-citation"}


def main(path):
    """Write the JSON lines of the office document at `path`, whose name ends as its format does."""
    extension = PurePath(path).suffix.lower().removeprefix(".")
    try:
        with zipfile.ZipFile(path) as archive:
            read = _read_office if extension in OFFICE_ROOTS else _read_open_document
            problem = _write_pages(*read(Package(archive), extension))
    except RefusalError as refusal:
        [problem] = refusal.args
    except zipfile.BadZipFile:
        problem = _problem_of_no_zip(path)
    except (expat.ExpatError, zlib.error, LookupError, ValueError, EOFError, OSError, RuntimeError):
        problem = DAMAGED
    write_row(end=problem)


def _problem_of_no_zip(path):
    """Return the problem (of pages.text_process) of a file that is no whole zip file."""
    content = Path(path).read_bytes()
    if content.startswith(OLE) and ENCRYPTED_STREAM in content:
        return ENCRYPTED
    return DAMAGED if content.startswith(ZIP) else WRONG_NAME


def _write_pages(title, pages, texts):
    """Write the title, the number of slides (or None), and an iterable of texts; return TOO_LONG at a limit, or ""."""
    write_row(pages=pages, title=title, tagged=None)
    left = MOST_CHARACTERS
    for number, text in enumerate(texts, start=1):
        if number > MOST_PAGES or left <= 0:
            return TOO_LONG
        text = clean(text[:MOST_ON_PAGE])[:left]
        write_row(page=number, text=text)
        left -= len(text)
    return ""


def _read_office(package, extension):
    """Return (title, number of slides, texts) of a docx, pptx or xlsx."""
    main_part = next(iter(package.related("", "officeDocument").values()), None)
    if main_part is None or next(package.events(main_part))[1] != OFFICE_ROOTS[extension]:
        raise RefusalError(WRONG_NAME)
    core = next(iter(package.related("", "core-properties").values()), None)
    title = _read_title(package, core) if core else ""
    if extension == "pptx":
        slides = _listed(package, main_part, "sldId", "slide")
        return title, len(slides), (_slide_text(package, slide) for _attributes, slide in slides)
    if extension == "xlsx":
        return title, None, _join(_sheet_paragraphs(package, main_part))
    notes = [part for kind in ("footnotes", "endnotes") for part in package.related(main_part, kind).values()]
    lines = (line for part in (main_part, *notes) for line in _paragraphs(package.events(part)))
    return title, None, _join(lines)


def _read_open_document(package, extension):
    """Return (title, number of slides, texts) of an odt, odp or ods."""
    media_type = f"application/vnd.oasis.opendocument.{OPEN_TYPES[extension]}"
    if package.read("mimetype").strip() != media_type.encode():
        raise RefusalError(WRONG_NAME)
    # OpenDocument part 2, 4.8.4. Not parsed: the manifests of old programs have a DTD.
    if b"encryption-data" in package.read("META-INF/manifest.xml"):
        raise RefusalError(ENCRYPTED)
    title = _read_title(package, "meta.xml") if "meta.xml" in package.names else ""
    lines = _paragraphs(package.events("content.xml"), OPEN_TEXT, OPEN_SKIPPED, unit="page")
    if extension != "odp":
        return title, None, _join(line for line in lines if line is not None)
    return title, len(package.starts("content.xml", "page")), _split(lines)


def _read_title(package, part):
    """Return the title (dc:title) in the properties of a document."""
    lines = _paragraphs(package.events(part), {"title"}, (), ends={"title"})
    return " ".join(clean(next(lines, "")).split())[:LONGEST_TITLE]


def _listed(package, main_part, tag, kind):
    """Return [(attributes, name of the part)] of the slides or sheets that the main part lists, in their order."""
    parts, found = package.related(main_part, kind), []
    for attributes in package.starts(main_part, tag):
        # The attribute "id" of the namespace of relationships, which differs between strict and transitional files.
        key = next((value for name, value in attributes.items() if name.endswith(" id")), None)
        if key in parts:
            found.append((attributes, parts[key]))
    return found


def _slide_text(package, part):
    """Return the text of a slide of a pptx, empty for a hidden one."""
    events = package.events(part)
    if next(events)[2].get("show") in ("0", "false"):
        return ""
    return "\n".join(filter(None, _paragraphs(events)))


def _sheet_paragraphs(package, main_part):
    """Yield names and texts of the sheets of an xlsx that are not hidden; numbers are no words to search for."""
    strings = []
    for part in package.related(main_part, "sharedStrings").values():
        strings += _paragraphs(package.events(part))
    for attributes, part in _listed(package, main_part, "sheet", "worksheet"):
        if attributes.get("state", "visible") != "visible":
            continue
        yield attributes.get("name", "")
        cell_type, text = "", None
        for kind, tag, value in package.events(part):
            if kind == START and tag == "c":
                cell_type = value.get("t", "")
            elif kind == START and tag in ("v", "t"):
                text = ""
            elif kind == TEXT and text is not None:
                text += value
            elif kind == END and tag in ("v", "t"):
                if cell_type == "s":
                    yield strings[int(text)]
                elif cell_type in ("str", "inlineStr"):
                    yield text
                text = None


def _paragraphs(events, texts=OFFICE_TEXT, skipped=OFFICE_SKIPPED, ends=PARAGRAPHS, unit=None):
    """Yield the paragraphs in some events, empty ones too; and None where an element named `unit` begins."""
    line, inside, passed_over = [], 0, 0
    for kind, tag, value in events:
        step = {START: 1, END: -1, TEXT: 0}[kind]
        if tag in skipped:
            passed_over += step
        elif passed_over:
            continue
        elif kind == TEXT:
            if inside:
                line.append(value)
        else:
            inside += step if tag in texts else 0
            if kind == START and tag == unit:
                yield None
            elif kind == START and (tag in WHITE or tag in ends):
                line.append(" ")
            elif kind == END and tag in ends:
                yield "".join(line).strip()
                line = []


def _join(lines):
    """Yield texts of about PART characters of consecutive paragraphs."""
    found, length = [], 0
    for line in filter(None, lines):
        found.append(line[:MOST_ON_PAGE])
        length += len(found[-1])
        if length >= PART:
            yield "\n".join(found)
            found, length = [], 0
    if found:
        yield "\n".join(found)


def _split(lines):
    """Yield the text of each slide, which begins after None."""
    slide = None
    for line in lines:
        if line is None and slide is not None:
            yield "\n".join(slide)
        if line is None:
            slide = []
        elif line and slide is not None:
            slide.append(line)
    if slide is not None:
        yield "\n".join(slide)
