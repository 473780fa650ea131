"""Tables as CSV, XLSX, ODS or JSON, written row by row: never more than one row is in memory.

Cells that a spreadsheet would calculate are defused (OWASP, CSV injection); numbers, dates and booleans keep their
type. JSON (RFC 8259) is for programs and gets the texts as they are.
"""

import csv
import io
import json
import re
import tempfile
import zipfile
from datetime import date, datetime
from html import escape

from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone

from visitors.spreadsheet_cells import safe_cell

LONGEST_CELL = 32_767  # characters; what Excel takes
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
SPACES = re.compile("^ | {2,}")
IN_MEMORY = 1_000_000  # bytes; a larger file waits on disk to be sent
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "json": "application/json",
}
ODS_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{TYPES["ods"]}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)
ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.3">'
    '<office:body><office:spreadsheet><table:table table:name="{name}">'
)
ODS_TAIL = "</table:table></office:spreadsheet></office:body></office:document-content>"


def table_response(file_format, filename, headings, rows):
    """Return the response with a file of `file_format`; `filename` without ending, `rows` an iterable of lists.

    A cell is text, a number, a truth value, a date, an aware datetime, None, or a list of texts.
    """
    if file_format in ("csv", "json"):
        lines = csv_lines(headings, rows) if file_format == "csv" else json_lines(headings, rows)
        response = StreamingHttpResponse(lines, content_type=TYPES[file_format])
        response["Content-Disposition"] = f'attachment; filename="{filename}.{file_format}"'
    else:
        file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 (the response closes it)
        {"xlsx": write_xlsx, "ods": write_ods}[file_format](file, headings, rows)
        file.seek(0)
        response = FileResponse(
            file, as_attachment=True, filename=f"{filename}.{file_format}", content_type=TYPES[file_format]
        )
    response["Cache-Control"] = "private, no-store"
    return response


def csv_lines(headings, rows):
    """Yield CSV (RFC 4180): UTF-8 with a mark, so that Excel reads it, and semicolons, as Dutch Excel expects."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";")
    yield "\ufeff"
    for row in _with_headings(headings, rows):
        writer.writerow([_csv_cell(cell) for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def json_lines(headings, rows):
    """Yield JSON: a list with an object for each row, its keys the headings."""
    yield "["
    separator = "\n"
    for row in rows:
        yield separator + json.dumps(
            {heading: _json_cell(cell) for heading, cell in zip(headings, row, strict=True)}, ensure_ascii=False
        )
        separator = ",\n"
    yield "\n]\n"


def write_xlsx(file, headings, rows):
    """Write a workbook (ECMA-376) with one sheet to a binary file."""
    # Five MiB that no reader's page needs.
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in _with_headings(headings, rows):
        sheet.append([_xlsx_cell(cell) for cell in row])
    book.save(file)


def write_ods(file, headings, rows):
    """Write an OpenDocument spreadsheet (ISO/IEC 26300, version 1.3) with one table to a binary file."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        # Part 2, 3.3: the first member, not compressed.
        package.writestr(zipfile.ZipInfo("mimetype"), TYPES["ods"], zipfile.ZIP_STORED)
        package.writestr("META-INF/manifest.xml", ODS_MANIFEST)
        with package.open("content.xml", "w", force_zip64=True) as content:
            content.write(ODS_HEAD.format(name="1").encode())
            content.write(f'<table:table-column table:number-columns-repeated="{len(headings)}"/>'.encode())
            for row in _with_headings(headings, rows):
                cells = "".join(_ods_cell(cell) for cell in row)
                content.write(f"<table:table-row>{cells}</table:table-row>".encode())
            content.write(ODS_TAIL.encode())


def _with_headings(headings, rows):
    yield [str(heading) for heading in headings]
    yield from rows


def _simple(cell):
    """Return a cell as text, number, truth value, date or naive datetime in Amsterdam, defused."""
    if isinstance(cell, (list, tuple)):
        cell = "; ".join(str(part) for part in cell)
    if isinstance(cell, datetime):
        return timezone.make_naive(cell).replace(microsecond=0)
    if cell is not None and not isinstance(cell, (bool, int, float, date)):
        # No XML takes these characters (XML 1.0, 2.2); the apostrophe that defuses it must fit too.
        cell = ILLEGAL.sub("", str(cell))[: LONGEST_CELL - 1]
    return safe_cell(cell)


def _csv_cell(cell):
    value = _simple(cell)
    if isinstance(value, bool):
        return "1" if value else "0"
    return value.isoformat(sep=" ") if isinstance(value, datetime) else value


def _json_cell(cell):
    if isinstance(cell, (list, tuple)):
        return [str(part) for part in cell]
    if isinstance(cell, datetime):
        return timezone.localtime(cell).isoformat(timespec="seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    return cell if cell is None or isinstance(cell, (bool, int, float)) else str(cell)


def _xlsx_cell(cell):
    value = _simple(cell)
    return None if value == "" else value


def _ods_cell(cell):
    value = _simple(cell)
    if value == "":
        return "<table:table-cell/>"
    kind, attribute, text = "string", "", str(value)
    if isinstance(value, bool):
        kind, attribute = "boolean", f' office:boolean-value="{str(value).lower()}"'
    elif isinstance(value, (int, float)):
        kind, attribute = "float", f' office:value="{value}"'
    elif isinstance(value, date):
        kind, attribute = "date", f' office:date-value="{value.isoformat()}"'
    lines = "".join(f"<text:p>{_ods_line(line)}</text:p>" for line in text.splitlines())
    return f'<table:table-cell office:value-type="{kind}"{attribute}>{lines}</table:table-cell>'


def _ods_line(line):
    """Return a line of text with its spaces encoded, which ODF collapses otherwise (part 3, 6.1.2)."""
    return SPACES.sub(lambda found: f'<text:s text:c="{len(found[0])}"/>', escape(line)).replace("\t", "<text:tab/>")
