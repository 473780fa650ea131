"""robots.txt, security.txt and the sitemap."""

from datetime import UTC, datetime, timedelta
from urllib.robotparser import RobotFileParser

import pytest


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
