"""In which journal or book a remote record appeared, and where in it, out of Dublin Core and MODS."""

import re

from pages.harvest.values import find_issn, plain

PAGES = re.compile(r"(?:pp?\.|pages?|blz\.|p[aá]ginas?)?\s*([a-z]?\d+(?:\s*[-–—]\s*[a-z]?\d+)?)", re.IGNORECASE)
RANGE = re.compile(r"\s*[-–—]+\s*")
# “12 (3)” as we write it ourselves; “Vol. 12 No. 3 (2020): Theme” and “Jrg. 12, nr. 3” of journal systems.
VOLUME = re.compile(r"(\d{1,4})(?:\s*\(([^()]{1,20})\))?")
WORDED_VOLUME = re.compile(
    r"(?:vol(?:ume)?|jrg|jaargang|bd|deel)\.?\s*(\w{1,20})"
    r"(?:[\s,;]*(?:no|nr|num|nummer|number|issue|iss|afl|heft)\.?\s*([\w/-]{1,20}))?\s*(?:\(\d{4}\))?(?::.*)?",
    re.IGNORECASE,
)
LONGEST_SOURCE = 400  # characters
YEAR = re.compile(r"(?:1[89]|20)\d{2}")


def read_source(texts):
    """Return {container_title, volume, issue, pages, issn} of texts of dc:source; {} where they name no such thing.

    A text that only names something may be anything that a work was made from, so it is taken with an ISSN or a place.
    """
    found = {"issn": find_issn(texts)}
    for text in texts:
        title, place = split_source(plain(text, LONGEST_SOURCE))
        if title and (place or found["issn"]) and not find_issn([title]):
            found |= {"container_title": title, **place}
            break
    return {name: value for name, value in found.items() if value}


def split_source(text):
    """Return (title, {volume, issue, pages}) of “Title, 12 (3), 45–60” or “Title; Vol. 12 No. 3 (2020); 45–60”.

    What stands last and is a place or a year is no part of the title, which may have commas itself.
    """
    marks = list(re.finditer(r"\s*;\s*" if ";" in text else r"\s*,\s+", text))
    place, end = {}, len(text)
    for mark in reversed(marks):
        found = _read_place(text[mark.end() : end], place)
        if found is None:
            break
        place, end = found | place, mark.start()
    return text[:end].strip(), place


def _read_place(text, known):
    """Return what a piece says of {volume, issue, pages}, {} for a mere year; None for a piece that says neither."""
    text = text.strip()
    if YEAR.fullmatch(text):
        return {}
    if words := WORDED_VOLUME.fullmatch(text):
        return {name: value for name, value in (("volume", words[1]), ("issue", words[2])) if value}
    if numbers := VOLUME.fullmatch(text):
        return {name: value for name, value in (("volume", numbers[1]), ("issue", numbers[2])) if value}
    if (pages := PAGES.fullmatch(text)) and "pages" not in known:
        return {"pages": page_range(pages[1])}
    return None


def page_range(text):
    """Return pages as the site writes them: “45–60”."""
    return RANGE.sub("–", text.strip())


def read_host(element, namespace):
    """Return {container_title, volume, issue, pages, issn} of the host (relatedItem, MODS 3) of a mods element."""
    host = next((each for each in element.iterfind(f"{namespace}relatedItem") if each.get("type") == "host"), None)
    if host is None:
        return {}

    def text_of(parent, *steps):
        return (parent.findtext("/".join(f"{namespace}{step}" for step in steps)) or "").strip()

    found = {"container_title": text_of(host, "titleInfo", "title")}
    identifiers = [each for each in host.iterfind(f"{namespace}identifier") if each.get("type", "").lower() == "issn"]
    found["issn"] = find_issn(each.text or "" for each in identifiers)
    for part in host.iterfind(f"{namespace}part"):
        for detail in part.iterfind(f"{namespace}detail"):
            name = {"volume": "volume", "issue": "issue", "number": "issue"}.get(detail.get("type", ""))
            if name:
                found[name] = text_of(detail, "number")
        for extent in part.iterfind(f"{namespace}extent"):
            if extent.get("unit", "page").startswith("page"):
                first, last = text_of(extent, "start"), text_of(extent, "end")
                ends = f"{first}–{last}" if first and last and first != last else first
                found["pages"] = page_range(ends or text_of(extent, "list"))
    return {name: value for name, value in found.items() if value}
