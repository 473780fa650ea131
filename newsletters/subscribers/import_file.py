"""Parses CSV (RFC 4180) as spreadsheets write it: several separators and encodings, header optional."""

import codecs
import csv
import io
import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from visitors.plain_text import clean_text
from visitors.spreadsheet_cells import without_apostrophe

MAX_BYTES = 5_000_000
MAX_ROWS = 20_000
SEPARATORS = ";,\t"
QUOTED_NAME = re.compile(r'"[^"\n]*"[ \t]*<[^<>\s]+@[^<>\s]+>')


def decode(content):
    """Decode a file (bytes) to text without control characters: UTF-16 with byte order mark, UTF-8, or Windows-1252.

    Raises ValidationError when it is larger than MAX_BYTES or not text.
    """
    if len(content) > MAX_BYTES:
        raise ValidationError(_("The file is larger than 5 MB. Split it."))
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return clean_text(text)
    raise ValidationError(_("This is no text file. Save the list as CSV and choose that file."))


@dataclass(frozen=True)
class Table:
    """A parsed file: the names of its columns ("" where it has no header row), and its rows as (line number, cells).

    Rows may have fewer cells than there are names.
    """

    names: list
    rows: list


def read_table(text):
    """Parse a CSV text; return its Table.

    The first row is a header when no cell of it holds an @ sign. Text that is no CSV because names are quoted, as in
    `"Jansen, Jan" <jan@example.nl>`, has one cell per line. Raises ValidationError for more than MAX_ROWS rows or an
    unclosed quotation mark.
    """
    try:
        rows = _read_rows(text)
    except ValidationError:
        if not QUOTED_NAME.search(text):
            raise
        rows = [(line, [cell]) for line, cell in enumerate(text.splitlines(), 1) if cell.strip()]
    names = []
    if rows and not any("@" in cell for cell in rows[0][1]):
        names = [" ".join(cell.split()) for cell in rows.pop(0)[1]]
    if len(rows) > MAX_ROWS:
        raise ValidationError(_("The file has more than 20,000 rows. Split it."))
    width = max([len(names), *(len(cells) for _line, cells in rows)])
    rows = [(line, [without_apostrophe(cell) for cell in cells]) for line, cells in rows]
    return Table(names + [""] * (width - len(names)), rows)


def _read_rows(text):
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows, before = [], 0
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((before + 1, cells))
            before = reader.line_num
            if len(rows) > MAX_ROWS + 1:
                break
    except csv.Error as error:
        raise ValidationError(
            _("Line %(line)s cannot be read: a quotation mark is not closed, or stands in the middle of a cell.")
            % {"line": before + 1}
        ) from error
    return rows
