"""The overview as CSV (RFC 4180): a line per cell, also the empty ones."""

import csv
import io

from django.utils.translation import gettext

from inventory.spreadsheets import safe_cell

from .statuses import STATUSES

# Microsoft Excel takes a file for UTF-8 by this mark only.
BYTE_ORDER_MARK = "\ufeff"


def write_csv(matrix):
    """Return all lines of a Matrix as text with a head and semicolons between the cells."""
    text = io.StringIO(newline="")
    text.write(BYTE_ORDER_MARK)
    writer = csv.writer(text, delimiter=";")
    writer.writerow(
        [
            matrix.choices.row_label,
            gettext("Knowledge agenda"),
            gettext("Municipality"),
            gettext("CBS code"),
            gettext("Province"),
            gettext("Projects"),
            *(str(status.label) for status in STATUSES),
            gettext("Urgency of the need (1-3)"),
            gettext("Remark"),
        ]
    )
    places = {town: [safe_cell(town.name), town.code, safe_cell(town.province)] for town in matrix.towns}
    places[None] = [gettext("No municipality"), "", ""]
    heads = {row: [safe_cell(row.title), safe_cell(row.group)] for row in matrix.rows}
    writer.writerows(
        [*heads[line.row], *places[line.town], line.total, *line.counts, line.urgency or "", line.remark]
        for line in matrix.lines()
    )
    return text.getvalue()
