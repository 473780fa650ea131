"""CSL-JSON items as a RIS file: CRLF, each value on one line, notes in the active language."""

import rispy
from rispy.config import LIST_TYPE_TAGS, TAG_KEY_MAPPING

from publications.models.parts import Contributor

from .csl import NAME_VARIABLES, edtf, find_makers

TYPES = {
    "article-journal": "JOUR",
    "article-magazine": "MGZN",
    "book": "BOOK",
    "broadcast": "SOUND",
    "chapter": "CHAP",
    "motion_picture": "VIDEO",
    "report": "RPRT",
    "song": "SOUND",
    "thesis": "THES",
}
OTHER_WORK = "GEN"
# CSL variable: key of rispy, for what RIS takes as it stands.
FIELDS = {
    "title": "title",
    "title-short": "short_title",
    "container-title": "secondary_title",
    "collection-title": "tertiary_title",
    "volume": "volume",
    "edition": "edition",
    "publisher": "publisher",
    "publisher-place": "place_published",
    "language": "language",
    "genre": "type_of_work",
    "abstract": "abstract",
    "DOI": "doi",
}
# Names that RIS has no tag for; a note says them with their role.
NOTED = {
    variable: role for role, variable in NAME_VARIABLES.items() if variable not in ("author", "editor", "translator")
}


class Writer(rispy.RisWriter):
    """Writes records without the number that rispy puts above each."""

    NEWLINE = "\r\n"
    # rispy knows no ED, the tag of editors.
    DEFAULT_MAPPING = TAG_KEY_MAPPING | {"ED": "editors"}
    DEFAULT_LIST_TAGS = [*LIST_TYPE_TAGS, "ED"]

    def set_header(self, count):
        return ""


def write_ris(items):
    """Return the items (CSL-JSON) as one RIS file."""
    return rispy.dumps([_record(item) for item in items], implementation=Writer)


def _record(item):
    variable, makers = find_makers(item)
    numbers = [item[key] for key in ("ISSN", "ISBN")[:: 1 if item["type"].startswith("article") else -1] if key in item]
    first_page, _hyphen, last_page = item.get("page", "").partition("-")
    record = {
        "type_of_reference": TYPES.get(item["type"], OTHER_WORK),
        "id": item["id"],
        # RIS has no other place for who spoke or asked the questions.
        "authors": [_name(name) for name in makers if variable != "editor"],
        "editors": [_name(name) for name in item.get("editor", ())],
        "subsidiary_authors": [_name(name) for name in item.get("translator", ())],
        **{key: item.get(variable, "") for variable, key in FIELDS.items()},
        **_date(item),
        "number": item.get("issue") or item.get("number", ""),
        "note": item.get("collection-number", ""),
        "start_page": first_page,
        "end_page": last_page,
        "issn": numbers[0] if numbers else "",
        "keywords": item["keyword"].split(", ") if "keyword" in item else [],
        "urls": [item["URL"]] if "URL" in item else [],
        "notes": [*_roles(item), *numbers[1:], *([item["status"]] if "status" in item else [])],
    }
    return {key: value for key, value in record.items() if value}


def _name(name):
    """Return a CSL name as “van der Berg, Anna”. A comma in the name of an organisation would make it a person."""
    if "literal" in name:
        return " ".join(name["literal"].replace(",", " ").split())
    family = " ".join(part for part in (name.get("non-dropping-particle"), name["family"]) if part).replace(",", "")
    return f"{family}, {name['given'].replace(',', '')}" if name.get("given") else family


def _roles(item):
    """Return who did what else as “Illustrator: van der Berg, Anna”, one line for each."""
    return [
        f"{Contributor.Role(role).label}: {_name(name)}"
        for variable, role in NOTED.items()
        for name in item.get(variable, ())
    ]


def _date(item):
    """Return the year, and the date as year/month/day/other: “other” is EDTF, for what three numbers cannot say."""
    issued = item.get("issued")
    if not issued:
        return {}
    first = issued["date-parts"][0]
    year, month, day = [f"{part:02d}" for part in first] + [""] * (3 - len(first))
    exact = edtf(issued)
    other = "" if exact == "-".join(part for part in (year, month, day) if part) else exact.replace("/", "--")
    return {"year": year, "date": f"{year}/{month}/{day}/{other}" if month or other else ""}
