"""RIS of others as Entries with CSL-JSON items. Each record is read by itself, so that a broken one spoils no other."""

import re

import rispy
from django.utils.translation import gettext, override

from publications.identifiers import is_issn
from publications.models.parts import Contributor

from .csl import FORTHCOMING, NAME_VARIABLES, tidy
from .read_names import doi_of, inverted_name, issued, language_of, pages_of, text_of
from .reading import Entry, check_number
from .ris import Writer

RECORD = re.compile(r"^[ \t]*TY  ?-", re.MULTILINE)
LINE = re.compile(r"^[ \t]*([A-Z][A-Z0-9]) {1,2}-(?: |$)")
TYPES = {
    "JOUR": "article-journal",
    "EJOUR": "article-journal",
    "JFULL": "article-journal",
    "MGZN": "article-magazine",
    "NEWS": "article-newspaper",
    "BOOK": "book",
    "EBOOK": "book",
    "EDBOOK": "book",
    "CHAP": "chapter",
    "ECHAP": "chapter",
    "RPRT": "report",
    "GOVDOC": "report",
    "THES": "thesis",
    "CONF": "paper-conference",
    "CPAPER": "paper-conference",
    "VIDEO": "motion_picture",
    "MPCT": "motion_picture",
    "SOUND": "song",
    "PODCST": "broadcast",
    "ELEC": "webpage",
    "BLOG": "webpage",
}
# CSL variable: keys of rispy, the first that is there.
FIELDS = {
    "title": ("title", "primary_title"),
    "title-short": ("short_title",),
    "container-title": ("secondary_title", "journal_name", "alternate_title3", "alternate_title2", "alternate_title1"),
    "collection-title": ("tertiary_title",),
    "volume": ("volume",),
    "edition": ("edition",),
    "publisher": ("publisher",),
    "publisher-place": ("place_published",),
    "genre": ("type_of_work",),
    "abstract": ("abstract", "notes_abstract"),
    "collection-number": ("note",),
}
MOST_LINES = 5_000  # of one record
ARTICLES = ("article-journal", "article-magazine", "article-newspaper")


def looks_like(text):
    """Return whether a line of a text begins a record of RIS."""
    return bool(RECORD.search(text))


def read(text, most):
    """Return the Entries of a text; raises InputTooLargeError when there are more than `most`."""
    starts = [match.start() for match in RECORD.finditer(text)]
    check_number(len(starts), most)
    entries, line, before = [], 1, 0
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        line += text.count("\n", before, start)
        before = start
        entries.append(_entry(text[start:end], line))
    return entries


def _entry(text, line):
    problems = []
    lines = [LINE.sub(r"\1  - ", each) for each in text.strip().split("\n", MOST_LINES)[:MOST_LINES]]
    ending = next((number for number, each in enumerate(lines) if each.startswith("ER  - ")), len(lines))
    if ending == len(lines):
        problems.append(gettext("The end of the record (ER) is missing. Look whether all of it is there."))
    parser = rispy.RisParser(
        mapping=Writer.DEFAULT_MAPPING, list_tags=Writer.DEFAULT_LIST_TAGS, delimiter_tags_mapping={}
    )
    [record] = parser.parse("\n".join([*lines[:ending], "ER  - "]))
    return Entry(line, tidy(_item(record, problems)), problems)


def _item(record, problems):
    unknown = record.get("unknown_tag", {})
    code = text_of(record["type_of_reference"]).upper()
    csl_type = TYPES.get(code, "document")
    first = {
        key: next((text_of(record[name]) for name in names if record.get(name)), "") for key, names in FIELDS.items()
    }
    notes = [note for note in map(text_of, record.get("notes", ())) if note]
    noted = _noted_names(notes)
    names = _names(record, noted)
    number = text_of(record.get("number"))
    serial = [text_of(record.get("issn")), *notes]
    if csl_type == "song" and first["container-title"]:
        csl_type = "broadcast"
    pages = pages_of("-".join(filter(None, (text_of(record.get(key)) for key in ("start_page", "end_page")))))
    item = {
        "type": csl_type,
        "id": text_of(record.get("id")),
        **first,
        **names,
        "issue" if csl_type in ARTICLES else "number": number,
        "page": pages,
        "ISSN": next((text for text in serial if is_issn(text)), ""),
        "ISBN": next((text for text in serial if re.fullmatch(r"(?:97[89])?[\d -]{9,14}[\dXx]", text)), ""),
        "DOI": doi_of(record.get("doi")),
        "URL": text_of(next(iter(record.get("urls", ())), "")),
        "language": language_of(record.get("language"), problems),
        "keyword": ", ".join(text_of(word) for word in record.get("keywords", ()) if word),
        **_issued(record, problems),
    }
    if not item["title"] and unknown.get("BT"):
        item["title"] = text_of(unknown["BT"][0])
    if serial[0] and not (item["ISSN"] or item["ISBN"]):
        problems.append(gettext("“%(number)s” is no ISBN and no ISSN.") % {"number": serial[0][:40]})
    if "issued" not in item and FORTHCOMING in notes:
        item["status"] = FORTHCOMING
    if code not in TYPES and code != "GEN":
        problems.append(gettext("The type “%(type)s” is not known.") % {"type": code[:20]})
    return item


def _issued(record, problems):
    """Return {issued}: DA is year/month/day/other, where our own files have EDTF in “other”."""
    for key in ("date", "year", "publication_year"):
        if value := text_of(record.get(key)):
            year, month, day, other = ([part.strip() for part in value.split("/", 3)] + [""] * 3)[:4]
            exact = "-".join(part.zfill(2) for part in (year, month, day) if part)
            if found := issued([other.replace("--", "/"), exact] if other else [exact], []):
                return found
    return issued([text_of(record.get("year") or record.get("publication_year") or record.get("date"))], problems)


def _names(record, noted):
    """Return {CSL variable: names}. A2 holds the editors of a book or series, A4 translators."""
    authors = [inverted_name(name) for key in ("first_authors", "authors") for name in record.get(key, ())]
    # Whoever made a work without authors stands among them, and a note says what they did.
    if any(authors == noted.get(variable) for variable in ("host", "performer", "interviewer")):
        authors = []
    found = {
        "author": authors,
        "editor": [inverted_name(name) for key in ("editors", "secondary_authors") for name in record.get(key, ())],
        "translator": [inverted_name(name) for name in record.get("subsidiary_authors", ())],
        **noted,
    }
    return {variable: [name for name in names if name] for variable, names in found.items()}


def _noted_names(notes):
    """Return {CSL variable: names} of notes such as “Illustrator: van der Berg, Anna”, and take those notes away."""
    labels = {}
    for language in ("nl", "en"):
        with override(language):
            labels |= {str(Contributor.Role(role).label): variable for role, variable in NAME_VARIABLES.items()}
    found = {}
    for note in list(notes):
        label, colon, name = note.partition(": ")
        if colon and label in labels:
            found.setdefault(labels[label], []).append(inverted_name(name))
            notes.remove(note)
    return found
