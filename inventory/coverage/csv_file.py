"""The overview as CSV (RFC 4180): a line per cell, also the empty ones."""

import csv
import io
from functools import lru_cache

from django.utils.translation import gettext

from inventory.coverage.counting import NOWHERE
from inventory.coverage.matrix import NOTHING
from inventory.coverage.statuses import STATUSES
from inventory.spreadsheets import safe_cell

# Microsoft Excel takes a file for UTF-8 by this mark only.
BYTE_ORDER_MARK = "\ufeff"


def write_csv(matrix):
    """Return all lines of a Matrix as text with a head and semicolons between the cells.

    What lines have in common is written once: the whole country has too many for a writer that looks at each cell.
    """
    head = [
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
    columns = [
        (town.pk, join_cells(town.name, town.code, town.province), join_cells(matrix.answer_of(town).words))
        for town in matrix.towns
    ]
    if matrix.has_nowhere:
        columns.append((NOWHERE, join_cells(gettext("No municipality"), "", ""), ""))
    nothing = numbers(NOTHING)
    lines = [join_cells(*head)]
    for row in matrix.rows:
        title = join_cells(row.title, row.group)
        cells, needs = matrix.cells.get(row.value, {}), matrix.needs.get(row.value, {})
        lines += [
            f"{title};{place};{numbers(counts)};{needs.get(town, '')};"
            if (counts := cells.get(town))
            else f"{title};{place};{nothing};{needs.get(town, '')};{remark}"
            for town, place, remark in columns
        ]
    return BYTE_ORDER_MARK + "".join(f"{line}\r\n" for line in lines)


def join_cells(*values):
    """Return cells of a line as text, quoted where they need it, and none that a spreadsheet runs."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";", lineterminator="").writerow([safe_cell(value) for value in values])
    return text.getvalue()


@lru_cache(maxsize=10_000)
def numbers(counts):
    """Return the sum of the counts by status and the counts, as cells of a line."""
    return ";".join(map(str, (sum(counts), *counts)))
