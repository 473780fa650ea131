"""CSL-JSON of others (Crossref, DataCite, Zotero) as Entries with items as our own csl module writes them."""

import json

from django.utils.translation import gettext

from pages.fuzzy_date import FuzzyDateError

from .csl import FORTHCOMING, NAME_VARIABLES, OTHER_ROLES, SEASONS, edtf, tidy
from .read_names import date_of, doi_of, issued, language_of, pages_of, person, text_of
from .reading import Entry, ReadingError, check_number

TEXTS = (
    "title-short",
    "container-title",
    "collection-title",
    "collection-number",
    "volume",
    "issue",
    "number",
    "edition",
    "publisher",
    "publisher-place",
    "genre",
    "abstract",
    "keyword",
    "URL",
)
# What Crossref writes where CSL has another name.
CROSSREF_TYPES = {
    "journal-article": "article-journal",
    "book-chapter": "chapter",
    "monograph": "book",
    "edited-book": "book",
    "reference-book": "book",
    "dissertation": "thesis",
    "proceedings-article": "paper-conference",
    "posted-content": "article",
}
STATUSES = ("in press", "forthcoming", "accepted", "submitted")
DEEPEST = 30  # levels of lists and objects


def looks_like(text):
    """Return whether a text begins as JSON does."""
    return text.lstrip()[:1] in ("[", "{") and "\n@" not in text[:200]


def read(text, most):
    """Return the Entries of a list of items, of one item, or of the answer of Crossref; raises ReadingError."""
    if _depth(text) > DEEPEST:
        raise ReadingError(gettext("The brackets in this text are nested too deeply to be CSL-JSON."))
    try:
        found = json.loads(text, parse_constant=lambda name: None)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise ReadingError(
            gettext("This JSON is broken at line %(line)d. Copy it again, from the first bracket to the last.")
            % {"line": line}
        ) from error
    if isinstance(found, dict):
        found = found.get("items") or found.get("message") or [found]
        found = found if isinstance(found, list) else [found]
    check_number(len(found), most)
    return [_entry(item, number) for number, item in enumerate(found, 1)]


def _depth(text):
    deepest = depth = 0
    for character in text:
        if character in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "]}":
            depth -= 1
    return deepest


def _entry(item, number):
    if not isinstance(item, dict):
        return Entry(number, {}, [gettext("This is no record, but “%(text)s”.") % {"text": str(item)[:60]}])
    problems = []
    read_type = text_of(item.get("type"))
    read_item = {
        "type": CROSSREF_TYPES.get(read_type, read_type) or "document",
        "id": text_of(item.get("id")),
        "title": text_of(_first(item.get("title"))),
        **{variable: text_of(_first(item.get(variable))) for variable in TEXTS},
        "page": pages_of(item.get("page") or item.get("article-number")),
        "ISBN": text_of(_first(item.get("ISBN"))).removeprefix("http://isbn.org/").removeprefix("urn:isbn:"),
        "ISSN": text_of(_first(item.get("ISSN"))),
        "DOI": doi_of(item.get("DOI")),
        "language": language_of(item.get("language"), problems),
    }
    for variable in (*NAME_VARIABLES.values(), OTHER_ROLES):
        found = item.get(variable)
        names = [_name(name) for name in found] if isinstance(found, list) else []
        if not all(names):
            problems.append(gettext("A name in “%(field)s” was not understood.") % {"field": variable})
        read_item[variable] = [name for name in names if name]
    read_item |= _issued(item.get("issued"), problems)
    if "issued" not in read_item and text_of(item.get("status")) in STATUSES:
        read_item["status"] = FORTHCOMING
    return Entry(number, tidy(read_item), problems)


def _first(value):
    """Return the first of a list, as Crossref writes titles; anything else as it is."""
    return (value[0] if value else "") if isinstance(value, list) else value


def _name(name):
    if not isinstance(name, dict):
        return {}
    if literal := text_of(name.get("literal") or name.get("name")):
        return {"literal": literal}
    particle = text_of(name.get("non-dropping-particle")) or text_of(name.get("dropping-particle"))
    family = " ".join(part for part in (text_of(name.get("family")), text_of(name.get("suffix"))) if part)
    return person(family, name.get("given"), particle)


def _issued(value, problems):
    """Return {issued} of a CSL date: date-parts of numbers or texts, or a text in `raw` or `literal`."""
    if not isinstance(value, dict):
        return issued([text_of(value)], problems)
    raw = text_of(value.get("raw") or value.get("literal"))
    ends = value.get("date-parts")
    ends = [parts for parts in ends if isinstance(parts, list)][:2] if isinstance(ends, list) else []
    try:
        parts = [[int(part) for part in end[:3] if part not in ("", None)] for end in ends]
    except (TypeError, ValueError):
        parts = []
    if raw or not parts or not all(parts):
        return issued([raw], problems)
    season = str(value.get("season") or "")
    season = SEASONS.get(int(season) % 20 + 20, "") if season.isdecimal() and len(season) < 3 else season
    exact = {"date-parts": parts, "circa": bool(value.get("circa"))}
    if season in SEASONS.values() and len(parts) == 1 and len(parts[0]) == 1:
        exact["season"] = season
    try:
        return date_of(edtf(exact))
    except FuzzyDateError as error:
        problems.append(str(error))
        return {}
