"""The matrix as HTML tables (heat maps that print their numbers) and as CSV (RFC 4180).

Rendered without templates: the whole country has more cells than those can render in time. Cells that look alike are
rendered once.
"""

import csv
import io
import re
from functools import lru_cache
from html import escape
from itertools import pairwise

from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import mark_safe
from django.utils.translation import gettext

from inventory.coverage.dimensions import STATUSES, in_words
from inventory.coverage.index import NOWHERE
from inventory.coverage.matrix import NOTHING
from inventory.coverage.needs import HIGH
from visitors.spreadsheet_cells import safe_cell

# Columns of municipalities beside each other: what a sheet of A4 and a window of 1280 pixels hold with words in them.
COLUMNS = 14
# The least number of projects of each shade, the lightest first: a shade stands for twice as many as the one before.
SHADES = [1, 2, 4, 8, 16]
# The number of a cell, with what stands before it.
URGENT_AFTER = re.compile(r"^<td[^>]*>(?:<[^>]*>)?[0-9]*")
# Microsoft Excel takes a file for UTF-8 by this mark only.
BYTE_ORDER_MARK = "\ufeff"


def shade_of(total):
    """Return the number of the shade (1 to 5) of a cell with `total` projects."""
    return min(total.bit_length(), len(SHADES))


def shade_legend():
    """Return (number of the shade, what it stands for) of every shade."""
    words = []
    for least, following in zip(SHADES, [*SHADES[1:], None], strict=True):
        if following is None:
            words.append(gettext("%(least)d or more") % {"least": least})
        else:
            words.append(str(least) if following == least + 1 else f"{least}–{following - 1}")
    return list(enumerate(words, start=1))


class Drawing:
    """The tables of a Matrix; `listing` is (address, names of its filters) of the listing of projects.

    More municipalities than fit beside each other go on in a next table with the same rows.
    """

    def __init__(self, matrix, listing):
        self.matrix = matrix
        self.address, self.known_filters = listing
        self.drawn = CellCache()
        self.urgent = f'<b>!<span class="visually-hidden"> {escape(gettext("urgent"))}</span></b>'
        same = matrix.choices.listing_filters()
        self.same = {name: value for name, value in same.items() if name in self.known_filters}
        self.groups = {row.group for row in matrix.rows}

    def draw(self):
        """Return the tables with their captions as safe HTML."""
        # The last column may be the one of what has no municipality.
        columns = [*self.matrix.towns, *([None] if self.matrix.has_nowhere else [])]
        number = -(-len(columns) // COLUMNS)
        bounds = [len(columns) * place // number for place in range(number + 1)]
        parts = [columns[first:last] for first, last in pairwise(bounds)]
        return mark_safe("".join(self._table(part, is_whole=number == 1) for part in parts))

    def _table(self, columns, *, is_whole):
        towns = [town for town in columns if town]
        looks = [(town.pk, f"&amp;gemeente={town.slug}", self._empty(town)) for town in towns]
        places = {town.pk: place for place, town in enumerate(towns)}
        parts = ["<table>", self._caption(columns, is_whole), self._head(columns), "<tbody>"]
        group = None
        for row in self.matrix.rows:
            if len(self.groups) > 1 and row.group != group:
                parts.append(self._group_head(row, len(columns)))
            group = row.group
            parts.append(self._row(row, looks, places, has_nowhere=None in columns))
        parts.append("</tbody></table>")
        return "".join(parts)

    def row_url(self, row):
        """Return the address of the listing narrowed to the projects of a row; empty where it cannot be narrowed."""
        name = self.matrix.choices.rows
        if not row.slug or name not in self.known_filters:
            return ""
        return f"{self.address}?{urlencode(self.same | {name: row.slug})}"

    def _caption(self, columns, is_whole):
        words = gettext("Projects by %(rows)s and municipality") % {"rows": self.matrix.choices.row_label.lower()}
        if not is_whole:
            names = [town.name if town else gettext("No municipality") for town in columns]
            words = gettext("%(table)s: %(first)s to %(last)s") % {"table": words, "first": names[0], "last": names[-1]}
        return format_html("<caption>{}</caption>", words)

    def _head(self, columns):
        former = gettext("former")
        nowhere = format_html('<th scope="col"><span>{}</span></th>', gettext("No municipality"))
        heads, answers = [], []
        for town in columns:
            if town is None:
                heads.append(nowhere)
                answers.append("<td></td>")
            else:
                name = f"{town.name} ({former})" if town.is_former else town.name
                heads.append(format_html('<th scope="col"><a href="{}">{}</a></th>', town.url, name))
                answers.append(format_html("<td>{}</td>", self.matrix.answer_of(town).short_words))
        return format_html(
            '<thead><tr><th scope="col">{}</th>{}</tr><tr><th scope="row">{}</th>{}</tr></thead>',
            self.matrix.choices.row_label,
            mark_safe("".join(heads)),
            gettext("Last answer"),
            mark_safe("".join(answers)),
        )

    def _group_head(self, row, width):
        return format_html(
            '</tbody><tbody><tr><th scope="rowgroup" colspan="{}"><span{}>{}</span></th></tr>',
            1 + width,
            _lang(row, row.group),
            row.group or gettext("Other"),
        )

    def _row(self, row, columns, places, *, has_nowhere):
        title, url = escape(row.title), escape(self.row_url(row))
        lang = _lang(row, row.slug)
        head = f'<a href="{url}"{lang}>{title}</a>' if url else f"<span{lang}>{title}</span>"
        counted, drawn = self.matrix.cells.get(row.value, {}), self.drawn
        if url and "gemeente" in self.known_filters:
            cells = [
                f'{(look := drawn[counts])[0]}<a href="{url}{link}">{look[1]}</a></td>'
                if (counts := counted.get(town))
                else nothing
                for town, link, nothing in columns
            ]
        else:
            cells = [
                f"{(look := drawn[counts])[0]}<span>{look[1]}</span></td>" if (counts := counted.get(town)) else nothing
                for town, _link, nothing in columns
            ]
        for town, urgency in self.matrix.needs.get(row.value, {}).items():
            if urgency >= HIGH and (place := places.get(town)) is not None:
                cells[place] = self._mark(cells[place])
        if has_nowhere:
            counts = counted.get(NOWHERE)
            cells.append(f"{drawn[counts][0]}<span>{drawn[counts][1]}</span></td>" if counts else "<td></td>")
        return f'<tr><th scope="row">{head}</th>{"".join(cells)}</tr>'

    def _empty(self, town):
        answer = self.matrix.answer_of(town)
        hidden = f'<span class="visually-hidden"> {escape(answer.words)}</span>'
        if answer.is_known:
            return f"<td class=n>0{hidden}</td>"
        # Paper shows no hatching, so it says in words what an empty cell stands for.
        return f"<td class=q><small class=printed>{escape(answer.reason)}</small>{hidden}</td>"

    def _mark(self, cell):
        """Return a drawn cell with the sign of an urgent need after its number."""
        return URGENT_AFTER.sub(lambda found: f"{found[0]}{self.urgent}", cell, count=1)


class CellCache(dict):
    """Cache of rendered cells: {counts by status: (opening of the cell, its content)}."""

    def __missing__(self, counts):
        total = sum(counts)
        split = ",<br>".join(f"{count} {escape(name.lower())}" for name, count in in_words(counts))
        self[counts] = f"<td class=h{shade_of(total)}>", f"{total}<small>{split}</small>"
        return self[counts]


def _lang(row, is_foreign):
    return mark_safe(f' lang="{row.lang}"') if row.lang and is_foreign else ""


def write_csv(matrix):
    """Return a Matrix as CSV text: a header, semicolons between cells, a line for each cell of the matrix.

    Parts that lines have in common are rendered once: the whole country has too many cells for csv.writer.
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
        (town.pk, join_cells(town.name, town.code, town.province), _empty_cells(matrix.answer_of(town)))
        for town in matrix.towns
    ]
    if matrix.has_nowhere:
        columns.append((NOWHERE, join_cells(gettext("No municipality"), "", ""), (numbers(NOTHING), "")))
    lines = [join_cells(*head)]
    for row in matrix.rows:
        title = join_cells(row.title, row.group)
        cells, needs = matrix.cells.get(row.value, {}), matrix.needs.get(row.value, {})
        lines += [
            f"{title};{place};{numbers(counts)};{needs.get(town, '')};"
            if (counts := cells.get(town))
            else f"{title};{place};{empty[0]};{needs.get(town, '')};{empty[1]}"
            for town, place, empty in columns
        ]
    return BYTE_ORDER_MARK + "".join(f"{line}\r\n" for line in lines)


def _empty_cells(answer):
    """Return the cells of the numbers and of the remark where a municipality with this Answer has no project."""
    silent = join_cells(*[""] * (1 + len(STATUSES)))
    return numbers(NOTHING) if answer.is_known else silent, join_cells(answer.words)


def join_cells(*values):
    """Return cells of a CSV line as text, quoted where needed, without formulas."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";", lineterminator="").writerow([safe_cell(value) for value in values])
    return text.getvalue()


@lru_cache(maxsize=10_000)
def numbers(counts):
    """Return the sum of the counts by status and the counts, as cells of a line."""
    return ";".join(map(str, (sum(counts), *counts)))
