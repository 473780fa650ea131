"""A walk over the whole running site: every link answers, one h1 a page, titles and ids are unique."""

import re
from collections import Counter, defaultdict
from urllib.parse import urldefrag, urljoin, urlsplit
from xml.etree import ElementTree

import pytest
import requests
from bs4 import BeautifulSoup

# Filters multiply addresses without end; the crawl takes this many addresses with a query at most.
MOST_QUERIES = 400


class Crawl:
    """All that was found: pages as {address: soup}, answers as {address: status}, and who links to what."""

    def __init__(self, root):
        self.root = root
        self.session = requests.Session()
        self.pages, self.statuses, self.sources, self.cookies = {}, {}, defaultdict(set), {}

    def run(self):
        """Follow all links, images, scripts and styles of the site from the home page and the sitemap."""
        waiting = [f"{self.root}/", f"{self.root}/en/", *self._sitemap()]
        queries = 0
        while waiting:
            address = waiting.pop()
            if address in self.statuses:
                continue
            if urlsplit(address).query:
                queries += 1
                if queries > MOST_QUERIES:
                    continue
            response = self.session.get(address, timeout=30)
            self.statuses[address] = response.status_code
            self.cookies[address] = response.cookies.get_dict()
            self.session.cookies.clear()
            if response.ok and response.headers["Content-Type"].startswith("text/html"):
                soup = BeautifulSoup(response.text, "html.parser")
                self.pages[address] = soup
                for link in self._links(address, soup):
                    self.sources[link].add(address)
                    waiting.append(link)
        return self

    def _sitemap(self):
        answer = self.session.get(f"{self.root}/sitemap.xml", timeout=30)
        sitemap = ElementTree.fromstring(answer.content)  # noqa: S314 (our own)
        return [location.text for location in sitemap.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]

    def _links(self, address, soup):
        for tag, attribute in (("a", "href"), ("img", "src"), ("script", "src"), ("link", "href"), ("form", "action")):
            for element in soup.find_all(tag):
                target = element.get(attribute)
                if target is None or element.get("method", "get").lower() == "post":
                    continue
                link = urldefrag(urljoin(address, target)).url
                if link.startswith(self.root) and not urlsplit(link).path.startswith("/admin"):
                    yield link


@pytest.fixture(scope="module")
def crawl(running_site):
    return Crawl(running_site.url).run()


def test_the_walk_reaches_the_whole_site(crawl):
    assert len(crawl.pages) > 150


def test_every_link_answers(crawl):
    broken = {
        link: (status, sorted(crawl.sources[link])[:3]) for link, status in crawl.statuses.items() if status != 200
    }
    assert broken == {}


def test_every_page_has_one_h1(crawl):
    assert {link: len(soup.find_all("h1")) for link, soup in crawl.pages.items() if len(soup.find_all("h1")) != 1} == {}


def test_every_title_is_unique(crawl):
    titles = defaultdict(set)
    for link, soup in crawl.pages.items():
        canonical = soup.find("link", rel="canonical")
        titles[soup.title.text.strip()].add(canonical["href"] if canonical else link)
    assert {title: sorted(links)[:4] for title, links in titles.items() if len(links) > 1} == {}


def test_every_id_is_unique_on_its_page(crawl):
    doubles = {}
    for link, soup in crawl.pages.items():
        ids = Counter(element["id"] for element in soup.find_all(id=True))
        if any(count > 1 for count in ids.values()):
            doubles[link] = [name for name, count in ids.items() if count > 1]
    assert doubles == {}


def test_every_fragment_leads_somewhere(crawl):
    lost = set()
    for address, soup in crawl.pages.items():
        for element in soup.find_all("a", href=True):
            link, fragment = urldefrag(urljoin(address, element["href"]))
            if fragment and link in crawl.pages and not crawl.pages[link].find(id=fragment):
                lost.add((address, element["href"]))
    assert lost == set()


def test_nothing_is_loaded_from_another_host(crawl):
    foreign = set()
    for address, soup in crawl.pages.items():
        for tag, attribute in (
            ("img", "src"),
            ("script", "src"),
            ("iframe", "src"),
            ("source", "srcset"),
            ("video", "src"),
        ):
            foreign |= {
                (address, element[attribute])
                for element in soup.find_all(tag, **{attribute: True})
                if urlsplit(urljoin(address, element[attribute])).netloc != urlsplit(crawl.root).netloc
            }
        foreign |= {
            (address, element["href"])
            for element in soup.find_all("link", rel=["stylesheet", "icon", "preload"])
            if urlsplit(urljoin(address, element["href"])).netloc != urlsplit(crawl.root).netloc
        }
    assert foreign == set()


# Pages that a reader opens to send something.
WITH_FORM = re.compile(
    r"/nieuwsbrief/(aanmelden|voorkeuren)/|/mijn-gegevens/|/projecten/beheer/"
    r"|/inventarisatie/(link|contact/\d+|[\w-]+/beginnen)/"
)


def test_no_reader_gets_a_cookie(crawl):
    """Only a form to be sent brings its token, which /cookies/ explains."""
    given = {address: set(cookies) for address, cookies in crawl.cookies.items() if cookies}
    with_form = {
        address for address, soup in crawl.pages.items() if soup.find("input", attrs={"name": "csrfmiddlewaretoken"})
    }
    assert given == {address: {"csrftoken"} for address in with_form}
    paths = {urlsplit(address).path.removeprefix("/en") for address in with_form}
    assert [path for path in sorted(paths) if not WITH_FORM.fullmatch(path)] == []


def test_no_link_text_is_a_bare_here(crawl):
    bare = {
        (address, element.text.strip())
        for address, soup in crawl.pages.items()
        for element in soup.find_all("a")
        if element.text.strip().lower() in {"hier", "here", "klik hier", "lees meer", "read more", "meer"}
    }
    assert bare == set()
