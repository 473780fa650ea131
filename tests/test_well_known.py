"""robots.txt, security.txt and the sitemap."""

from datetime import UTC, datetime, timedelta
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest
from wagtail.models import Page, PageViewRestriction


def test_robots(client, settings):
    settings.BASE_URL = "https://kus.example"
    response = client.get("/robots.txt")
    assert (response.status_code, response["Content-Type"]) == (200, "text/plain; charset=utf-8")
    rules = RobotFileParser()
    rules.parse(response.content.decode().splitlines())
    for path in (
        "/",
        "/publicaties/",
        "/zoeken/",
        "/en/",
        "/documents/1/x.pdf",
        "/static/site.css",
        "/media/images/x.png",
    ):
        assert rules.can_fetch("anybot", path)
    for path in ("/admin/", "/admin/pages/1/", "/zoeken/?q=wmo", "/en/zoeken/?q=wmo"):
        assert not rules.can_fetch("anybot", path)
    assert rules.site_maps() == ["https://kus.example/sitemap.xml"]


def test_security_text(client, settings):
    settings.BASE_URL = "https://kus.example"
    settings.CONTACT_EMAIL = "veilig@kus.example"
    response = client.get("/.well-known/security.txt")
    assert (response.status_code, response["Content-Type"]) == (200, "text/plain; charset=utf-8")
    fields = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    expires = datetime.fromisoformat(fields.pop("Expires"))
    assert timedelta(days=30) < expires - datetime.now(UTC) < timedelta(days=365)
    assert fields == {
        "Contact": "mailto:veilig@kus.example",
        "Preferred-Languages": "nl, en",
        "Canonical": "https://kus.example/.well-known/security.txt",
    }


@pytest.mark.parametrize("path", ["/robots.txt", "/.well-known/security.txt", "/sitemap.xml"])
def test_only_reading(client, home, path):
    assert client.head(path).status_code == 200
    if path != "/sitemap.xml":
        assert client.post(path).status_code == 405


def test_sitemap_names_every_public_page_by_its_whole_address(client, home):
    hidden = home.add_child(instance=Page(title="Concept", slug="concept", live=False))
    closed = home.add_child(instance=Page(title="Besloten", slug="besloten", live=True))
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    response = client.get("/sitemap.xml")
    assert response["Content-Type"] == "application/xml"
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    found = {entry.findtext(f"{space}loc") for entry in ElementTree.fromstring(response.content)}  # noqa: S314 (our own)
    expected = {page.full_url for page in home.get_descendants(inclusive=True).live().public()}
    assert expected <= found
    assert all(address.startswith(home.get_site().root_url + "/") for address in found)
    assert not {hidden.full_url, closed.full_url} & found
