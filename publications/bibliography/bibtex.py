"""CSL-JSON items as a BibTeX file (UTF-8): the classic entry types, with biblatex's fields where BibTeX has none."""

import re
from urllib.parse import quote

import bibtexparser
from bibtexparser.library import Library
from bibtexparser.model import Entry, Field

from .csl import edtf, find_makers

ENTRY_TYPES = {
    "article-journal": "article",
    "article-magazine": "article",
    "book": "book",
    "chapter": "incollection",
    "report": "techreport",
    "thesis": "phdthesis",
}
OTHER_WORK = "misc"
# CSL variable: field. The fields of what stands for “container”, “number” and “publisher” differ by entry type.
FIELDS = {
    "volume": "volume",
    "edition": "edition",
    "publisher-place": "address",
    "ISBN": "isbn",
    "ISSN": "issn",
    "language": "language",
    "abstract": "abstract",
    "keyword": "keywords",
    "genre": "type",
}
PUBLISHERS = {"techreport": "institution", "phdthesis": "school"}
CONTAINERS = {"article": "journal"}
# BibTeX knows authors and editors; programs keep the others as fields of that name.
OTHER_NAMES = ("translator", "illustrator", "interviewer", "host", "performer", "contributor")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
SPECIALS = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{character: f"\\{character}" for character in "&%$#_{}"},
}
# BibTeX counts braces, also those behind a backslash: where they do not come in pairs they are named.
BRACES = {r"\{": r"\textbraceleft{}", r"\}": r"\textbraceright{}"}
# Pairs that LaTeX draws as one sign: --, '', ``, ?`, !`, ,, << and >>.
LIGATURE = re.compile(r"-(?=-)|'(?=')|`(?=`)|[?!](?=`)|,(?=,)|<(?=<)|>(?=>)")


def write_bibtex(items):
    """Return the items (CSL-JSON) as one BibTeX file, each with a key of its own."""
    library, taken = Library(), set()
    for item in items:
        base, number = _key(item["id"]), 1
        key = base
        while key in taken:
            number += 1
            key = f"{base}-{number}"
        taken.add(key)
        library.add(_entry(item, key))
    return bibtexparser.write_string(library, unparse_stack=[])


def _entry(item, key):
    entry_type = ENTRY_TYPES.get(item["type"], OTHER_WORK)
    variable, makers = find_makers(item)
    pages = escape(item.get("page", "").replace("-", "–")).replace("–", "--")
    fields = {
        # BibTeX has no other place for who spoke or asked the questions.
        "author": _names(makers if variable != "editor" else ()),
        "editor": _names(item.get("editor", ())),
        # The inner braces keep capitals in styles that lower them.
        "title": f"{{{escape(item['title'])}}}",
        "shorttitle": escape(item.get("title-short", "")),
        **_date(item),
        CONTAINERS.get(entry_type, "booktitle"): escape(item.get("container-title", "")),
        "series": escape(item.get("collection-title", "")),
        "number": escape(item.get("issue") or item.get("number") or item.get("collection-number", "")),
        "pages": pages,
        PUBLISHERS.get(entry_type, "publisher"): escape(item.get("publisher", "")),
        **{field: escape(item.get(variable, "")) for variable, field in FIELDS.items()},
        **{variable: _names(item.get(variable, ())) for variable in OTHER_NAMES},
        "doi": _verbatim(item.get("DOI", "")),
        "url": _verbatim(item.get("URL", "")),
    }
    written = {name: f"{{{value}}}" for name, value in fields.items() if value} | _month(item)
    return Entry(entry_type, key, [Field(name, value) for name, value in written.items()])


def _key(identifier):
    """Return an id as a key: letters, digits and hyphens alone are safe in every program."""
    return re.sub(r"[^A-Za-z0-9]+", "-", identifier).strip("-") or "x"


def escape(text):
    """Return a text as LaTeX that shows those very characters."""
    escaped = "".join(SPECIALS.get(character, character) for character in text)
    if not _is_balanced(text):
        escaped = re.sub(r"\\[{}]", lambda match: BRACES[match[0]], escaped)
    return LIGATURE.sub(r"\g<0>{}", escaped)


def _is_balanced(text):
    """Return whether the braces of a text come in pairs."""
    depth = 0
    for character in text:
        depth += (character == "{") - (character == "}")
        if depth < 0:
            return False
    return depth == 0


def _verbatim(address):
    """Return a URL or DOI, which LaTeX takes as it stands; what would end the field is percent-encoded."""
    return re.sub(r"[{}\\\s]", lambda match: quote(match[0]), address)


def _names(names):
    return " and ".join(_name(name) for name in names)


def _name(name):
    """Return a CSL name as “von Last, First”; braces keep together what is one word to BibTeX."""
    if "literal" in name:
        return f"{{{escape(name['literal'])}}}"
    family, given = escape(name["family"]), escape(name.get("given", ""))
    if re.search(r"[\s,]", family) or family[0].islower():
        family = f"{{{family}}}"
    if re.search(r",|\band\b", given):
        given = f"{{{given}}}"
    particle = escape(name.get("non-dropping-particle", "").replace(",", ""))
    family = f"{particle} {family}" if particle else family
    return f"{family}, {given}" if given else family


def _date(item):
    """Return {year} with biblatex's {date} where more is known than a year, or {pubstate} of what is expected."""
    issued = item.get("issued")
    if not issued:
        return {"pubstate": "inpress"} if item.get("status") else {}
    year, exact = str(issued["date-parts"][0][0]), edtf(issued)
    return {"year": year, "date": exact if exact != year else ""}


def _month(item):
    """Return {month} as the name that BibTeX styles translate; nothing for a period."""
    [first, *last] = item.get("issued", {}).get("date-parts", [[]])
    return {"month": MONTHS[first[1] - 1]} if len(first) > 1 and not last else {}
