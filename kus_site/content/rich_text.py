"""Formatted text as a small tree that Markdown and Wagtail's stored HTML are both read into and written from.

A text is a list of blocks: Paragraph(level 0) and headings Paragraph(2-4), and Items (a list). The words of a block are a
flat list of Run and LINE_BREAK. There is one tree for one text, so that two ways to write the same compare as equal.
"""

import re
from dataclasses import dataclass, field, replace
from html import escape
from html.parser import HTMLParser

# U+2028 and its like end a line in some programs and not in others.
SPACES = re.compile("[ \t\n\r\f\v\x1c-\x1f\x85\u2028\u2029]+")
HEADINGS = {"h2": 2, "h3": 3, "h4": 4}


@dataclass(frozen=True)
class Run:
    """Words in one format. `link` is an address, `record:<id>`, or empty."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""

    @property
    def format(self):
        return (self.bold, self.italic, self.link)


# No word has None for a link, so nothing else is equal to it, and every format ends at it.
LINE_BREAK = Run("\n", link=None)


@dataclass
class Paragraph:
    """A paragraph, or a heading of `level` 2 to 4."""

    runs: list
    level: int = 0


@dataclass
class Item:
    """One item of a list, with the lists inside it."""

    runs: list
    lists: list = field(default_factory=list)


@dataclass
class Items:
    """A list, numbered or not."""

    numbered: bool
    items: list


def tidy_runs(runs):
    """Return the runs in their one canonical form: spaces single and outside formats, neighbours joined, ends trimmed."""
    lines = [[]]
    for run in runs:
        if run == LINE_BREAK:
            lines.append([])
        else:
            lines[-1].append(replace(run, text=SPACES.sub(" ", run.text)))
    lines = [_tidy_line(line) for line in lines]
    while lines and not lines[-1]:
        lines.pop()
    while lines and not lines[0]:
        lines.pop(0)
    # Markdown has no empty line inside a paragraph.
    lines = [line for line in lines if line]
    result = []
    for number, line in enumerate(lines):
        result += ([LINE_BREAK] if number else []) + line
    return result


def _tidy_line(runs):
    parts = []
    for run in runs:
        core = run.text.strip()
        if not core:
            parts.append(Run(run.text, link=run.link) if run.text else None)
            continue
        start = run.text.index(core[0])
        plain = Run("", link=run.link)
        parts += [
            replace(plain, text=run.text[:start]),
            replace(run, text=core),
            replace(plain, text=run.text[start + len(core) :]),
        ]
    parts = [part for part in parts if part and part.text]
    parts = _join(_give_spaces_to_neighbours(parts))
    return _trim(parts)


def _give_spaces_to_neighbours(parts):
    """A space between two runs of one format belongs to it, so that a bold sentence stays one run; at a link's edge it leaves it."""
    result = []
    for place, part in enumerate(parts):
        if part.text.isspace():
            before = parts[place - 1] if place else None
            after = parts[place + 1] if place + 1 < len(parts) else None
            if before and after and before.link == after.link and not after.text.isspace():
                part = Run(part.text, before.bold and after.bold, before.italic and after.italic, before.link)
            else:
                part = Run(part.text)
        result.append(part)
    return result


def _join(parts):
    joined = []
    for part in parts:
        if joined and joined[-1].format == part.format:
            joined[-1] = replace(part, text=SPACES.sub(" ", joined[-1].text + part.text))
        elif joined and part.text.startswith(" ") and joined[-1].text.endswith(" "):
            if part.text != " ":
                joined.append(replace(part, text=part.text[1:]))
        else:
            joined.append(part)
    return joined


def _trim(parts):
    while parts and parts[0].text.isspace():
        parts.pop(0)
    while parts and parts[-1].text.isspace():
        parts.pop()
    if parts:
        parts[0] = replace(parts[0], text=parts[0].text.lstrip())
        parts[-1] = replace(parts[-1], text=parts[-1].text.rstrip())
    return parts


def grouped(runs, key):
    """Yield (value, runs) for neighbouring runs with the same value of `key`."""
    group, value = [], None
    for run in runs:
        if group and key(run) != value:
            yield value, group
            group = []
        group.append(run)
        value = key(run)
    if group:
        yield value, group


def to_html(blocks, link_attributes):
    """Return the HTML that Wagtail stores; `link_attributes` gives the attributes (text) of the <a> of a link."""
    return "".join(_block_html(block, link_attributes) for block in blocks)


def _block_html(block, link_attributes):
    if isinstance(block, Paragraph):
        tag = f"h{block.level}" if block.level else "p"
        return f"<{tag}>{_runs_html(block.runs, link_attributes)}</{tag}>"
    tag = "ol" if block.numbered else "ul"
    items = "".join(
        f"<li>{_runs_html(item.runs, link_attributes)}{to_html(item.lists, link_attributes)}</li>" for item in block.items
    )
    return f"<{tag}>{items}</{tag}>"


def _runs_html(runs, link_attributes):
    html = ""
    for link, linked in grouped(runs, lambda run: run.link):
        words = "".join(_run_html(run) for run in linked)
        html += f"<a {link_attributes(link)}>{words}</a>" if link else words
    return html


def _run_html(run):
    if run == LINE_BREAK:
        return "<br/>"
    html = escape(run.text, quote=False)
    if run.italic:
        html = f"<i>{html}</i>"
    return f"<b>{html}</b>" if run.bold else html


class _HtmlReader(HTMLParser):
    """Reads stored HTML; what the format does not know keeps its words and loses its tag."""

    def __init__(self, link_of):
        super().__init__(convert_charrefs=True)
        self.link_of = link_of
        self.blocks = []
        self.paragraph = None
        self.lists = []
        self.bold = self.italic = 0
        self.links = []

    @property
    def runs(self):
        """The list into which words go now."""
        if self.lists and self.lists[-1].items:
            return self.lists[-1].items[-1].runs
        if self.paragraph is None:
            self.paragraph = Paragraph([])
            self.blocks.append(self.paragraph)
        return self.paragraph.runs

    def handle_starttag(self, tag, attrs):
        if tag in ("b", "strong"):
            self.bold += 1
        elif tag in ("i", "em"):
            self.italic += 1
        elif tag == "a":
            self.links.append(self.link_of({name: value or "" for name, value in attrs}) or "")
        elif tag == "br":
            self.runs.append(LINE_BREAK)
        elif tag in ("ul", "ol"):
            self._open_list(tag == "ol")
        elif tag == "li" and self.lists:
            self.lists[-1].items.append(Item([]))
        elif tag == "p" or tag in HEADINGS:
            if not self.lists:
                self.paragraph = Paragraph([], HEADINGS.get(tag, 0))
                self.blocks.append(self.paragraph)

    def _open_list(self, numbered):
        items = Items(numbered, [])
        if self.lists and self.lists[-1].items:
            self.lists[-1].items[-1].lists.append(items)
        else:
            self.blocks.append(items)
        self.lists.append(items)
        self.paragraph = None

    def handle_endtag(self, tag):
        if tag in ("b", "strong"):
            self.bold = max(0, self.bold - 1)
        elif tag in ("i", "em"):
            self.italic = max(0, self.italic - 1)
        elif tag == "a" and self.links:
            self.links.pop()
        elif tag in ("ul", "ol") and self.lists:
            self.lists.pop()
        elif tag == "p" or tag in HEADINGS:
            self.paragraph = None

    def handle_data(self, data):
        if data.strip() or self.paragraph is not None or self.lists:
            self.runs.append(Run(data, self.bold > 0, self.italic > 0, self.links[-1] if self.links else ""))


def from_html(html, link_of):
    """Return the blocks of stored HTML. `link_of` gives the link of an <a> with these attributes (dict), or "" for a dead one."""
    reader = _HtmlReader(link_of)
    reader.feed(html or "")
    reader.close()
    return tidy_blocks(reader.blocks)


def tidy_blocks(blocks):
    """Return the blocks with tidy runs and without empty ones."""
    result = []
    for block in blocks:
        if isinstance(block, Paragraph):
            block = Paragraph(tidy_runs(block.runs), block.level)
            if block.level:
                # A heading is one line.
                block.runs = tidy_runs([Run(" ") if run == LINE_BREAK else run for run in block.runs])
            keep = bool(block.runs)
        else:
            block = Items(block.numbered, _tidy_items(block.items))
            keep = bool(block.items)
        if keep:
            result.append(block)
    return result


def _tidy_items(items):
    tidied = [Item(tidy_runs(item.runs), tidy_blocks(item.lists)) for item in items]
    return [item for item in tidied if item.runs or item.lists]
