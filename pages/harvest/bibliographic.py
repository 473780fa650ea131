"""Values of records in Dublin Core (oai_dc) and MODS 3."""

from pages.harvest.containers import read_host, read_source
from pages.harvest.values import (
    collect,
    find_doi,
    find_isbn,
    find_issn,
    person,
    plain,
    read_date,
    read_language,
    read_person,
    web_address,
)

DC = "{http://purl.org/dc/elements/1.1/}"
MODS = "{http://www.loc.gov/mods/v3}"
XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
# What a collection calls the kind of its records beside what they are, such as the version of OpenAIRE.
NO_KINDS = ("version", "access")
ROLES = {
    "aut": "author",
    "author": "author",
    "edt": "editor",
    "editor": "editor",
    "trl": "translator",
    "translator": "translator",
    "ill": "illustrator",
    "illustrator": "illustrator",
    "ivr": "interviewer",
    "interviewer": "interviewer",
    "hst": "host",
    "host": "host",
    "spk": "speaker",
    "speaker": "speaker",
}


def kind_words(texts):
    """Return the words for kinds in these texts; of an address such as info:eu-repo/semantics/report, its last part."""
    words = []
    for text in texts:
        word = plain(text, 200).rstrip("/").rsplit("/", 1)[-1] if ":" in text else plain(text, 100)
        if word and not any(part in word.lower() for part in NO_KINDS):
            words.append(word)
    return words


def earliest(texts):
    """Return the earliest of these dates as EDTF text: repositories add when they took a record in."""
    return min((date for date in map(read_date, texts) if date), default="")


def read_dublin_core(element, language):
    """Return the values of an oai_dc element; `language` (code) where it does not say."""

    def texts(name):
        return [child.text.strip() for child in element.iterfind(f"{DC}{name}") if child.text and child.text.strip()]

    identifiers = [*texts("identifier"), *texts("relation"), *texts("source")]
    links = [address for address in map(web_address, texts("identifier")) if address]
    return collect(
        title=next(iter(texts("title")), ""),
        summary=next(iter(texts("description")), ""),
        people=[
            *(read_person(name) for name in texts("creator")),
            *(read_person(name, "editor") for name in texts("contributor") if "," in name),
        ],
        publisher=next(iter(texts("publisher")), ""),
        date=earliest(texts("date")),
        language=next((code for code in map(read_language, texts("language")) if code), language),
        doi=find_doi(identifiers[: len(texts("identifier"))]),
        isbn=find_isbn(text for text in texts("identifier") if "isbn" in text.lower() or not web_address(text)),
        **read_source(texts("source")),
        link=next((address for address in links if "doi.org/" not in address), next(iter(links), "")),
        kinds=kind_words(texts("type")),
        subjects=[part for text in texts("subject") for part in text.split(";")],
    )


def read_mods(element, language):
    """Return the values of a mods element; `language` (code) where it does not say."""

    def all_of(path):
        steps = "/".join(f"{MODS}{step}" for step in path.split("/"))
        return [child for child in element.iterfind(steps) if child.text and child.text.strip()]

    def texts(path):
        return [child.text.strip() for child in all_of(path)]

    title = next((each for each in element.iterfind(f"{MODS}titleInfo") if not each.get("type")), None)
    parts = {child.tag.removeprefix(MODS): child.text or "" for child in title} if title is not None else {}
    identifiers = {}
    for child in all_of("identifier"):
        identifiers.setdefault(child.get("type", "").lower(), []).append(child.text.strip())
    links = [address for address in map(web_address, [*texts("location/url"), *identifiers.get("uri", [])]) if address]
    return collect(
        title=" ".join(part for part in (parts.get("nonSort", ""), parts.get("title", "")) if part),
        subtitle=parts.get("subTitle", ""),
        summary=next(iter(texts("abstract")), ""),
        people=[_read_name(name) for name in element.iterfind(f"{MODS}name")],
        publisher=next(iter(texts("originInfo/publisher")), ""),
        date=earliest(texts("originInfo/dateIssued") or texts("originInfo/copyrightDate")),
        language=next((code for code in map(read_language, texts("language/languageTerm")) if code), language),
        doi=find_doi([*identifiers.get("doi", []), *identifiers.get("uri", []), *links]),
        isbn=find_isbn(identifiers.get("isbn", [])),
        **{"issn": find_issn(identifiers.get("issn", [])), **read_host(element, MODS)},
        link=next((address for address in links if "doi.org/" not in address), next(iter(links), "")),
        kinds=kind_words(texts("genre")),
        subjects=[part for text in texts("subject/topic") for part in text.split(";")],
    )


def _read_name(name):
    """Return a person of a name element (MODS 3, name); None for one without a name or with a role we do not keep."""
    role = next((plain(each.text, 40).lower() for each in name.iterfind(f"{MODS}role/{MODS}roleTerm")), "aut")
    if role not in ROLES:
        return None
    parts = {}
    for part in name.iterfind(f"{MODS}namePart"):
        parts.setdefault(part.get("type", ""), (part.text or "").strip())
    if parts.get("family"):
        words = parts["family"].split()
        particle = []
        while len(words) > 1 and words[0].islower():
            particle.append(words.pop(0))
        particle = parts.get("termsOfAddress", "") or " ".join(particle)
        return person(" ".join(words), parts.get("given", ""), particle, ROLES[role])
    return read_person(parts.get("", ""), ROLES[role])
