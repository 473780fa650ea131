"""robots.txt, security.txt, and the icons and manifest at the root of the site."""

import json
from datetime import UTC, datetime, timedelta
from io import BytesIO
from urllib.robotparser import RobotFileParser

import pytest
from bs4 import BeautifulSoup
from django.contrib.staticfiles import finders
from PIL import Image


def test_robots(client, db, settings):
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
        # These say noindex, which is read only where a robot may come.
        "/admin/",
        "/zoeken/?q=wmo",
        "/en/zoeken/?q=wmo",
    ):
        assert rules.can_fetch("anybot", path)
    assert rules.site_maps() == ["https://kus.example/sitemap.xml"]


def test_security_text(client, db, settings):
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


@pytest.mark.parametrize("path", ["/admin/", "/admin/login/", "/_util/login/", "/en/_util/login/"])
def test_what_is_for_editors_is_no_result_of_a_search(client, home, path):
    assert "noindex" in client.get(path)["X-Robots-Tag"]


@pytest.mark.parametrize(
    "address", ["/zoeken/?q=wmo", "/en/zoeken/?q=wmo", "/stijl/", "/mijn-gegevens/", "/bestaat-niet/"]
)
def test_what_is_not_to_be_found_says_so(client, administrator, address):
    if address == "/stijl/":
        client.force_login(administrator)
    page = BeautifulSoup(client.get(address).content, "html.parser")
    assert [each["content"] for each in page.select("head meta[name=robots]")] == ["noindex"]
    assert not page.select("link[rel=canonical]")


@pytest.mark.parametrize(
    ("path", "content_type", "sizes"),
    [
        ("/favicon.ico", "image/x-icon", {(16, 16), (32, 32), (48, 48)}),
        ("/apple-touch-icon.png", "image/png", {(180, 180)}),
    ],
)
def test_icons_at_the_root(client, home, path, content_type, sizes):
    response = client.get(path)
    assert (response.status_code, response["Content-Type"]) == (200, content_type)
    assert "max-age=86400" in response["Cache-Control"]
    assert client.get(path, headers={"if-none-match": response["ETag"]}).status_code == 304
    picture = Image.open(BytesIO(response.content))
    assert set(picture.info.get("sizes", [picture.size])) == sizes


def test_the_manifest(client, home):
    response = client.get("/manifest.webmanifest")
    assert (response.status_code, response["Content-Type"]) == (200, "application/manifest+json")
    assert "max-age=86400" in response["Cache-Control"]
    manifest = json.loads(response.content)
    assert manifest["name"]
    assert manifest["start_url"] == "/"
    for icon in manifest["icons"]:
        file = finders.find(icon["src"].removeprefix("/static/"))
        assert "x".join(map(str, Image.open(file).size)) == icon["sizes"]
    assert {(icon["sizes"], icon["purpose"]) for icon in manifest["icons"]} == {
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    }
    head = BeautifulSoup(client.get("/").content, "html.parser").head
    assert head.select_one("link[rel=manifest]")["href"] == "/manifest.webmanifest"
    assert head.select_one("link[rel=apple-touch-icon]")["href"] == "/apple-touch-icon.png"
    colours = {meta["media"]: meta["content"] for meta in head.select("meta[name=theme-color]")}
    assert colours["(prefers-color-scheme: light)"] == manifest["theme_color"]
    assert colours["(prefers-color-scheme: dark)"] != manifest["theme_color"]
