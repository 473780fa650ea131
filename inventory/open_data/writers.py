"""Records as CSV (RFC 4180, UTF-8) and as JSON (RFC 8259), piece by piece, so that no file is in memory whole."""

import csv
import json

from inventory.open_data.fields import FIELDS, FLAG, LIST_SEPARATOR, STRUCTURED
from inventory.spreadsheets import safe_cell

PIECE = 200  # records that are sent at a time


class _Lines(list):
    """What csv.writer writes to: keeps the lines until they are taken."""

    write = list.append

    def take(self):
        text = "".join(self)
        self.clear()
        return text


def write_csv(records):
    """Yield the file in pieces of text: a line with the names of the fields, and a line per record.

    Nothing in it is run by a spreadsheet (inventory.spreadsheets): a text that begins like a formula gets an
    apostrophe before it.
    """
    lines = _Lines()
    writer = csv.writer(lines)
    writer.writerow([field.name for field in FIELDS])
    for number, record in enumerate(records, start=1):
        writer.writerow([cell_of(field, record[field.name]) for field in FIELDS])
        if number % PIECE == 0:
            yield lines.take()
    yield lines.take()


def cell_of(field, value):
    """Return a value of a record as the text of one cell."""
    if field.kind == STRUCTURED:
        return json.dumps(value, ensure_ascii=False) if value else ""
    if field.kind == FLAG:
        return "true" if value else "false"
    if field.is_list:
        return safe_cell(LIST_SEPARATOR.join(part.replace(LIST_SEPARATOR, "/") for part in value))
    return safe_cell(value)


def write_json(records, about):
    """Yield the file in pieces of text: an object with what `about` (dict) says and the list `projects`."""
    head = json.dumps(about, ensure_ascii=False, indent=1)
    yield f'{head[:-2]},\n "projects": [\n'
    waiting = []
    separator = ""
    for record in records:
        waiting.append(json.dumps(record, ensure_ascii=False))
        if len(waiting) == PIECE:
            yield separator + ",\n".join(waiting)
            separator, waiting = ",\n", []
    if waiting:
        yield separator + ",\n".join(waiting)
    yield "\n]}\n"
