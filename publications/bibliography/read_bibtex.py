"""BibTeX and biblatex of others as Entries with CSL-JSON items: LaTeX becomes plain text."""

import re
from functools import lru_cache

import bibtexparser
from bibtexparser.middlewares.names import (
    InvalidNameError,
    parse_single_name_into_parts,
    split_multiple_persons_names,
)
from bibtexparser.model import DuplicateBlockKeyBlock, DuplicateFieldKeyBlock
from bibtexparser.model import Entry as Block
from django.utils.translation import gettext
from pylatexenc.latex2text import LatexNodes2Text

from .bibtex import ENTRY_TYPES, MONTHS, OTHER_NAMES
from .csl import FORTHCOMING, tidy
from .read_names import doi_of, issued, language_of, pages_of, person, text_of
from .reading import Entry, ReadingError, check_number

ENTRY = re.compile(r"^[ \t]*@\s*[A-Za-z]+\s*[{(]", re.MULTILINE)
TYPES = {entry: csl for csl, entry in reversed(ENTRY_TYPES.items())} | {
    "online": "webpage",
    "report": "report",
    "manual": "report",
    "booklet": "book",
    "mvbook": "book",
    "collection": "book",
    "proceedings": "book",
    "inbook": "chapter",
    "conference": "paper-conference",
    "inproceedings": "paper-conference",
    "mastersthesis": "thesis",
    "thesis": "thesis",
    "video": "motion_picture",
    "audio": "song",
    "unpublished": "document",
    "misc": "document",
}
# CSL variable: fields, the first that is there.
FIELDS = {
    "title": ("title",),
    "title-short": ("shorttitle",),
    "container-title": ("journal", "journaltitle", "booktitle", "maintitle"),
    "collection-title": ("series",),
    "volume": ("volume",),
    "edition": ("edition",),
    "publisher": ("publisher", "institution", "school", "organization"),
    "publisher-place": ("address", "location"),
    "ISBN": ("isbn",),
    "ISSN": ("issn",),
    "genre": ("type",),
    "abstract": ("abstract",),
    "keyword": ("keywords",),
}
IN_PRESS = ("inpress", "forthcoming", "submitted")
DEEPEST = 20  # braces within braces; LaTeX of people has three
LONGEST_FIELD = 50_000  # characters
MOST_NAMES = 500
# A command with the letter it works on, an escaped sign, and the signs that LaTeX makes of several.
TOKEN = re.compile(
    r"""\\['`^"~=.]\s*(?:\{\s*(?:\\?[A-Za-z])?\s*\}|\\[ij]\b|[A-Za-z])|\\[cuvHbdkrt]\s+[A-Za-z](?![A-Za-z])"""
    r"""|\\[A-Za-z]+(?:\s*\{\s*(?:\\?[A-Za-z])?\s*\}|[ \t]*)|\\.?|[{}~]|---?|``|''|[?!]`|,,|<<|>>""",
    re.DOTALL,
)
SIGNS = {"{": "", "}": "", "~": "\u00a0", "--": "–", "---": "—", "``": "“", "''": "”", "?`": "¿", "!`": "¡"}
SIGNS |= {
    ",,": "„",
    "<<": "«",
    ">>": "»",
    r"\textbraceleft{}": "{",
    r"\textbraceright{}": "}",
    r"\textasciicircum{}": "^",
}
LATEX = LatexNodes2Text(math_mode="text")


def looks_like(text):
    """Return whether a line of a text begins an entry of BibTeX."""
    return bool(ENTRY.search(text))


def read(text, most):
    """Return the Entries of a text; one that is broken is reported, and what follows is read. Raises ReadingError."""
    if _most_open(text) > DEEPEST:
        raise ReadingError(gettext("The braces in this text do not come in pairs. Look for one that is never closed."))
    check_number(len(ENTRY.findall(text)), most)
    # Comments and texts between entries are no entries; BibTeX leaves them out as well.
    library = bibtexparser.parse_string(text)
    entries = []
    for block in library.blocks:
        line = (block.start_line or 0) + 1
        if isinstance(block, DuplicateBlockKeyBlock | DuplicateFieldKeyBlock):
            block = block.ignore_error_block
        if isinstance(block, Block):
            entries.append(_entry(block, line))
        elif block in library.failed_blocks:
            sentence = gettext("This entry is broken: a brace, a quote or a comma is missing.")
            entries.append(Entry(line, {}, [sentence]))
    return entries


def _most_open(text):
    depth = deepest = 0
    for character in re.findall(r"[{}]", text):
        depth = depth + 1 if character == "{" else max(0, depth - 1)
        deepest = max(deepest, depth)
    return deepest


def latex_to_text(text):
    """Return LaTeX as plain text; what programs forget to escape stays what it is.

    Commands are decoded one by one: a text of megabytes takes no longer than its length, however it is nested.
    """
    return text_of(TOKEN.sub(lambda match: _decode(match[0]), text))


@lru_cache(4096)
def _decode(token):
    if token in SIGNS:
        return SIGNS[token]
    # A sign behind a backslash is that sign.
    return token[1:] if re.fullmatch(r"\\[^A-Za-z\s]", token) else LATEX.latex_to_text(token)


def _entry(block, line):
    problems = []
    fields = {field.key.lower(): str(field.value) for field in block.fields}
    entry_type = block.entry_type.lower()
    csl_type = TYPES.get(entry_type, "document")
    first = {
        key: latex_to_text(next((fields[name] for name in names if fields.get(name)), ""))
        for key, names in FIELDS.items()
    }
    if csl_type == "document" and first["container-title"] and "journal" in fields:
        csl_type = "article-journal"
    if subtitle := latex_to_text(fields.get("subtitle", "")):
        first["title-short"] = first["title-short"] or first["title"]
        first["title"] = f"{first['title']}: {subtitle}"
    item = {
        "type": csl_type,
        "id": text_of(block.key),
        **first,
        **_names(fields, problems),
        **_number(fields, csl_type),
        "page": pages_of(latex_to_text(fields.get("pages") or fields.get("eid", ""))),
        "DOI": doi_of(fields.get("doi", "").replace("\\", "")),
        "URL": text_of(
            re.sub(r"\\url\{([^}]*)\}|\\([%&#_~])", r"\1\2", fields.get("url") or fields.get("howpublished", ""))
        ),
        "language": language_of(fields.get("language") or fields.get("langid", ""), problems),
        **_issued(fields, problems),
    }
    if not item["URL"].startswith(("http://", "https://")):
        item["URL"] = ""
    if "issued" not in item and fields.get("pubstate", "").lower() in IN_PRESS:
        item["status"] = FORTHCOMING
    if entry_type not in TYPES:
        problems.append(gettext("The type “%(type)s” is not known.") % {"type": entry_type[:20]})
    return Entry(line, tidy(item), problems)


def _number(fields, csl_type):
    """Return {issue}, {collection-number} or {number}: BibTeX has one field for the three."""
    number = latex_to_text(fields.get("issue") or fields.get("number", ""))
    if csl_type.startswith("article"):
        return {"issue": number}
    return {"collection-number" if fields.get("series") and csl_type != "report" else "number": number}


def _issued(fields, problems):
    """Return {issued} of biblatex's date, else of year and month."""
    year, month = latex_to_text(fields.get("year", "")), fields.get("month", "").strip().lower()[:3]
    month = f"{MONTHS.index(month) + 1:02d}" if month in MONTHS else month.zfill(2) if month.isdecimal() else ""
    exact = f"{year}-{month}" if re.fullmatch(r"\d{4}", year) and month else ""
    if day := re.sub(r"\D", "", fields.get("day", "")) if exact else "":
        exact += f"-{day.zfill(2)}"
    return issued([latex_to_text(fields.get("date", "")), exact, year], problems)


def _names(fields, problems):
    """Return {CSL variable: [CSL names]}; `author` is empty where it repeats hosts, performers or interviewers."""
    found = {}
    for variable in ("author", "editor", *OTHER_NAMES):
        names = split_multiple_persons_names(fields.get(variable, "")[:LONGEST_FIELD])[:MOST_NAMES]
        found[variable] = [name for name in (_name(text, problems) for text in names) if name]
    if any(found["author"] == found[variable] for variable in ("host", "performer", "interviewer")):
        found["author"] = []
    return found


def _name(text, problems):
    """Return the CSL name of one name of BibTeX: an organisation stands in braces as a whole."""
    text = text.strip()
    if text.lower() in ("", "others"):
        return {}
    try:
        parts = parse_single_name_into_parts(text)
    except InvalidNameError:
        problems.append(gettext("The name “%(name)s” was not understood.") % {"name": text[:60]})
        return {}
    family, given = latex_to_text(" ".join([*parts.last, *parts.jr])), latex_to_text(" ".join(parts.first))
    is_braced = len(parts.last) == 1 and parts.last[0].startswith("{") and parts.last[0].endswith("}")
    if is_braced and not given and not parts.von:
        return tidy({"literal": family})
    return person(family, given, latex_to_text(" ".join(parts.von)))
