"""MODS 3.7 (Library of Congress), as the Dutch profile for exchange between repositories asks it."""

from publications.oai.formats.types import all_files, mods_type, semantics_type, w3c_dates
from publications.oai.identifiers import oai_identifier
from publications.oai.xml import Element, declare, written_as

NAMESPACE = "http://www.loc.gov/mods/v3"
SCHEMA = "http://www.loc.gov/standards/mods/v3/mods-3-7.xsd"
XLINK = "http://www.w3.org/1999/xlink"
# Role of a contributor: MARC relator code.
RELATORS = {
    "author": "aut",
    "editor": "edt",
    "interviewer": "ivr",
    "translator": "trl",
    "illustrator": "ill",
    "speaker": "spk",
    "host": "hst",
}
OTHER_RELATOR = "ctb"
SECONDS_PER_MINUTE = 60


def describe(record):
    """Return mods:mods of an OaiRecord."""
    facts = record.facts
    item, language = facts["item"], facts["language"]
    return declare(
        Element(
            "mods:mods",
            _title(facts["title"], facts["subtitle"], language),
            *(_name(name) for name in facts["names"]),
            Element("mods:typeOfResource", mods_type(facts)),
            Element("mods:genre", semantics_type(facts)),
            *written_as("mods:genre", [facts["kind"]], type="kind", xml__lang=language),
            *_origin(facts),
            *(
                Element("mods:language", Element("mods:languageTerm", code, type="code", authority="rfc3066"))
                for code in facts["languages"]
            ),
            *_physical(facts),
            *written_as("mods:abstract", [item.get("abstract")], xml__lang=language),
            *written_as("mods:targetAudience", facts["audiences"], xml__lang=language),
            *(Element("mods:subject", Element("mods:topic", word), xml__lang=language) for word in _topics(facts)),
            *_host(item),
            *_series(item),
            *(_part(part) for part in facts["parts"]),
            *_identifiers(item, record),
            *_locations(facts),
            *_conditions(facts),
            _record_info(record),
            version="3.7",
        ),
        f"{NAMESPACE} {SCHEMA}",
        mods=NAMESPACE,
        xlink=XLINK,
    )


def _title(title, subtitle="", language=""):
    return Element(
        "mods:titleInfo",
        Element("mods:title", title),
        *written_as("mods:subTitle", [subtitle]),
        xml__lang=language,
    )


def _name(name):
    family = " ".join(part for part in (name.get("non-dropping-particle"), name.get("family")) if part)
    parts = [
        *written_as("mods:namePart", [name.get("literal")]),
        *written_as("mods:namePart", [family], type="family"),
        *written_as("mods:namePart", [name.get("given")], type="given"),
    ]
    scheme = "orcid" if "orcid.org" in name["uri"] else "ror"
    relator = RELATORS.get(name["role"], OTHER_RELATOR)
    return Element(
        "mods:name",
        *parts,
        Element("mods:role", Element("mods:roleTerm", relator, type="code", authority="marcrelator")),
        *written_as("mods:affiliation", [name["affiliation"]]),
        *written_as("mods:nameIdentifier", [name["uri"]], type=scheme),
        type="corporate" if "literal" in name else "personal",
    )


def _origin(facts):
    item, dates = facts["item"], w3c_dates(facts["item"])
    points = ("start", "end") if len(dates) > 1 else ("",)
    qualifier = "approximate" if item.get("issued", {}).get("circa") else ""
    place = item.get("publisher-place")
    content = [
        *([Element("mods:place", Element("mods:placeTerm", place, type="text"))] if place else []),
        *written_as("mods:publisher", [item.get("publisher")]),
        *(
            Element("mods:dateIssued", date, encoding="w3cdtf", point=point, qualifier=qualifier)
            for date, point in zip(dates, points, strict=False)
        ),
        *written_as("mods:edition", [item.get("edition")]),
    ]
    return [Element("mods:originInfo", *content)] if content else []


def _physical(facts):
    pages = max((file["pages"] for file in facts["files"]), default=0)
    content = [
        *written_as("mods:internetMediaType", dict.fromkeys(file["media_type"] for file in all_files(facts))),
        *written_as("mods:extent", [f"{pages} p." if pages else ""]),
    ]
    return [Element("mods:physicalDescription", *content)] if content else []


def _topics(facts):
    return dict.fromkeys([*facts["subjects"], *facts["themes"]])


def _host(item):
    """Return the journal or book that a work appeared in, with its place there."""
    title = item.get("container-title")
    if not title:
        return []
    first, _dash, last = item.get("page", "").partition("-")
    pages = [*written_as("mods:start", [first]), *written_as("mods:end", [last])]
    part = [
        *(
            Element("mods:detail", Element("mods:number", item[name]), type=name)
            for name in ("volume", "issue")
            if item.get(name)
        ),
        *([Element("mods:extent", *pages, unit="page")] if pages else []),
    ]
    return [
        Element(
            "mods:relatedItem",
            _title(title),
            *written_as("mods:identifier", [item.get("ISSN")], type="issn"),
            *written_as("mods:identifier", [_isbn(item) if item["type"] == "chapter" else ""], type="isbn"),
            *([Element("mods:part", *part)] if part else []),
            type="host",
        )
    ]


def _series(item):
    title, number = item.get("collection-title"), item.get("collection-number")
    if not title:
        return []
    part = (
        [Element("mods:part", Element("mods:detail", Element("mods:number", number), type="volume"))] if number else []
    )
    return [Element("mods:relatedItem", _title(title), *part, type="series")]


def _part(part):
    number, minutes = part["number"], round(part["seconds"] / SECONDS_PER_MINUTE)
    detail = (
        [Element("mods:part", Element("mods:detail", Element("mods:number", number), type="part"))] if number else []
    )
    return Element(
        "mods:relatedItem",
        _title(part["title"], language=part["language"]),
        *([Element("mods:physicalDescription", Element("mods:extent", f"{minutes} min."))] if minutes else []),
        *written_as("mods:abstract", [part["description"]], xml__lang=part["language"]),
        *([Element("mods:location", Element("mods:url", part["url"]))] if part["url"] else []),
        *detail,
        type="constituent",
    )


def _identifiers(item, record):
    doi, number = item.get("DOI"), item.get("number")
    return [
        *written_as("mods:identifier", [f"https://doi.org/{doi}" if doi else ""], type="uri"),
        *written_as("mods:identifier", [doi], type="doi"),
        *written_as("mods:identifier", ["" if item["type"] == "chapter" else _isbn(item)], type="isbn"),
        *written_as("mods:identifier", ["" if item.get("container-title") else item.get("ISSN")], type="issn"),
        *written_as("mods:identifier", [number if item["type"] == "report" else ""], type="report number"),
        Element("mods:identifier", oai_identifier(record), type="local"),
    ]


def _isbn(item):
    return item.get("ISBN", "").replace("-", "").replace(" ", "")


def _locations(facts):
    address = facts["item"].get("URL")
    urls = [
        *written_as("mods:url", [address], usage="primary display", access="object in context"),
        *(
            Element("mods:url", file["url"], access="raw object", displayLabel=file["title"])
            for file in facts["files"]
            if file["is_open"]
        ),
    ]
    return [Element("mods:location", *urls)] if urls else []


def _conditions(facts):
    licence = facts["licence"]
    words = [licence["name"]] if licence else []
    return written_as("mods:accessCondition", words, type="use and reproduction", xlink__href=licence.get("address"))


def _record_info(record):
    moment = f"{record.datestamp:%Y-%m-%dT%H:%M:%SZ}"
    return Element(
        "mods:recordInfo",
        Element("mods:recordChangeDate", moment, encoding="w3cdtf"),
        Element("mods:recordIdentifier", oai_identifier(record)),
    )
