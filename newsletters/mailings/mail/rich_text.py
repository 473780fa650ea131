"""Converts rich text to plain text: wrapped paragraphs, lists, underlined headings, numbered references for links."""

import re
import textwrap
import unicodedata

from bs4.element import NavigableString, Tag

WIDTH = 72  # columns
PARAGRAPHS = ("p", "div", "blockquote")
HEADINGS = ("h1", "h2", "h3", "h4", "h5")
LISTS = ("ul", "ol")
SPACES = re.compile(r"[ \t\r\n\f]+")


def wrap(text, first="", rest=None):
    """Wrap a text at 72 columns and return its lines; `first` is the indent of the first line, `rest` of the others.

    Words and URLs are never broken, so a long URL gets a longer line of its own.
    """
    rest = " " * len(first) if rest is None else rest
    lines = []
    for paragraph in text.split("\n"):
        lines += textwrap.wrap(
            SPACES.sub(" ", paragraph).strip(),
            WIDTH,
            initial_indent=rest if lines else first,
            subsequent_indent=rest,
            break_long_words=False,
            break_on_hyphens=False,
        )
    return lines


def underline(text, mark):
    """Return the lines of a heading, followed by a line of `mark` characters as underline."""
    lines = wrap(" ".join(text.split()))
    return [*lines, mark * max(map(width_of, lines), default=0)]


def width_of(text):
    """Return the number of columns of a text: 0 for combining marks, 2 for wide East Asian characters (UAX 11)."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )


def rich_text_lines(soup, numbers):
    """Return the paragraphs of sanitised rich text, each as a list of lines.

    `soup` is MailItem.text. `numbers` is {id of an <a> tag: number}; the number follows the text of the link as “[1]”.
    """
    blocks, loose = [], []
    for node in soup.children:
        if isinstance(node, Tag) and node.name in (*PARAGRAPHS, *HEADINGS, *LISTS):
            _add_paragraph(blocks, "".join(loose))
            loose = []
            _add_block(blocks, node, numbers)
        else:
            loose.append(_inline(node, numbers))
    _add_paragraph(blocks, "".join(loose))
    return blocks


def _add_block(blocks, tag, numbers):
    if tag.name in LISTS:
        blocks.append(_list_lines(tag, numbers, ""))
    elif tag.name in HEADINGS:
        if words := _words(tag, numbers):
            blocks.append(underline(words, "-"))
    else:
        _add_paragraph(blocks, _words(tag, numbers))


def _add_paragraph(blocks, text):
    if lines := wrap(text):
        blocks.append(lines)


def _list_lines(tag, numbers, indent):
    lines = []
    for place, item in enumerate(tag.find_all("li", recursive=False), 1):
        mark = f"{indent}{place}. " if tag.name == "ol" else f"{indent}- "
        words = "".join(
            _inline(node, numbers) for node in item.children if not (isinstance(node, Tag) and node.name in LISTS)
        )
        lines += wrap(words, first=mark) or [mark.rstrip()]
        for inner in item.find_all(LISTS, recursive=False):
            lines += _list_lines(inner, numbers, " " * len(mark))
    return lines


def _words(tag, numbers):
    return "".join(_inline(node, numbers) for node in tag.children)


def _inline(node, numbers):
    if isinstance(node, NavigableString):
        return SPACES.sub(" ", str(node))
    if node.name == "br":
        return "\n"
    words = _words(node, numbers)
    number = numbers.get(id(node))
    return f"{words} [{number}]" if number else words
