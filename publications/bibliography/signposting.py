"""The Link header of a record (RFC 8288) by which programs find their way: signposting.org, level 1."""

from pages.structured_data import absolute, address_of
from publications.licences import licence_address

from .files import describe_files

# A header has to fit in what servers and proxies take.
MOST_AUTHORS = MOST_ITEMS = 20


def link_header(page, request):
    """Return the links of a PublicationPage: cite-as, describedby, item, type, author and license.

    Reads what the page itself shows; after that it asks the database nothing.
    """
    address = address_of(page, request)
    links = [(page.doi_address or address, "cite-as", "")]
    links += [(found, "describedby", kind.media_type) for kind, found in describe_files(address)]
    links += [
        (absolute(request, file.document.url), "item", file.document.content_type)
        for file in page.files.all()[:MOST_ITEMS]
        if not file.document.is_example
    ]
    links += [
        ("https://schema.org/AboutPage", "type", ""),
        (f"https://schema.org/{page.schema_type}", "type", ""),
    ]
    people = [contributor.person for contributor in page.contributors.all() if contributor.person]
    links += [(f"https://orcid.org/{person.orcid}", "author", "") for person in people[:MOST_AUTHORS] if person.orcid]
    links.append((licence_address(page.licence), "license", ""))
    return ", ".join(_link(*link) for link in links if link[0])


def _link(address, relation, media_type):
    return f'<{address}>; rel="{relation}"' + (f'; type="{media_type}"' if media_type else "")
