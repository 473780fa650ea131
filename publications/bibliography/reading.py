"""Bibliographic records in a text of others, RIS, BibTeX or CSL-JSON, as CSL-JSON items with what was not understood.

Nothing is fetched: a DOI alone says nothing but itself.
"""

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext

from publications.identifiers import canonical_doi

# Bytes and records of a text or file that is read while somebody waits, and of one that a task reads.
LONGEST, MOST_ENTRIES = 2_000_000, 500
LONGEST_FILE, MOST_IN_FILE = 20_000_000, 20_000
ENCODINGS = ["utf-8-sig", "cp1252", "latin-1"]
MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
# Control characters that stand in no text of ours; one of a thousand is a slip, more is a program or a picture.
NOT_IN_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f]")


class ReadingError(ValueError):
    """A text that cannot be read at all; the message is a sentence for the editor that says what to do."""


class InputTooLargeError(ReadingError):
    """A text with more bytes or records than are read at once."""


@dataclass
class Entry:
    """One record of a text: its line (from 1), its CSL-JSON item, and sentences on what was not understood.

    An item without title makes no publication.
    """

    line: int
    item: dict
    problems: list = field(default_factory=list)


def decode(data, longest=LONGEST):
    """Return the text of a file (bytes): UTF-8 or UTF-16 with its mark, else Windows-1252 or Latin-1.

    Raises ReadingError for an empty file and one that holds no text, InputTooLargeError for more than `longest` bytes.
    """
    _check_size(len(data), longest)
    encodings = [MARKS[data[:2]]] if data[:2] in MARKS else ENCODINGS
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        _check_characters(text)
        return text
    raise ReadingError(_no_text())


def _check_size(size, longest):
    if size > longest:
        raise InputTooLargeError(
            gettext("This is more than %(size)d MB. Divide it over several files.") % {"size": longest // 1_000_000}
        )


def _check_characters(text):
    if len(NOT_IN_TEXT.findall(text)) > len(text) // 1000 + 5:
        raise ReadingError(_no_text())


def _no_text():
    return gettext(
        "This file holds no text. Choose the file that your program exported as RIS (.ris), BibTeX (.bib) or CSL-JSON "
        "(.json)."
    )


def lone_doi(text):
    """Return the DOI when a text is a DOI or its address and nothing else; else an empty text."""
    words = text.split()
    return canonical_doi(text) if len(words) in (1, 2) and canonical_doi(text).startswith("10.") else ""


def read(text, longest=LONGEST, most=MOST_ENTRIES):
    """Return the Entries of a text, in their order; its format is known from what stands in it, not from a file's name.

    longest, most: bytes and records that are read. Raises ReadingError when it is empty or in none of the three
    formats, InputTooLargeError when it is longer.
    """
    # They describe what they find as Entries.
    from . import read_bibtex, read_csl_json, read_ris

    _check_size(len(text.encode(errors="replace")), longest)
    text = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    if not text.strip():
        raise ReadingError(gettext("There is nothing in it. Paste a record, or choose a file."))
    _check_characters(text)
    reader = next((each for each in (read_csl_json, read_ris, read_bibtex) if each.looks_like(text)), None)
    if reader is None:
        raise ReadingError(
            gettext(
                "This is no RIS, BibTeX or CSL-JSON. RIS begins with “TY  - ”, BibTeX with “@” and a kind, CSL-JSON "
                "with “[” or “{”. Ask the site or the program where you found the publication for one of these."
            )
        )
    entries = reader.read(text, most)
    check_number(len(entries), most)
    if not entries:
        raise ReadingError(gettext("No record was found in it."))
    for entry in entries:
        if not entry.item.get("title"):
            entry.problems.append(gettext("There is no title. Add one in the text and read it again."))
    return entries


def check_number(number, most):
    """Raise InputTooLargeError when a text holds more records than `most`."""
    if number > most:
        raise InputTooLargeError(
            gettext("There are %(number)d records in it. Divide them over files of at most %(most)d.")
            % {"number": number, "most": most}
        )
