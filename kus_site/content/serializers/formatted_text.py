"""Formatted text as a value: Markdown in a file, canonical Markdown as plain form, Wagtail's HTML in the database."""

from html import escape

from django.utils.translation import gettext
from wagtail.documents import get_document_model
from wagtail.models import Page

from .. import markdown, rich_text
from .base import Serializer, check_reference


class Formatted(Serializer):
    """The text of a RichTextField or RichTextBlock; `features` (list) says which headings it takes."""

    refers = True

    def __init__(self, features):
        super().__init__()
        self.headings = [level for tag, level in rich_text.HEADINGS.items() if tag in features]

    def parse(self, node, place):
        if not node.is_text:
            place.refuse(node.line, gettext("Write a text in Markdown here, behind |-."))
            return ""
        return self.read(markdown.parse(node.value), node.text_line, place)

    def read(self, groups, line, place):
        """Return the canonical Markdown of the tokens of markdown.parse; `line` is where the Markdown begins."""
        reader = markdown.MarkdownReader(
            self.headings, line, place.refuse, lambda text, at: _check_link(text, at, place)
        )
        return markdown.write(reader.read(groups))

    def to_db(self, value, id_map):
        return to_html(value, id_map)

    def from_db(self, stored, id_map):
        return from_html(stored, id_map)


def _check_link(text, line, place):
    check_reference(text, line, place, (Page, get_document_model()))


def _blocks_of(text):
    # A canonical text has been checked before, so nothing is refused any more.
    headings = list(rich_text.HEADINGS.values())
    reader = markdown.MarkdownReader(headings, 1, lambda line, message: None, lambda text, line: None)
    return reader.read(markdown.parse(text))


def join(first, second):
    """Return the canonical Markdown of two canonical texts after each other."""
    return markdown.write(_blocks_of(first) + _blocks_of(second))


def to_html(text, id_map):
    """Return the HTML that Wagtail stores for canonical Markdown; `record:` links become page and document links."""
    return rich_text.to_html(_blocks_of(text), lambda link: _link_attributes(link, id_map))


def _link_attributes(link, id_map):
    if not link.startswith("record:"):
        return f'href="{escape(link)}"'
    target = link.removeprefix("record:")
    linktype = "page" if id_map.is_page(target) else "document"
    return f'linktype="{linktype}" id="{id_map.pk_of(target)}"'


def from_html(html, id_map):
    """Return the canonical Markdown of stored HTML. A link to what is gone keeps its words only."""
    return markdown.write(rich_text.from_html(html, lambda attributes: _link_of(attributes, id_map)))


def _link_of(attributes, id_map):
    model = {"page": Page, "document": get_document_model()}.get(attributes.get("linktype"))
    if model is None:
        href = attributes.get("href", "").strip()
        return href if markdown.ADDRESS.match(href) else ""
    number = attributes.get("id", "")
    target = id_map.id_of(model, int(number)) if number.isdecimal() else ""
    return f"record:{target}" if target else ""
