"""The items of an issue prepared for templates, whatever block type or record they come from."""

import re
from dataclasses import dataclass, field

from wagtail.rich_text import RichText, expand_db_html

from pages.actions import reachable
from pages.agenda import collect_agenda_entries
from pages.page_context import restricted_paths
from pages.page_rows import read_for_listing

HEADING_LEVEL = 2
# Joins rich texts that are expanded in one call, so that the number of queries stays constant.
SEPARATOR = "\x1e"


@dataclass
class Item:
    """One item: `kind`, words, link to its record, actions, image, agenda entries.

    `kind` is record, text, section, image, agenda or closing_note. `text` is rich text (a RichText value) or, taken
    from a record, plain text in `summary`; the headings in it begin one below `level`, the level of `heading` (2, or 3
    for what follows a section). `facts` are (label, words) pairs: when and where. `for_whom` is plain text. An image
    has its description in `alt` and its caption in `summary`. For a page, `html` is the text, `url` the address of
    the record and `language` (code) that of the record (newsletters.compose.page_items).
    """

    kind: str
    anchor: str
    kicker: str = ""
    heading: str = ""
    text: object = None
    summary: str = ""
    record: object = None
    image: object = None
    actions: list = field(default_factory=list)
    entries: list = field(default_factory=list)
    facts: list = field(default_factory=list)
    for_whom: str = ""
    alt: str = ""
    level: int = HEADING_LEVEL
    html: str = ""
    url: str = ""
    language: str = ""


def build_items(stream, locale):
    """Return the Items of an issue's stream value, in a number of queries that does not grow with the items.

    Records that are not live (any more) are left out.
    """
    records = _load_records(stream)
    builders = {
        "record": _build_record_item,
        "text": _build_text_item,
        "section": _build_section,
        "image": _build_image,
        "agenda": _build_agenda_item,
        "closing_note": _build_note,
    }
    items = [builders[child.block_type](child, records, locale) for child in stream]
    return _set_heading_levels([item for item in items if item])


def expand_rich_texts(sources):
    """Return rich texts (database format) as a list of HTML fragments, in a constant number of queries."""
    joined = SEPARATOR.join(source.replace(SEPARATOR, "") for source in sources)
    return expand_db_html(joined).split(SEPARATOR) if sources else []


def _set_heading_levels(items):
    """Lower the heading level of the items that follow a section by one."""
    below = False
    for item in items:
        if item.kind == "section":
            below = True
        elif below and item.kind != "closing_note":
            item.level = HEADING_LEVEL + 1
            item.text = RichText(_lower_headings(item.text.source)) if item.text else item.text
    return items


def _lower_headings(source):
    return re.sub(r"(?<=<h|/h)[34](?=[ >])", lambda found: str(int(found[0]) + 1), source)


def _load_records(stream):
    """Return {primary key: specific page} of the records in a stream that every reader may see, with all they show."""
    values = [child.value for child in stream if child.block_type == "record"]
    named = {page.pk: page for value in values for page in (value["record"], value["text_record"]) if page}
    hidden = tuple(restricted_paths())
    shown = [page for page in named.values() if page.live and not page.path.startswith(hidden)]
    return {page.pk: page for page in read_for_listing(shown, terms="audiences")}


def read_summaries(pages):
    """Return {primary key: summary} of pages of any type, in one query."""
    by_type = {}
    for page in pages:
        by_type.setdefault(page.specific_class, []).append(page.pk)
    queries = [
        page_type._base_manager.order_by().filter(pk__in=pks).values_list("pk", "summary")
        for page_type, pks in by_type.items()
        if page_type
    ]
    return dict(queries[0].union(*queries[1:], all=True)) if queries else {}


def audiences_of(record):
    """Return the audiences of a record as text in the active language; "" for a page type without audiences."""
    audiences = record.audiences.all() if hasattr(record, "audiences") else []
    return ", ".join(audience.label for audience in audiences)


def _own_actions(value):
    return reachable(action.action for action in value["actions"] if action["kind"])


def _build_record_item(child, records, locale):
    value = child.value
    record = records.get(value["record"].pk) if value["record"] else None
    if record is None:
        return None
    source = records.get(value["text_record"].pk) if value["text_record"] else record
    return Item(
        kind="record",
        anchor=f"item-{child.id}",
        kicker=value["kicker"],
        heading=value["heading"] or record.title,
        text=value["text"] if value["text"] and value["text"].source else None,
        summary=(source or record).summary,
        record=record,
        image=value["image"] or record.listing_image,
        actions=_own_actions(value) or record.actions,
        facts=record.when_and_where,
        for_whom=value.get("for_whom") or audiences_of(record),
    )


def _build_text_item(child, records, locale):
    value = child.value
    return Item(
        kind="text",
        anchor=f"item-{child.id}",
        kicker=value["kicker"],
        heading=value["heading"],
        text=value["text"],
        image=value["image"],
        actions=_own_actions(value),
    )


def _build_section(child, records, locale):
    return Item(kind="section", anchor=f"item-{child.id}", heading=child.value["heading"])


def _build_image(child, records, locale):
    value = child.value
    if not value["image"]:
        return None
    return Item(
        kind="image",
        anchor=f"item-{child.id}",
        summary=value["caption"],
        image=value["image"],
        alt=value["alt_text"] or value["image"].description,
        actions=_own_actions(value),
    )


def _build_agenda_item(child, records, locale):
    value = child.value
    period = (value["first_day"], value["last_day"])
    # A draft may lack its days.
    found = collect_agenda_entries(*period, locale) if all(period) else []
    entries = [entry for entry in found if value["with_deadlines"] or not entry.is_deadline]
    return Item(kind="agenda", anchor=f"item-{child.id}", heading=value["heading"], entries=entries)


def _build_note(child, records, locale):
    return Item(
        kind="closing_note", anchor=f"item-{child.id}", text=child.value["text"], actions=_own_actions(child.value)
    )
