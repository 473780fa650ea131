"""Reads addresses from CSV (RFC 4180) as spreadsheets really write it: any separator, any encoding, no heading."""

import codecs
import csv
import io

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST_BYTES = 5_000_000
MOST_ROWS = 20_000
SEPARATORS = ";,\t"
ROWS_LOOKED_AT = 50
# What a spreadsheet would calculate; our own exports put an apostrophe before it (OWASP, CSV injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def decode(content):
    """Return the text of a file (bytes): UTF-8 or UTF-16 with or without mark, else Windows-1252.

    Raises ValidationError when it is too large or no text.
    """
    if len(content) > MOST_BYTES:
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
            return text
    raise ValidationError(_("This is no text file. Save the list as CSV and choose that file."))


def read_cells(text):
    """Return [(number of the line, cell with the address)] of a text; the column is the one with most @ signs.

    A first row without an address in that column is a heading. Raises ValidationError for a file without addresses,
    with too many rows, or with a quotation mark that is not closed.
    """
    rows = _read_rows(text)
    column = _find_column([cells for _line, cells in rows[:ROWS_LOOKED_AT]])
    if column is None:
        raise ValidationError(_("No column with email addresses was found."))
    found = [(line, cells[column] if column < len(cells) else "") for line, cells in rows]
    if "@" not in found[0][1]:
        found = found[1:]
    if len(found) > MOST_ROWS:
        raise ValidationError(_("The file has more than 20,000 rows. Split it."))
    return [(line, _without_apostrophe(cell)) for line, cell in found]


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
            if len(rows) > MOST_ROWS + 1:
                break
    except csv.Error as error:
        raise ValidationError(
            _("Line %(line)s cannot be read: a quotation mark is not closed, or stands in the middle of a cell.")
            % {"line": before + 1}
        ) from error
    return rows


def _find_column(rows):
    width = max((len(cells) for cells in rows), default=0)
    counts = [sum("@" in cells[place] for cells in rows if place < len(cells)) for place in range(width)]
    return counts.index(max(counts)) if counts and max(counts) else None


def _without_apostrophe(cell):
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


def safe_cell(text):
    """Return a cell for an export that no spreadsheet takes for a formula."""
    return f"'{text}" if str(text).startswith(FORMULA) else text
