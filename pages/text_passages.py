"""The texts of a page or snippet one by one, in their order, with the place where an editor finds each of them."""

from dataclasses import dataclass

from bs4 import BeautifulSoup
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext
from modelcluster.models import get_all_child_relations
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField

HTML, PLAIN, HEADING, LINK, IMAGE = "html", "plain", "heading", "link", "image"
# The heading of a block is an h2; the h1 is the title of the page.
BLOCK_HEADING_LEVEL = 2


@dataclass(frozen=True)
class Passage:
    """A piece of text: its `kind`, its `text` (rich text as HTML when the kind is html), and where it is.

    `place` says it in words; `path` is Wagtail's content path, such as “body.<id of the block>”; `field` begins a new
    order of headings. `level` belongs to a heading. `is_speech` marks the words of somebody else. An image without
    text alternative is a passage of its own, with the title of the image as text.
    """

    kind: str
    text: str
    place: str
    path: str
    field: str
    level: int = 0
    is_speech: bool = False


def passages_of(instance):
    """Return the Passages of a page or snippet as it is in memory: its fields, then the rows that hang on it."""
    found = list(_fields_of(instance))
    for relation in get_all_child_relations(instance):
        # Comments of editors and other rows of Wagtail's are no texts of the page.
        if relation.related_model._meta.app_label == "wagtailcore":
            continue
        name = relation.get_accessor_name()
        for row in getattr(instance, name).all():
            found += _fields_of(row, f"{name}.{row.pk}.", capfirst(row._meta.verbose_name))
    return found


def _fields_of(instance, path="", owner=""):
    names_of_links = getattr(instance, "link_text_fields", ())
    below_heading = getattr(instance, "fields_below_heading", ())
    for field in instance._meta.concrete_fields:
        value = getattr(instance, field.attname)
        if not field.editable or not value:
            continue
        place = ": ".join(str(part) for part in (owner, capfirst(field.verbose_name)) if part)
        where = {"place": place, "path": f"{path}{field.name}", "field": f"{path}{field.name}"}
        if field.name in below_heading:
            yield Passage(HEADING, place, level=BLOCK_HEADING_LEVEL, **where)
        if isinstance(field, StreamField):
            yield from _walk_stream(value, where)
        elif isinstance(field, RichTextField):
            yield from _html(value, where)
        elif field.name in names_of_links:
            yield Passage(LINK, value, **where)
        elif isinstance(field, models.TextField):
            yield Passage(PLAIN, value, **where)


def _walk_stream(value, where):
    for number, child in enumerate(value, start=1):
        place = gettext("%(field)s, block %(number)d (%(kind)s)") % {
            "field": where["place"],
            "number": number,
            "kind": child.block.label,
        }
        yield from _walk(child.block, child.value, where | {"place": place, "path": f"{where['path']}.{child.id}"})


def _walk(block, value, where, is_speech=False):
    if isinstance(block, blocks.StreamBlock):
        yield from _walk_stream(value, where)
    elif isinstance(block, blocks.ListBlock):
        for child in value.bound_blocks:
            yield from _walk(child.block, child.value, where, is_speech)
    elif isinstance(block, blocks.StructBlock):
        yield from _walk_struct(block, value, where, is_speech or getattr(block.meta, "is_speech", False))
    elif isinstance(block, blocks.RichTextBlock):
        if value:
            yield from _html(value.source, where, is_speech)
    elif isinstance(block, (blocks.TextBlock, blocks.CharBlock)) and value:
        yield Passage(PLAIN, value, is_speech=is_speech, **where)


def _walk_struct(block, value, where, is_speech):
    if "alt_text" in block.child_blocks and _lacks_alternative(value):
        yield Passage(IMAGE, value["image"].title, **where)
    for name, child in block.child_blocks.items():
        here = where | {"path": f"{where['path']}.{name}"}
        if name == getattr(block.meta, "heading", None):
            yield Passage(HEADING, value.get(name) or "", level=BLOCK_HEADING_LEVEL, is_speech=is_speech, **here)
        elif name == getattr(block.meta, "link_text", None):
            if value.get(name):
                yield Passage(LINK, value[name], **here)
        else:
            yield from _walk(child, value.get(name), here, is_speech)


def _lacks_alternative(value):
    image = value.get("image")
    return bool(image) and not (value.get("alt_text") or image.description)


def _html(source, where, is_speech=False):
    """Yield the text, and the headings, links and images in it."""
    yield Passage(HTML, source, is_speech=is_speech, **where)
    for element in BeautifulSoup(source, "html.parser").find_all(["h1", "h2", "h3", "h4", "h5", "h6", "a", "embed"]):
        words = " ".join(element.get_text(" ").split())
        if element.name == "a":
            yield Passage(LINK, words, **where)
        elif element.name == "embed":
            if element.get("embedtype") == "image" and not element.get("alt"):
                yield Passage(IMAGE, gettext("image in the text"), **where)
        else:
            yield Passage(HEADING, words, level=int(element.name[1]), is_speech=is_speech, **where)
