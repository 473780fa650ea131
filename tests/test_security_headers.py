"""Content-Security-Policy and the other protecting headers, on every kind of response."""

import io
import os
import secrets
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.http import HttpResponse
from django.test import RequestFactory, override_settings
from PIL import Image
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from kus_site.headers import HeadersMiddleware

ROOT = Path(__file__).resolve().parents[1]
PUBLIC = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "media-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
}


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    """An empty folder for uploads; Wagtail also keeps in the cache where the rendition of image number N is."""
    cache.clear()
    settings.MEDIA_ROOT = tmp_path


def policy(response):
    """Return the policy as a set of directives; django-csp writes them in any order."""
    return set(response["Content-Security-Policy"].split("; "))


def drawn_image(name="naam.png"):
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(file, "PNG")
    return get_image_model().objects.create(title="Vlak", file=ContentFile(file.getvalue(), name))


def document(name, content):
    return get_document_model().objects.create(title=name, file=ContentFile(content, name))


@pytest.mark.parametrize(
    "path", ["/", "/en/", "/bestaat-niet/", "/robots.txt", "/sitemap.xml", "/zoeken/?q=wmo", "/healthz"]
)
def test_public_responses_allow_nothing_but_their_own_origin(client, home, path):
    for _ in ("fresh", "kept"):
        response = client.get(path)
        assert policy(response) == PUBLIC
        assert response["X-Frame-Options"] == "DENY"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "camera=()" in response["Permissions-Policy"]
        if path != "/healthz":
            assert response["Referrer-Policy"] == "strict-origin-when-cross-origin"
            assert response["Cross-Origin-Opener-Policy"] == "same-origin"


def test_failure_and_refused_host_carry_the_headers_too(client, home, settings):
    settings.ALLOWED_HOSTS = ["kus.example"]
    refused = client.get("/", headers={"Host": "evil.example"})
    assert refused.status_code == 400
    assert policy(refused) == PUBLIC
    client.raise_request_exception = False
    with override_settings(ROOT_URLCONF="tests.test_logs"):
        broken = client.get("/broken/", headers={"Host": "kus.example"})
    assert broken.status_code == 500
    assert policy(broken) == PUBLIC


def test_admin_has_its_own_policy(administrator_client):
    response = administrator_client.get("/admin/")
    assert {"script-src 'self' 'unsafe-inline'", "style-src 'self' 'unsafe-inline'"} <= policy(response)
    assert {"default-src 'none'", "frame-ancestors 'self'", "object-src 'none'", "base-uri 'none'"} <= policy(response)
    assert response["X-Frame-Options"] == "SAMEORIGIN"


def test_address_that_only_looks_like_the_admin_is_public(client, home):
    for path in ("/administratie/", "//admin/", "/en/admin/", "/x/admin/"):
        assert policy(client.get(path)) == PUBLIC


def test_preview_is_the_public_page_inside_our_own_frame(administrator_client, home):
    page = home.specific
    page.title = "Voorbeeld van thuis"
    page.save_revision()
    response = administrator_client.get(f"/admin/pages/{page.pk}/view_draft/")
    assert "Voorbeeld van thuis" in response.content.decode()
    assert policy(response) == PUBLIC - {"frame-ancestors 'none'"} | {"frame-ancestors 'self'"}
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert response["Cache-Control"] == "private, no-store"


def test_preview_is_neither_kept_nor_answered_from_what_is_kept(client, home):
    page = home.specific
    host = urlsplit(page.full_url).netloc
    page.title = "Concept dat niemand ziet"
    for _ in ("miss", "hit"):
        assert page.title not in client.get("/", headers={"Host": host}).content.decode()
    assert page.title in page.make_preview_request().content.decode()
    assert page.title not in client.get("/", headers={"Host": host}).content.decode()


@pytest.mark.parametrize("name", ["aanval.html", "aanval.svg", "tekst.txt", "blad.xlsx"])
def test_uploaded_document_is_downloaded_and_may_run_nothing(client, home, name):
    stored = document(name, b"<html><script>alert(1)</script></html>")
    response = client.get(stored.url)
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment")
    assert policy(response) == {"default-src 'none'", "sandbox"}
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response.wsgi_request.page_cache == "bypass"
    response.close()


def test_pdf_opens_in_the_browser(client, home):
    """Chromium shows no PDF under `sandbox`, so Wagtail's `default-src 'none'` stays."""
    response = client.get(document("voorbeeld.pdf", b"%PDF-1.7").url)
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("inline")
    assert policy(response) == {"default-src 'none'"}
    response.close()


def test_image_of_a_page_is_public_and_its_original_is_not(client, home):
    image = drawn_image()
    rendition = image.get_rendition("width-20")
    assert rendition.url.startswith("/media/images/")
    response = client.get(rendition.url)
    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    assert b"".join(response.streaming_content) == rendition.file.open().read()
    assert response["Cache-Control"] == "public, max-age=2592000"
    assert "sandbox" in policy(response)
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    rendition.file.close()
    for path in (image.file.url, "/media/images/", "/media/images/geen.png", "/media/"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "name", ["..", "../kus.sqlite3", "..%2fkus.sqlite3", "x.html", ".png", "%00.png", "a" * 300 + ".png"]
)
def test_nothing_else_is_served_as_media(client, home, tmp_path, name):
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "x.html").write_text("<script>alert(1)</script>")
    (tmp_path / "kus.sqlite3").write_text("secret")
    assert client.get(f"/media/images/{name}").status_code == 404


def test_static_files_are_left_to_whitenoise():
    response = HeadersMiddleware(lambda request: HttpResponse("x"))(RequestFactory().get("/static/site.css"))
    assert "Content-Security-Policy" not in response


def test_production_settings_pass_the_deploy_check(tmp_path):
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "kus_site.settings.production",
        "SECRET_KEY": secrets.token_urlsafe(60),
        "BASE_URL": "https://kus.example",
        "KUS_VAR": str(tmp_path),
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, "no issues" in done.stdout) == (0, True), done.stdout + done.stderr


def test_production_sends_hsts_and_redirects_to_https(client, home, settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 31_536_000
    assert client.get("/").status_code == 301
    assert client.get("/", secure=True)["Strict-Transport-Security"].startswith("max-age=31536000")
    assert client.get("/healthz").status_code == 200
