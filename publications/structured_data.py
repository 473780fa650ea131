"""A publication as schema.org describes works (schema.org/Book, Report, PodcastSeries and so on)."""

from pages.chapters import describe_clips
from pages.page_rows import fetch_rows
from pages.structured_data import (
    absolute,
    address_of,
    describe_organisation,
    describe_person,
    describe_work,
    share_image,
)
from publications.bibliography.csl import plain
from publications.licences import licence_address

# Roles that schema.org has a property for; of the others a Role says what they are (schema.org/Role).
PROPERTIES = {"author": "author", "editor": "editor", "translator": "translator"}
# schema.org knows who drew for books alone.
ILLUSTRATED = ("Book",)
SERIES_TYPES = ("PodcastSeries",)
PART_TYPES = {"PodcastSeries": "PodcastEpisode", "VideoObject": "VideoObject", "AudioObject": "AudioObject"}
MEDIA_TYPES = ("VideoObject", "AudioObject")
ARTICLES = ("Article", "ScholarlyArticle")


def describe_publication(page, request):
    """Return the node of a publications.PublicationPage. The number of queries does not grow with its rows."""
    fetch_rows(page, request)
    files = describe_files([(file.title, file) for file in page.files.all()], request)
    return describe_work(
        page,
        request,
        **describe_contributors(page),
        **describe_period(page),
        **describe_identifiers(page),
        **describe_details(page),
        **describe_recording(page, request),
        alternativeHeadline=page.subtitle,
        abstract=plain(page.abstract),
        publisher=page.publisher and describe_organisation(page.publisher),
        inLanguage=page.languages or [page.locale.language_code],
        license=licence_address(page.licence),
        isPartOf=describe_wholes(page),
        position=page.series_number if page.series else None,
        hasPart=[*describe_parts(page, request), *describe_chapters(page, page, request)],
        encoding=files,
        # What can only be ordered may cost something.
        isAccessibleForFree=True if files else None,
    )


def describe_contributors(page):
    """Return {property: nodes} of the contributors, each list in the order of the title page.

    The editors of a chapter are those of its book (describe_wholes).
    """
    described = {}
    for contributor in page.contributors.all():
        if (node := describe_contributor(contributor)) and not is_editor_of_whole(contributor, page):
            name = PROPERTIES.get(contributor.role)
            if contributor.role == "illustrator" and page.schema_type in ILLUSTRATED:
                name = "illustrator"
            role = {"@type": "Role", "contributor": node, "roleName": str(contributor.get_role_display())}
            described.setdefault(name or "contributor", []).append(node if name else role)
    return described


def describe_contributor(contributor):
    """Return the node of who contributed, None when that is not filled in."""
    if contributor.person:
        return describe_person(contributor.person, contributor.affiliation)
    return describe_organisation(contributor.organisation) if contributor.organisation else None


def is_editor_of_whole(contributor, page):
    """Return whether somebody edited the book of which a publication is a chapter."""
    return page.schema_type == "Chapter" and contributor.role == "editor"


def describe_period(page):
    """Return the first and last date of a series; of other works a period says nothing exact."""
    if page.schema_type not in SERIES_TYPES or not page.date or not page.date.is_period:
        return {}
    first, last = page.date.schema_ends()
    return {"startDate": first, "endDate": last}


def describe_identifiers(page):
    """Return ISBN and DOI; schema.org has `isbn` for books alone, and that of a chapter is its book's."""
    identifiers = []
    if page.doi:
        identifiers.append({"@type": "PropertyValue", "propertyID": "DOI", "value": page.doi})
    if page.isbn and page.schema_type not in ("Book", "Chapter"):
        identifiers.append({"@type": "PropertyValue", "propertyID": "ISBN", "value": page.isbn})
    return {
        "isbn": bare_isbn(page) if page.schema_type == "Book" else None,
        "sameAs": f"https://doi.org/{page.doi}" if page.doi else None,
        "identifier": identifiers,
    }


def bare_isbn(page):
    """Return the ISBN without hyphens and spaces, as schema.org wants it."""
    return page.isbn.replace("-", "").replace(" ", "")


def describe_details(page):
    """Return what schema.org has for one type of work alone: edition, report number, pages, kind of resource."""
    first, _dash, last = page.pages.replace("–", "-").partition("-")
    details = {
        "Book": {"bookEdition": page.edition, "volumeNumber": page.volume},
        "Report": {"reportNumber": page.report_number},
        "Chapter": {"pageStart": first, "pageEnd": last},
        "LearningResource": {"learningResourceType": page.kind_label},
        "PodcastEpisode": {"episodeNumber": page.report_number or page.series_number},
    }
    articles = {"pageStart": first, "pageEnd": last} if last else {"pagination": page.pages}
    return articles if page.schema_type in ARTICLES else details.get(page.schema_type, {})


def describe_recording(page, request):
    """Return how long a recording takes, and what search engines require of a video: when it was first published, its
    picture, where it plays.
    """
    if page.schema_type not in MEDIA_TYPES:
        return {"timeRequired": iso_duration(page.duration)}
    image = share_image(page, request) if page.schema_type == "VideoObject" else None
    addresses = [part.url for part in page.parts.all() if part.url] + [
        link.url for link in page.action_links.all() if link.kind in ("watch", "listen") and link.url
    ]
    only = addresses[0] if len(addresses) == 1 else None
    return {
        "uploadDate": page.date.schema_value() if page.date else None,
        "thumbnailUrl": image and image["url"],
        "embedUrl": only,
        "duration": iso_duration(page.duration),
    }


def describe_chapters(recorded, page, request):
    """Return the nodes of the chapters of a publication, or of one of its parts; its page says where they are."""
    length = int(recorded.duration.total_seconds()) if recorded.duration else None
    return describe_clips(recorded.chapter_list, address_of(page, request), length)


def describe_wholes(page):
    """Return the nodes of what a work is part of: issue of a journal, book, podcast, series."""
    wholes = []
    if page.container_title and page.schema_type == "Chapter":
        editors = [row for row in page.contributors.all() if is_editor_of_whole(row, page)]
        wholes.append(
            {
                "@type": "Book",
                "name": page.container_title,
                "isbn": bare_isbn(page),
                "bookEdition": page.edition,
                "editor": [describe_contributor(editor) for editor in editors],
            }
        )
    elif page.container_title and page.schema_type in ARTICLES:
        wholes.append(describe_issue(page))
    elif page.container_title:
        kind = "PodcastSeries" if page.schema_type == "PodcastEpisode" else "CreativeWork"
        wholes.append({"@type": kind, "name": page.container_title})
    if page.series:
        is_podcast = page.schema_type == "PodcastEpisode" and not page.container_title
        wholes.append({"@type": "PodcastSeries" if is_podcast else "CreativeWorkSeries", "name": page.series.label})
    return wholes[0] if len(wholes) == 1 else wholes


def describe_issue(page):
    """Return the issue in which an article stands, in its volume, in its journal; what is not known is left out."""
    whole = {"@type": "Periodical", "name": page.container_title, "issn": page.issn}
    if page.volume:
        whole = {"@type": "PublicationVolume", "volumeNumber": page.volume, "isPartOf": whole}
    return {"@type": "PublicationIssue", "issueNumber": page.issue, "isPartOf": whole} if page.issue else whole


def describe_parts(page, request):
    """Return the nodes of the parts: episodes of a podcast, studies of a report."""
    part_type = PART_TYPES.get(page.schema_type, "CreativeWork")
    is_episode = part_type == "PodcastEpisode"
    address = address_of(page, request)
    return [
        {
            "@type": part_type,
            "name": part.title,
            "description": part.description,
            "position": part.number,
            "episodeNumber": part.number if is_episode else None,
            # An episode without an address of its own is heard, or asked for, on the page of the podcast.
            "url": part.url or (address if is_episode else None),
            "inLanguage": part.language,
            "timeRequired": iso_duration(part.duration),
            "hasPart": describe_chapters(part, page, request),
            "associatedMedia": describe_files(part.named_files, request),
        }
        for part in page.parts.all()
    ]


def describe_files(files, request):
    """Return the nodes of (title, FileRow) pairs; an example is not the work, and is left out."""
    return [describe_file(file.document, title, request) for title, file in files if not file.document.is_example]


def describe_file(document, title, request):
    """Return the node of a SiteDocument."""
    return {
        "@type": "MediaObject",
        "name": title or document.title,
        "contentUrl": absolute(request, document.url),
        "encodingFormat": document.content_type,
        "contentSize": f"{document.file_size} B" if document.file_size else None,
        "inLanguage": document.language,
    }


def iso_duration(duration):
    """Return a timedelta as ISO 8601 duration, such as PT25M or PT1H5M10S; None for none."""
    if not duration:
        return None
    minutes, seconds = divmod(int(duration.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return "PT" + "".join(f"{count}{unit}" for count, unit in ((hours, "H"), (minutes, "M"), (seconds, "S")) if count)
