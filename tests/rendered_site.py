"""The site as readers get it, rendered once in this process for all tests that only read pages.

Both fixtures are of the demo content as it was imported, made before a test opens its transaction. For what a server or
a browser adds there is tests/running_site.py.
"""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.contrib.staticfiles import finders
from django.db import transaction
from django.test.client import ClientHandler, RequestFactory
from wagtail.models import Site

from tests.sample_addresses import list_sample_addresses

# Filters multiply addresses without end: of each page and set of filters the walk takes this many.
MOST_ALIKE = 1
LINKS = {"a": "href", "img": "src", "script": "src", "link": "href", "form": "action"}


@dataclass
class Answer:
    """One answer of the site: `status`, names of the `cookies` that it sets, and `html`, empty if it is no page."""

    address: str
    status: int
    cookies: set
    html: str

    @cached_property
    def soup(self):
        """The page as BeautifulSoup; shared, so for reading only."""
        return BeautifulSoup(self.html, "html.parser")

    @cached_property
    def elements(self):
        """The page's Elements: quicker than the soup, for what can be seen from tags one by one."""
        return Elements(self.html)


class Elements(HTMLParser):
    """Reads a page once: `tags` as [(name, {attribute: value})], `texts` as [(tag, text)].

    The texts are those of titles, links and JSON-LD.
    """

    def __init__(self, html):
        super().__init__()
        self.tags, self.texts = [], []
        self._open = []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag in ("a", "title") or ("type", "application/ld+json") in attributes:
            self._open.append((tag, []))

    def handle_endtag(self, tag):
        if self._open and self._open[-1][0] == tag:
            self.texts.append((tag, "".join(self._open.pop()[1]).strip()))

    def handle_data(self, text):
        for _tag, parts in self._open:
            parts.append(text)

    def values(self, tag, attribute):
        """Return the values of an attribute of all elements with a tag, in their order."""
        return [given[attribute] for name, given in self.tags if name == tag and given.get(attribute) is not None]

    def text(self, tag):
        """Return the texts of all elements "a" or "title", or of the JSON-LD with "script"."""
        return [text for name, text in self.texts if name == tag]


class RenderedSite:
    """Pages by address, which begins with a slash and has no fragment; each is rendered once.

    `root`: the site's own scheme and host. After walk(): `walked` {address: Answer} of all that the site leads to, and
    `sources` {address: pages that link to it}.
    """

    def __init__(self, root):
        self.root = root
        self.walked, self.sources = {}, defaultdict(set)
        self._answers = {}
        self._handler = ClientHandler(enforce_csrf_checks=False)

    @property
    def pages(self):
        """The pages among what was walked, {address: Answer}."""
        return {address: answer for address, answer in self.walked.items() if answer.html and answer.status == 200}

    def get(self, address):
        """Return the Answer at an address, as a reader without cookies gets it."""
        if address not in self._answers:
            self._answers[address] = self._ask(address)
        return self._answers[address]

    def walk(self):
        """Follow all links, images, scripts and styles of the site from the home page and the sitemap."""
        parts = self._locations("/sitemap.xml")
        waiting = ["/", "/en/", *(location for part in parts for location in self._locations(part))]
        alike = Counter()
        while waiting:
            address = waiting.pop()
            if address in self.walked:
                continue
            path, _question_mark, query = address.partition("?")
            if query:
                kind = (path, *sorted({name for name, _value in parse_qsl(query, keep_blank_values=True)}))
                alike[kind] += 1
                if alike[kind] > MOST_ALIKE:
                    continue
            self.walked[address] = answer = self.get(address)
            if answer.html and answer.status == 200:
                for link in self.links_of(answer):
                    self.sources[link].add(address)
                    waiting.append(link)

    def links_of(self, answer):
        """Yield the addresses of this site, the admin's left out, that a page leads to or loads."""
        for tag, given in answer.elements.tags:
            target = given.get(LINKS.get(tag))
            if target is not None and given.get("method", "get").lower() != "post":
                link, _fragment = self.place_of(answer, target)
                if link and not link.startswith("/admin"):
                    yield link

    def place_of(self, answer, target):
        """Return (address, fragment) that a link on a page leads to; the address is "" when it is of another host."""
        link, fragment = urldefrag(urljoin(self.root + answer.address, target))
        is_ours = link == self.root or link.startswith(self.root + "/")
        return (link.removeprefix(self.root) or "/") if is_ours else "", fragment

    def _locations(self, address):
        """Return the addresses in a sitemap or in an index of sitemaps."""
        document = self._respond(address).content.decode()
        return re.findall(rf"<loc>{re.escape(self.root)}([^<]*)</loc>", document)

    def _ask(self, address):
        if address.startswith("/static/"):
            # Left to a web server: here the file has to be there.
            found = finders.find(urlsplit(address).path.removeprefix("/static/"))
            return Answer(address, 200 if found else 404, set(), "")
        # What rendering writes, such as the sizes of a picture, is undone: other tests begin with the demo content.
        with transaction.atomic():
            response = self._respond(address)
            is_page = response.headers.get("Content-Type", "").startswith("text/html")
            # A file is read to its end, which closes it. Not response.close(): it ends the connection of the test.
            html = response.content.decode() if is_page else response.getvalue() and ""
            transaction.set_rollback(True)
        return Answer(address, response.status_code, set(response.cookies), html)

    def _respond(self, address):
        # Not Django's test client, which copies the context of every template.
        return self._handler(RequestFactory().get(address, headers={"host": urlsplit(self.root).netloc}).environ)


@pytest.fixture(scope="session")
def rendered_pages(django_db_setup, django_db_blocker):
    """A RenderedSite that nothing was asked of yet. A test that asks it changes nothing, and has `db`."""
    with django_db_blocker.unblock():
        return RenderedSite(Site.objects.get(is_default_site=True).root_url)


@pytest.fixture(scope="session")
def samples(rendered_pages, django_db_blocker):
    """{name: Answer} of a page of every type, the search and the listings in their states."""
    with django_db_blocker.unblock():
        return {name: rendered_pages.get(address) for name, address in list_sample_addresses().items()}


@pytest.fixture(scope="session")
def rendered_site(rendered_pages, django_db_blocker):
    """The RenderedSite after a walk over all of it."""
    with django_db_blocker.unblock():
        rendered_pages.walk()
    return rendered_pages
