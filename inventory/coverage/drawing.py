"""Draws the matrix as an HTML table: a heat map in which every cell says its numbers.

Made without templates: the whole country has more cells than those can fill in time. Cells that look alike are made
once.
"""

from django.utils.html import escape, format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import mark_safe
from django.utils.translation import gettext

from .counting import NOWHERE
from .needs import HIGH
from .statuses import LETTERS

# The least number of projects of each shade, the lightest first: a shade stands for twice as many as the one before.
SHADES = [1, 2, 4, 8, 16]


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
    """The table of a Matrix; `listing` is (address, names of its filters) of the listing of projects."""

    def __init__(self, matrix, listing):
        self.matrix = matrix
        self.address, self.known_filters = listing
        self.letters = [str(letter) for letter in LETTERS]
        self.cells = {}
        same = matrix.choices.listing_filters()
        self.same = {name: value for name, value in same.items() if name in self.known_filters}

    def draw(self):
        """Return the table with its caption as safe HTML."""
        towns = self.matrix.towns
        links = [escape(f"&{urlencode({'gemeente': town.slug})}") for town in towns]
        empty = [self._empty(town) for town in towns]
        parts = ["<table>", self._caption(), self._head(), ""]
        group = None
        groups = {row.group for row in self.matrix.rows}
        for row in self.matrix.rows:
            if len(groups) > 1 and row.group != group:
                parts.append(self._group_head(row))
            group = row.group
            parts.append(self._row(row, links, empty))
        parts.append("</tbody></table>")
        return mark_safe("".join(parts))

    def row_url(self, row):
        """Return the address of the listing narrowed to the projects of a row; empty where it cannot be narrowed."""
        name = self.matrix.choices.rows
        if not row.slug or name not in self.known_filters:
            return ""
        return f"{self.address}?{urlencode(self.same | {name: row.slug})}"

    def _caption(self):
        return format_html(
            "<caption>{}</caption>",
            gettext("Projects by %(rows)s and municipality") % {"rows": self.matrix.choices.row_label.lower()},
        )

    def _head(self):
        towns = self.matrix.towns
        former = gettext("former")
        heads = format_html_join(
            "",
            '<th scope="col"><a href="{}">{}</a></th>',
            [(town.url, f"{town.name} ({former})" if town.is_former else town.name) for town in towns],
        )
        answers = format_html_join("", "<td>{}</td>", [(self.matrix.answer_of(town).short_words,) for town in towns])
        nowhere = format_html('<th scope="col"><span>{}</span></th>', gettext("No municipality"))
        return format_html(
            '<thead><tr><th scope="col">{}</th>{}{}</tr><tr><th scope="row">{}</th>{}{}</tr></thead>',
            self.matrix.choices.row_label,
            heads,
            nowhere if self.matrix.has_nowhere else "",
            gettext("Last answer"),
            answers,
            mark_safe("<td></td>") if self.matrix.has_nowhere else "",
        )

    def _group_head(self, row):
        width = 1 + len(self.matrix.towns) + self.matrix.has_nowhere
        title = row.group or gettext("Other")
        return format_html(
            '</tbody><tbody><tr><th scope="rowgroup" colspan="{}"><span{}>{}</span></th></tr>',
            width,
            _lang(row, row.group),
            title,
        )

    def _row(self, row, links, empty):
        title, url = escape(row.title), self.row_url(row)
        lang = _lang(row, row.slug)
        head = f'<a href="{escape(url)}"{lang}>{title}</a>' if url else f"<span{lang}>{title}</span>"
        parts = [f'<tr><th scope="row">{head}</th>']
        counted, needs = self.matrix.cells.get(row.value, {}), self.matrix.needs.get(row.value, {})
        url = escape(url)
        can_link = bool(url) and "gemeente" in self.known_filters
        drawn = self.cells
        for town, link, nothing in zip(self.matrix.towns, links, empty, strict=True):
            is_urgent = needs.get(town.pk, 0) >= HIGH
            counts = counted.get(town.pk)
            if not counts:
                parts.append(nothing[is_urgent])
                continue
            if (key := (counts, is_urgent)) not in drawn:
                drawn[key] = self._filled(counts, is_urgent)
            shade, words = drawn[key]
            if can_link:
                parts.append(f'{shade}<a href="{url}{link}">{words}</a></td>')
            else:
                parts.append(f"{shade}<span>{words}</span></td>")
        if self.matrix.has_nowhere:
            if counts := counted.get(NOWHERE):
                shade, words = self._filled(counts, is_urgent=False)
                parts.append(f"{shade}<span>{words}</span></td>")
            else:
                parts.append("<td></td>")
        parts.append("</tr>")
        return "".join(parts)

    def _filled(self, counts, is_urgent):
        """Return the beginning of a cell and what stands in its link."""
        total = sum(counts)
        split = " ".join(f"{count}{letter}" for count, letter in zip(counts, self.letters, strict=True) if count)
        return f"<td class=h{shade_of(total)}>", f"{total}{_mark(is_urgent)}<small>{escape(split)}</small>"

    def _empty(self, town):
        """Return an empty cell of a municipality: without and with an urgent need."""
        answer = self.matrix.answer_of(town)
        style, sign = ("q", "?") if answer.is_silent else ("n", "0")
        words = escape(answer.words)
        return tuple(
            f'<td class={style}>{sign}{_mark(is_urgent)}<span class="visually-hidden"> {words}</span></td>'
            for is_urgent in (False, True)
        )


def _mark(is_urgent):
    return f'<b>!<span class="visually-hidden"> {escape(gettext("urgent"))}</span></b>' if is_urgent else ""


def _lang(row, is_foreign):
    return mark_safe(f' lang="{row.lang}"') if row.lang and is_foreign else ""
