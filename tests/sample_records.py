"""Records that a test makes for itself, under the overviews of the demo content."""

import itertools
import json
import re
from datetime import timedelta

from bs4 import BeautifulSoup
from django.db import connection
from django.utils import timezone

from events.models import CallIndexPage, CallPage, EventIndexPage, EventKind, EventPage, Session
from inventory.models import InventoryIndexPage, InventoryRoundPage, ProjectIndexPage, ProjectPage
from pages.fuzzy_date import parse
from pages.record_index.changes import bring_up_to_date
from publications.models import PublicationIndexPage, PublicationKind, PublicationPage

numbers = itertools.count(1)
# What people agree to in a round: none opens without it.
CONSENT = {"consent_text": "<p>Wat ik invul, komt op de website.</p>", "consent_version": "2026-1"}


def add_page(index_type, page, **children):
    """Publish `page` under the Dutch overview of `index_type`; `children` are lists for its child relations.

    Its date may be given in words.
    """
    page.date = parse(page.date) if isinstance(page.date, str) else page.date
    parent = index_type.objects.get(locale__language_code="nl")
    page.locale = parent.locale
    page.slug = f"proef-{next(numbers)}"
    for name, rows in children.items():
        for place, row in enumerate(rows):
            # As an editor's form does; rows without a place come in any order.
            if getattr(row, "sort_order", place) is None:
                row.sort_order = place
        getattr(page, name).set(rows)
    return parent.add_child(instance=page)


def add_event(title="Proefbijeenkomst", *, start=None, hours=2, children=None, **fields):
    """Publish an event that begins at `start` (aware datetime; None for no sessions)."""
    kind = EventKind.objects.first()
    sessions = [Session(start=start, end=start + timedelta(hours=hours))] if start else []
    page = EventPage(title=title, kind=kind, **fields)
    return add_page(EventIndexPage, page, **({"sessions": sessions} | (children or {})))


def add_publication(title="Proefpublicatie", children=None, **fields):
    """Publish a publication."""
    kind = PublicationKind.objects.first()
    return add_page(PublicationIndexPage, PublicationPage(title=title, kind=kind, **fields), **(children or {}))


def add_call(title="Proefoproep", children=None, **fields):
    """Publish a call."""
    return add_page(CallIndexPage, CallPage(title=title, **fields), **(children or {}))


def add_round(title="Proefronde", **fields):
    """Publish a round of the inventory."""
    return add_page(InventoryIndexPage, InventoryRoundPage(title=title, **{**CONSENT, **fields}))


def add_project(title="Proefproject", **fields):
    """Publish a project."""
    return add_page(ProjectIndexPage, ProjectPage(title=title, **fields))


def settle():
    """End a fixture that writes rows for all tests of a module: do at once what waits for a commit that never comes.

    Otherwise the first test that reads the record index would do it, and its rollback would take it from the others.
    """
    bring_up_to_date()
    connection.run_on_commit.clear()


def sitemap_of(client):
    """Return the addresses of all pages in the sitemap, in whichever part they are."""
    parts = re.findall(r"/sitemap-pages-\d+\.xml", client.get("/sitemap.xml").content.decode())
    return re.findall("<loc>([^<]+)</loc>", "".join(client.get(part).content.decode() for part in parts))


def from_now(**distance):
    """Return the moment at that distance from now, such as days=-3."""
    return timezone.now() + timedelta(**distance)


def body_of(html):
    """Return the value of a body stream that holds one text."""
    return json.dumps([{"type": "text", "value": html}])


def visit(client, page):
    """Return the page as a reader gets it, as BeautifulSoup."""
    url = page if isinstance(page, str) else page.url
    response = client.get(url, follow=True)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def text_of(element):
    """Return the words of an element with single spaces."""
    return " ".join(element.get_text(" ").split())


def headings(soup):
    """Return the headings of the main part, in their order, as (level, words)."""
    found = soup.main.find_all(["h1", "h2", "h3", "h4"])
    return [(int(heading.name[1]), text_of(heading)) for heading in found]
