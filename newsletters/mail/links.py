"""Counted links: what a mail holds in the place of an address, so that visits can be added up without following anyone.

The counted address has the number of an IssueLink and nothing of the reader; every recipient gets the same.
"""

import hashlib
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils import translation
from wagtail.models import Page, Site

from newsletters.models.issue_link import LONGEST_URL, LONGEST_WORDS, IssueLink

REFRESHED = ["heading", "position", "label", "url", "page"]


def count_links(letter):
    """Put counted addresses in a Letter; a link that an earlier rendering had keeps its number. Four queries at most.

    A target that is too long to keep (2,000 characters) stays as it is.
    """
    pages = pages_at(letter.root, {link.target for item in letter.items for link in item.links})
    rows, used = {}, []
    for item in letter.items:
        for link in item.links:
            url = link.target.removeprefix(letter.root) or "/"
            if len(url) <= LONGEST_URL:
                row = _row(letter, item, link, url, pages.get(link.target), len(used))
                rows.setdefault(row.key, row)
                used.append((link, row.key))
    IssueLink.objects.bulk_create(
        rows.values(), update_conflicts=True, unique_fields=["issue", "key"], update_fields=REFRESHED
    )
    numbers = dict(IssueLink.objects.filter(issue=letter.issue, key__in=rows).values_list("key", "pk"))
    for link, key in used:
        link.address = letter.root + reverse("newsletter-link", args=[numbers[key]])
    for item in letter.items:
        for tag, link in item.text_links:
            tag["href"] = link.address


def _row(letter, item, link, url, page, position):
    parts = urlsplit(url)
    goal = f"page {page}?{parts.query}#{parts.fragment}" if page else url
    return IssueLink(
        issue=letter.issue,
        key=hashlib.sha256("\n".join([item.block, link.kind, goal]).encode()).hexdigest(),
        item=item.block,
        heading=item.heading[:LONGEST_WORDS],
        position=position,
        kind=link.kind,
        label=link.label[:LONGEST_WORDS],
        url=url,
        page_id=page,
    )


def pages_at(root, addresses):
    """Return {address: primary key} for the whole addresses that are a live page of this site. One query."""
    paths = {}
    for site_root in Site.get_site_root_paths():
        with translation.override(site_root.language_code):
            prefix = root + reverse("wagtail_serve", args=[""])
        for address in addresses:
            place = address.split("#")[0].split("?")[0]
            if place.startswith(prefix):
                paths.setdefault(site_root.root_path + place.removeprefix(prefix), []).append(address)
    found = Page.objects.live().filter(url_path__in=paths).values_list("url_path", "pk")
    return {address: pk for path, pk in found for address in paths[path]}
