"""Formatted text as a small tree that Markdown and Wagtail's stored HTML are both read into and written from.

A text is a list of blocks: Paragraph (level 0), headings (Paragraph of level 2-4) and Items (a list). The words of a
block are a flat list of Run and LINE_BREAK. One text has one tree, so that two ways to write the same
compare as equal.
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
    """Return the runs in their one canonical form: spaces single, neighbours joined, ends trimmed."""
    lines = [[]]
    for run in runs:
        if run == LINE_BREAK:
            lines.append([])
        else:
            lines[-1].append(run)
    result = []
    # Markdown has no empty line inside a paragraph.
    for line in filter(None, map(_tidy_line, lines)):
        result += ([LINE_BREAK] if result else []) + line
    return result


def _tidy_line(runs):
    words = []
    for run in runs:
        words += [replace(run, text=part) for part in re.findall(r"\s+|\S+", run.text)]
    result, space = [], ""
    for word in words:
        if word.text.isspace():
            space += word.text
            continue
        if space and result:
            _append(result, _space_between(result[-1], word, SPACES.sub(" ", space)))
        space = ""
        _append(result, word)
    return result


def _space_between(before, after, text):
    """A space between two words of one format belongs to it, so that a bold sentence stays one run."""
    if before.link != after.link:
        return Run(text)
    # Bold is written around italic, so an italic space cannot stand where bold begins or ends.
    italic = before.italic and after.italic and before.bold == after.bold
    return Run(text, before.bold and after.bold, italic, before.link)


def _append(runs, run):
    if runs and runs[-1].format == run.format:
        runs[-1] = replace(run, text=runs[-1].text + run.text)
    else:
        runs.append(run)


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
        f"<li>{_runs_html(item.runs, link_attributes)}{to_html(item.lists, link_attributes)}</li>"
        for item in block.items
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
        elif (tag == "p" or tag in HEADINGS) and not self.lists:
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
    """Return the blocks of stored HTML. `link_of` gives the link of an <a> from its attributes, "" if it is dead."""
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
