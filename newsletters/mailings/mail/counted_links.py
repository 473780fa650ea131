"""Counted links: redirect URLs in the HTML part, for visit counts without tracking of recipients.

The URL holds the primary key of an IssueLink and nothing about the recipient; it is the same for everyone.
"""

import hashlib
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils import translation
from wagtail.models import Page, Site

from newsletters.models.issue_link import MAX_TEXT_LENGTH, MAX_URL_LENGTH, IssueLink

REFRESHED = ["heading", "position", "label", "url", "page"]


def use_counted_links(content):
    """Replace the link addresses in a MailContent by counted ones, in place. At most four queries.

    Idempotent: the same link in a later rendering reuses its IssueLink. A target over MAX_URL_LENGTH is left as it is.
    """
    pages = pages_at(content.root, {link.target for item in content.items for link in item.links})
    rows, used = {}, []
    for item in content.items:
        for link in item.links:
            url = link.target.removeprefix(content.root) or "/"
            if len(url) <= MAX_URL_LENGTH:
                row = _row(content, item, link, url, pages.get(link.target), len(used))
                rows.setdefault(row.key, row)
                used.append((link, row.key))
    IssueLink.objects.bulk_create(
        rows.values(), update_conflicts=True, unique_fields=["issue", "key"], update_fields=REFRESHED
    )
    numbers = dict(IssueLink.objects.filter(issue=content.issue, key__in=rows).values_list("key", "pk"))
    for link, key in used:
        link.address = content.root + reverse("newsletter-link", args=[numbers[key]])
    for item in content.items:
        for tag, link in item.text_links:
            tag["href"] = link.address


def _row(content, item, link, url, page, position):
    parts = urlsplit(url)
    goal = f"page {page}?{parts.query}#{parts.fragment}" if page else url
    return IssueLink(
        issue=content.issue,
        key=hashlib.sha256("\n".join([item.block, link.kind, goal]).encode()).hexdigest(),
        item=item.block,
        heading=item.heading[:MAX_TEXT_LENGTH],
        position=position,
        kind=link.kind,
        label=link.label[:MAX_TEXT_LENGTH],
        url=url,
        page_id=page,
    )


def pages_at(root, addresses):
    """Return {URL: primary key} for the absolute URLs that are live pages of this site. One query."""
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
