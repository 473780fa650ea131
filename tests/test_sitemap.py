"""The sitemap: an index of parts with all that readers may see, in all languages, and nothing else."""

import re
from datetime import date
from xml.etree import ElementTree

import pytest
from django.utils import timezone
from wagtail.models import Locale, Page, PageViewRestriction

from kus_site import sitemaps
from network.models import Municipality, Organisation, Person
from pages import cache_version
from pages.models import StandardPage, Subject
from publications.models import Series

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
# tLastmod of the schema: xsd:date or xsd:dateTime; tLoc: xsd:anyURI of 12 to 2048 characters.
LASTMOD = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d([+-]\d\d:\d\d|Z))?")
NETWORK = (Municipality, Organisation, Person, Subject)
LOCATION = re.compile(r"https?://[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]{5,2040}")


def read_document(client, address, kind, child):
    """Return the elements of a document that keeps the rules of siteindex.xsd or sitemap.xsd (sitemaps.org)."""
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/xml"
    assert response["X-Robots-Tag"] == "noindex"
    root = ElementTree.fromstring(response.content)  # noqa: S314 (our own)
    assert root.tag == f"{{{NAMES['s']}}}{kind}"
    assert 1 <= len(root) <= 50_000
    for element in root:
        assert element.tag == f"{{{NAMES['s']}}}{child}"
        own = [part.tag.rpartition("}")[2] for part in element if part.tag.startswith(f"{{{NAMES['s']}}}")]
        assert own in (["loc"], ["loc", "lastmod"])
        assert LOCATION.fullmatch(element.findtext("s:loc", None, NAMES))
        changed = element.findtext("s:lastmod", None, NAMES)
        assert changed is None or LASTMOD.fullmatch(changed)
    return list(root)


def read_parts(client):
    """Return {path of a part: its elements}."""
    index = read_document(client, "/sitemap.xml", "sitemapindex", "sitemap")
    addresses = [element.findtext("s:loc", None, NAMES) for element in index]
    assert len(addresses) == len(set(addresses))
    paths = [re.sub(r"^https?://[^/]+", "", address) for address in addresses]
    return {path: read_document(client, path, "urlset", "url") for path in paths}


def read(client):
    """Return {address: {lastmod, versions}} of the whole sitemap."""
    found = {}
    for elements in read_parts(client).values():
        assert len(elements) <= sitemaps.MOST_IN_PART
        for url in elements:
            address = url.find("s:loc", NAMES).text
            assert address not in found
            links = url.findall("x:link", NAMES)
            assert all(link.get("rel") == "alternate" for link in links)
            versions = {link.get("hreflang"): link.get("href") for link in links}
            found[address] = {"lastmod": url.findtext("s:lastmod", None, NAMES), "versions": versions}
    return found


def add(home, title, **fields):
    """Return a published page of text under the home page."""
    page = StandardPage(title=title, locale=home.locale, **fields)
    home.add_child(instance=page)
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def public_pages():
    """Return the whole addresses of all Wagtail pages that readers may see."""
    pages = Page.objects.live().public().filter(depth__gt=1).select_related("locale")
    return {page.full_url for page in pages} - {None}


@pytest.mark.engine
def test_all_public_addresses_in_all_languages_are_there(client, home):
    found = read(client)
    assert public_pages() <= set(found)
    root = home.get_site().root_url
    rows = [
        *(
            each.get_absolute_url()
            for model in (Municipality, Organisation, Person, Subject)
            for each in model.objects.all()
        ),
        *(series.get_absolute_url() for series in Series.objects.filter(publications__live=True).distinct()),
        *(f"/projecten/overzicht/{each.slug}/" for each in Municipality.objects.all()),
    ]
    single = [
        "/zoeken/",
        "/cookies/",
        "/toegankelijke-versie/",
        "/contact/bericht/",
        "/gemeenten/",
        "/organisaties/",
        "/onderwerpen/",
    ]
    single += ["/projecten/overzicht/", "/projecten/open-data/", "/nieuwsbrief/aanmelden/"]
    views = {f"{root}{language}{path}" for path in rows + single for language in ("", "/en")}
    assert set(found) == public_pages() | views
    assert len(views) == 2 * len(rows + single)


def test_every_address_answers_and_may_be_indexed(client, db, rendered_site):
    closed = {}
    for address in read(client):
        answer = rendered_site.get(address.removeprefix(rendered_site.root) or "/")
        robots = [given["content"] for tag, given in answer.elements.tags if given.get("name") == "robots"]
        if answer.status != 200 or robots:
            closed[address] = answer.status, robots
    assert closed == {}


def test_every_indexed_page_is_there(client, db, rendered_site):
    """What the site leads to, has no filters or page number, and does not say noindex."""
    found = {address.removeprefix(rendered_site.root) or "/" for address in read(client)}
    indexed = {
        address
        for address, page in rendered_site.pages.items()
        if "?" not in address and not [given for tag, given in page.elements.tags if given.get("name") == "robots"]
    }
    assert indexed - found == set()


def test_every_page_says_when_it_changed(client, home):
    page = add(home, "Nieuwe bladzijde")
    assert date.fromisoformat(read(client)[page.full_url]["lastmod"]) == timezone.localdate(page.last_published_at)


def test_language_versions_name_each_other(client, home):
    page = add(home, "Nieuwe bladzijde")
    alone = add(home, "Alleen in het Nederlands")
    english = page.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True)
    english.title = "New page"
    english.save_revision().publish()
    english.refresh_from_db()
    found = read(client)
    versions = {"nl": page.full_url, "en": english.full_url, "x-default": page.full_url}
    assert found[page.full_url]["versions"] == found[english.full_url]["versions"] == versions
    assert found[alone.full_url]["versions"] == {}


@pytest.mark.engine
def test_parts_are_small_and_versions_in_other_parts_are_named(client, home, monkeypatch):
    whole = read(client)
    monkeypatch.setattr(sitemaps, "MOST_IN_PART", 10)
    monkeypatch.setattr(sitemaps.PageSection, "rows_in_part", 10)
    monkeypatch.setattr(sitemaps.RowSection, "rows_in_part", 5)
    monkeypatch.setattr(sitemaps.SingleViewSection, "list_entries", lambda section, number: [])
    monkeypatch.setattr(sitemaps.SingleViewSection, "list_parts", lambda section: [])
    cache_version.invalidate()
    assert len(read_parts(client)) > 20
    found = read(client)
    assert all(found[address] == whole[address] for address in found)
    assert public_pages() <= set(found)


@pytest.mark.parametrize("hide", ["unpublish", "restrict", "delete"])
def test_hidden_pages_are_not_there(client, home, hide):
    page = add(home, "Nieuwe bladzijde")
    address = page.full_url
    assert address in read(client)
    if hide == "restrict":
        PageViewRestriction.objects.create(page=page, restriction_type="login")
    else:
        getattr(page, hide)()
    cache_version.invalidate()
    assert address not in read(client)


def test_odd_addresses_are_escaped(client, home):
    page = add(home, "Tom & Jerry <x>", slug="tom-en-jerry")
    assert page.full_url in read(client)
    Person.objects.create(given_name="Zoë", family_name="Ünlü", slug="zoe")
    cache_version.invalidate()
    assert f"{home.get_site().root_url}/personen/zoe/" in read(client)


@pytest.mark.engine
@pytest.mark.parametrize("path", ["pages-999999", "pages-9999999", "onzin-1", "views-2", "search-1", "pages-0"])
def test_a_part_that_holds_nothing_is_not_found(client, home, path):
    assert client.get(f"/sitemap-{path}.xml").status_code == 404


@pytest.mark.parametrize("path", ["/sitemap.xml", "/sitemap-pages-1.xml"])
def test_a_part_is_kept_until_the_content_changes(client, home, django_assert_max_num_queries, path):
    # A reader with a cookie gets no kept page, so the second response is made anew, of what is kept.
    client.cookies["sessionid"] = "some-session"
    before = client.get(path).content
    # The site.
    with django_assert_max_num_queries(1):
        assert client.get(path).content == before
