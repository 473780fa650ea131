"""What a reference manager or Google Scholar reads in the head of a record: Highwire and Dublin Core tags.

Zotero's translator “Embedded Metadata” takes the kind from `z.itemType`, people, title, date and PDF from the Highwire
tags, and what these lack from Dublin Core (DCMI Metadata Terms in HTML).
"""

from pages.structured_data import absolute
from publications.licences import licence_address

from .csl import NAME_VARIABLES, OTHER_ROLES, find_makers

PDF = "application/pdf"
# CSL type: item type of Zotero.
ITEM_TYPES = {
    "article-journal": "journalArticle",
    "article-magazine": "magazineArticle",
    "book": "book",
    "broadcast": "podcast",
    "chapter": "bookSection",
    "motion_picture": "videoRecording",
    "report": "report",
    "song": "audioRecording",
    "thesis": "thesis",
}
OTHER_WORK = "document"
# CSL type: type of the DCMI Type Vocabulary; all others are texts.
DCMI_TYPES = {"broadcast": "Sound", "song": "Sound", "motion_picture": "MovingImage"}
# CSL variable: Highwire tag.
HIGHWIRE = {
    "title": "citation_title",
    "volume": "citation_volume",
    "issue": "citation_issue",
    "ISSN": "citation_issn",
    "ISBN": "citation_isbn",
    "DOI": "citation_doi",
    "collection-title": "citation_series_title",
    "language": "citation_language",
    "URL": "citation_public_url",
}
PUBLISHERS = {"report": "citation_technical_report_institution", "thesis": "citation_dissertation_institution"}
CONTAINERS = {"chapter": "citation_book_title"}


def meta_tags(item, page, request):
    """Return the tags of a PublicationPage and its CSL-JSON item as (name, content), both texts."""
    tags = [*highwire_tags(item), *dublin_core_tags(item), ("DC.rights", licence_address(page.licence))]
    tags += [("citation_pdf_url", absolute(request, file.document.url)) for file in _pdfs(page)[:1]]
    tags.append(("z.itemType", ITEM_TYPES.get(item["type"], OTHER_WORK)))
    return [(name, content) for name, content in tags if content]


def _pdfs(page):
    """Return the PDFs of a publication; an example is not the work."""
    files = [file for file in page.files.all() if not file.document.is_example]
    return [file for file in files if file.document.content_type == PDF]


def highwire_tags(item):
    """Yield the Highwire tags of a CSL-JSON item (Google Scholar, Inclusion Guidelines for Webmasters)."""
    variable, makers = find_makers(item)
    if variable != "editor":
        yield from (("citation_author", _zotero_name(name)) for name in makers)
    yield from (("citation_editor", _zotero_name(name)) for name in item.get("editor", ()))
    yield from ((tag, item.get(variable, "")) for variable, tag in HIGHWIRE.items())
    if "issued" in item:
        yield "citation_publication_date", "/".join(f"{part:02d}" for part in item["issued"]["date-parts"][0])
    yield PUBLISHERS.get(item["type"], "citation_publisher"), item.get("publisher", "")
    yield CONTAINERS.get(item["type"], "citation_journal_title"), item.get("container-title", "")
    yield "citation_technical_report_number", item.get("number", "") if item["type"] == "report" else ""
    first, _hyphen, last = item.get("page", "").partition("-")
    yield from (("citation_firstpage", first), ("citation_lastpage", last))
    yield from (("citation_keywords", word) for word in _keywords(item))


def dublin_core_tags(item):
    """Yield the Dublin Core tags of a CSL-JSON item; whoever did not make it is a contributor, whatever the role."""
    lead, makers = find_makers(item)
    others = [variable for variable in (*NAME_VARIABLES.values(), OTHER_ROLES) if variable != lead]
    yield "DC.title", item["title"]
    yield from (("DC.creator", _name(name)) for name in makers)
    yield from (("DC.contributor", _name(name)) for variable in others for name in item.get(variable, ()))
    yield "DC.publisher", item.get("publisher", "")
    yield "DC.date", "-".join(f"{part:02d}" for part in item["issued"]["date-parts"][0]) if "issued" in item else ""
    yield "DC.type", DCMI_TYPES.get(item["type"], "Text")
    yield "DC.type", item["genre"]
    yield "DC.language", item["language"]
    yield "DC.description", item.get("abstract", "")
    yield "DC.source", item.get("container-title", "")
    yield "DC.identifier", item.get("URL", "")
    yield "DC.identifier", f"https://doi.org/{item['DOI']}" if "DOI" in item else ""
    yield "DC.identifier", f"urn:isbn:{item['ISBN']}" if "ISBN" in item else ""
    yield from (("DC.subject", word) for word in _keywords(item))


def _keywords(item):
    return item["keyword"].split(", ") if "keyword" in item else []


def _name(name):
    """Return a CSL name as “van der Berg, Anna”; an organisation has its own."""
    if "literal" in name:
        return name["literal"]
    family = " ".join(part for part in (name.get("non-dropping-particle"), name["family"]) if part)
    return f"{family}, {name['given']}" if name.get("given") else family


def _zotero_name(name):
    """Return a CSL name as Zotero understands it in a Highwire tag.

    It takes a name without a comma apart at its last space: a name that is whole ends in one, which is dropped. It
    takes words on both sides of a comma for two people, unless no space divides them.
    """
    whole, _comma, given = _name(name).partition(", ") if "literal" not in name else (name["literal"], "", "")
    whole = " ".join(whole.replace(",", " ").split())
    given = given.replace(",", " ").replace(" ", "\u00a0")
    return f"{whole}, {given}" if given else f"{whole},"
