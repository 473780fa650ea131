"""What harvesters get of publications, as plain values (JSON) that the formats are written from.

It is kept (OaiRecord.facts), so that a page of records costs a fixed number of queries whatever the format, and so that
a change is distinguished from a publication that was only saved.
"""

from django.db.models import prefetch_related_objects
from django.utils.translation import override
from wagtail.models import CollectionViewRestriction

from pages.subjects import subjects_of
from publications.bibliography.csl import CSL_PREFETCH, csl_item, csl_name, find_makers
from publications.licences import licence_address, licence_name
from visitors.plain_text import xml_text

# A new number when the facts or the formats change, so that harvesters get every record anew.
VERSION = 2
FACTS_PREFETCH = [
    *CSL_PREFETCH,
    "theme_links__theme",
    "audiences",
    "files__document__collection",
    "files__accessible_version__collection",
    "parts__files__document__collection",
    "parts__files__accessible_version__collection",
    "parts__transcript__collection",
]


def read_facts(pages):
    """Return {primary key: facts} of PublicationPages (a list), in a fixed number of queries."""
    prefetch_related_objects(pages, *FACTS_PREFETCH)
    closed = tuple(CollectionViewRestriction.objects.values_list("collection__path", flat=True))
    return {page.pk: clean(_describe(page, closed)) for page in pages}


def _describe(page, closed):
    item = csl_item(page)
    files = [
        described
        for file in page.files.all()
        for described in describe_files(file.document, file.accessible_version, str(file), page, closed)
    ]
    with override(page.locale.language_code):
        kind = str(page.kind_label)
        licence = {"name": licence_name(page.licence), "address": licence_address(page.licence)}
        return {
            "item": item,
            "title": page.title,
            "subtitle": page.subtitle,
            "schema_type": page.schema_type,
            "kind": kind,
            "language": page.locale.language_code,
            "languages": page.languages or [page.locale.language_code],
            "maker_variable": find_makers(item)[0],
            "names": [described for row in page.contributors.all() if (described := describe_name(row))],
            "subjects": [str(subject) for subject in subjects_of(page)],
            "themes": [link.theme.title for link in page.theme_links.all() if link.theme.live],
            "audiences": [str(audience) for audience in page.audiences.all()],
            "licence": licence if page.licence else {},
            "files": files,
            "parts": [describe_part(part, page, closed) for part in page.parts.all()],
            "available": page.first_published_at.date().isoformat() if page.first_published_at else "",
        }


def describe_name(contributor):
    """Return a Contributor as its CSL name with `role`, `affiliation` and `uri` (ORCID or ROR); {} for nobody."""
    name = csl_name(contributor.person, contributor.organisation)
    if not name:
        return {}
    who = contributor.person or contributor.organisation
    orcid = getattr(who, "orcid", "")
    uri = f"https://orcid.org/{orcid}" if orcid else getattr(who, "ror", "")
    return name | {"role": contributor.role, "affiliation": contributor.affiliation, "uri": uri}


def describe_files(document, accessible, title, page, closed):
    """Return a document, and its accessible version, as a list of dicts; one that only stands in is left out."""
    found = [(document, False), (accessible, True)]
    return [
        {
            "url": site_root(page) + each.url if each.url.startswith("/") else each.url,
            "media_type": each.content_type,
            "title": each.title if is_alternative else title,
            "language": each.language,
            "bytes": each.file_size or 0,
            "pages": each.page_count or 0,
            "is_open": not each.collection.path.startswith(closed),
            "is_alternative": is_alternative,
        }
        for each, is_alternative in found
        if each and not each.is_example
    ]


def describe_part(part, page, closed):
    """Return a PublicationPart as a dict: an episode, a study."""
    files = [
        described
        for title, file in part.named_files
        for described in describe_files(file.document, file.accessible_version, title, page, closed)
    ]
    return {
        "title": part.title,
        "number": "" if part.number is None else str(part.number),
        "description": part.description,
        "language": part.language,
        "seconds": int(part.duration.total_seconds()) if part.duration else 0,
        "url": part.url,
        "files": [
            *files,
            *describe_files(part.transcript, None, part.transcript.title if part.transcript else "", page, closed),
        ],
    }


def site_root(page):
    """Return the address of the site of a page, without closing slash."""
    parts = page.get_url_parts()
    return parts[1] if parts else ""


def clean(value):
    """Return a value without the characters that XML 1.0 forbids, however deep."""
    if isinstance(value, dict):
        return {key: clean(each) for key, each in value.items()}
    if isinstance(value, list):
        return [clean(each) for each in value]
    return xml_text(value) if isinstance(value, str) else value
