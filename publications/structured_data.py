"""A publication as schema.org describes works (schema.org/Book, Report, PodcastSeries and so on)."""

from django.utils.html import strip_tags
from wagtail.rich_text import expand_db_html

from pages.page_context import fetch_details
from pages.structured_data import absolute, describe_organisation, describe_person, describe_work
from publications.licences import licence_address

# The role of a contributor as the property that names it; other roles are contributors.
PROPERTIES = {"author": "author", "editor": "editor", "translator": "translator", "illustrator": "illustrator"}
SERIES_TYPES = ("PodcastSeries",)
PART_TYPES = {"PodcastSeries": "PodcastEpisode"}


def describe_publication(page, request):
    """Return the node of a publications.PublicationPage. The number of queries does not grow with its rows."""
    files = describe_files(page, request)
    return describe_work(
        page,
        request,
        **describe_contributors(page),
        **describe_period(page),
        **describe_identifiers(page),
        alternativeHeadline=page.subtitle,
        abstract=plain(page.abstract),
        publisher=page.publisher and describe_organisation(page.publisher),
        inLanguage=page.languages or [page.locale.language_code],
        license=licence_address(page.licence),
        isPartOf=page.series and {"@type": "CreativeWorkSeries", "name": page.series.label},
        position=page.series_number if page.series else None,
        hasPart=describe_parts(page),
        encoding=files,
        # What can only be ordered may cost something.
        isAccessibleForFree=True if files else None,
    )


def describe_contributors(page):
    """Return {property: nodes} of the contributors, each list in the order of the title page."""
    described = {}
    fetch_details(page, "contributors__person", "contributors__organisation")
    for contributor in page.contributors.all():
        made_by = contributor.person or contributor.organisation
        if not made_by:
            continue
        is_person = contributor.person is not None
        node = describe_person(made_by, contributor.affiliation) if is_person else describe_organisation(made_by)
        described.setdefault(PROPERTIES.get(contributor.role, "contributor"), []).append(node)
    return described


def describe_period(page):
    """Return the first and last date of a series; of other works a period says nothing exact."""
    if page.schema_type not in SERIES_TYPES or not page.date or not page.date.is_period:
        return {}
    first, last = page.date.schema_ends()
    return {"startDate": first, "endDate": last}


def describe_identifiers(page):
    """Return ISBN and DOI; schema.org has `isbn` for books alone."""
    identifiers = []
    if page.doi:
        identifiers.append({"@type": "PropertyValue", "propertyID": "DOI", "value": page.doi})
    if page.isbn and page.schema_type != "Book":
        identifiers.append({"@type": "PropertyValue", "propertyID": "ISBN", "value": page.isbn})
    return {
        "isbn": page.isbn.replace("-", "").replace(" ", "") if page.schema_type == "Book" else None,
        "sameAs": f"https://doi.org/{page.doi}" if page.doi else None,
        "identifier": identifiers,
    }


def describe_parts(page):
    """Return the nodes of the parts: episodes of a podcast, studies of a report."""
    return [
        {
            "@type": PART_TYPES.get(page.schema_type, "CreativeWork"),
            "name": part.title,
            "description": part.description,
            "position": part.number,
            "url": part.url,
            "inLanguage": part.language,
            "timeRequired": iso_duration(part.duration),
        }
        for part in page.parts.all()
    ]


def describe_files(page, request):
    """Return the nodes of the files; an example is not the work, and is left out."""
    fetch_details(page, "files__document")
    return [
        {
            "@type": "MediaObject",
            "name": file.title or file.document.title,
            "contentUrl": absolute(request, file.document.url),
            "encodingFormat": file.document.content_type,
            "contentSize": f"{file.document.file_size} B" if file.document.file_size else None,
            "inLanguage": file.document.language,
        }
        for file in page.files.all()
        if not file.document.is_example
    ]


def iso_duration(duration):
    """Return a timedelta as ISO 8601 duration, such as PT25M or PT1H5M10S; None for none."""
    if not duration:
        return None
    minutes, seconds = divmod(int(duration.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return "PT" + "".join(f"{count}{unit}" for count, unit in ((hours, "H"), (minutes, "M"), (seconds, "S")) if count)


def plain(rich_text):
    """Return the text of a rich text field (source HTML) on one line."""
    return " ".join(strip_tags(expand_db_html(rich_text)).split())
