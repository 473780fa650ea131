"""sitemap.xml: all that readers may see, in all languages, and nothing else."""

from datetime import date
from xml.etree import ElementTree

import pytest
from django.utils import timezone
from wagtail.models import Locale, Page, PageViewRestriction

from pages import cache_version
from pages.models import StandardPage

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def read(client):
    """Return {address: {lastmod, versions}} of the sitemap."""
    response = client.get("/sitemap.xml")
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/xml")
    root = ElementTree.fromstring(response.content)  # noqa: S314 (our own)
    assert root.tag == f"{{{NAMES['s']}}}urlset"
    found = {}
    for url in root.findall("s:url", NAMES):
        address = url.find("s:loc", NAMES).text
        assert address not in found
        versions = {link.get("hreflang"): link.get("href") for link in url.findall("x:link", NAMES)}
        found[address] = {"lastmod": url.findtext("s:lastmod", None, NAMES), "versions": versions}
    return found


def add(home, title, **fields):
    """Return a published page of text under the home page."""
    page = StandardPage(title=title, locale=home.locale, **fields)
    home.add_child(instance=page)
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def test_all_public_pages_of_all_languages_are_there(client, home):
    found = read(client)
    expected = {page.full_url for page in Page.objects.live().public().filter(depth__gt=1).select_related("locale")}
    assert set(found) == expected - {None}
    assert all(address.startswith("http") for address in found)
    assert any("/en/" in address for address in found)


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
