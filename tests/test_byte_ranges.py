"""Documents and media answer ranges (RFC 9110 14) and conditions (13), with no header that says nothing."""

import pytest
from django.core.cache import caches
from django.core.files.base import ContentFile
from wagtail.models import Collection, CollectionViewRestriction

from pages.models import SiteDocument, SiteImage
from tests.content_samples import make_png

pytestmark = pytest.mark.django_db
CONTENT = b"%PDF-1.7 " + bytes(range(256)) * 8
SIZE = len(CONTENT)


@pytest.fixture(autouse=True)
def media(settings, tmp_path, home):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def document():
    """The address of a PDF."""
    made = SiteDocument(title="Stuk", file=ContentFile(CONTENT, "stuk.pdf"), file_size=SIZE)
    made.set_file_metadata() if hasattr(made, "set_file_metadata") else made._set_document_file_metadata()
    made.save()
    return made.url


@pytest.fixture
def rendition():
    """The address of a picture, and its bytes."""
    # The numbers of images come again in every test.
    for name in {"default", "renditions"} & set(caches.settings):
        caches[name].clear()
    image = SiteImage.objects.create(title="Beeld", file=ContentFile(make_png(), "beeld.png"))
    made = image.get_rendition("width-2")
    with made.file.open() as file:
        return made.url, file.read()


def body(response):
    return b"".join(response) if response.streaming else response.content


class TestRanges:
    @pytest.mark.parametrize(
        ("asked", "first", "last"),
        [
            ("bytes=0-99", 0, 99),
            ("bytes=100-", 100, SIZE - 1),
            ("bytes=-10", SIZE - 10, SIZE - 1),
            (f"bytes=-{SIZE * 2}", 0, SIZE - 1),
            (f"bytes=5-{SIZE * 2}", 5, SIZE - 1),
            ("Bytes=0-0", 0, 0),
        ],
    )
    def test_a_part_of_a_document_is_sent(self, client, document, asked, first, last):
        response = client.get(document, headers={"range": asked})
        assert response.status_code == 206
        assert response["Content-Range"] == f"bytes {first}-{last}/{SIZE}"
        assert response["Content-Length"] == str(last - first + 1)
        assert response["Content-Type"] == "application/pdf"
        assert body(response) == CONTENT[first : last + 1]

    @pytest.mark.parametrize("asked", [f"bytes={SIZE}-", "bytes=-0", f"bytes={SIZE + 5}-{SIZE + 9}"])
    def test_what_lies_outside_is_refused(self, client, document, asked):
        response = client.get(document, headers={"range": asked})
        assert (response.status_code, response["Content-Range"]) == (416, f"bytes */{SIZE}")

    @pytest.mark.parametrize("asked", ["bytes=9-5", "bytes=-", "bytes=a-b", "lines=0-9", "bytes=0-1,5-6", "bytes=٣-٤"])
    def test_what_is_no_single_range_gets_the_whole(self, client, document, asked):
        response = client.get(document, headers={"range": asked.encode().decode("latin-1")})
        assert response.status_code == 200
        assert body(response) == CONTENT

    def test_a_broken_download_goes_on_only_with_the_same_file(self, client, document):
        whole = client.get(document)
        assert whole["Accept-Ranges"] == "bytes"
        body(whole)
        for condition, status in (
            (whole["ETag"], 206),
            (whole["Last-Modified"], 206),
            ('"ander"', 200),
            (f"W/{whole['ETag']}", 200),
            ("Sun, 06 Nov 1994 08:49:37 GMT", 200),
            ("onzin", 200),
        ):
            response = client.get(document, headers={"range": "bytes=1-2", "if-range": condition})
            body(response)
            assert response.status_code == status, condition

    def test_head_has_no_ranges_but_says_that_there_are(self, client, document):
        response = client.head(document, headers={"range": "bytes=0-9"})
        assert (response.status_code, response["Accept-Ranges"]) == (200, "bytes")
        assert response["Content-Length"] == str(SIZE)

    def test_pictures_have_them_too(self, client, rendition):
        address, content = rendition
        response = client.get(address, headers={"range": "bytes=2-5"})
        assert (response.status_code, body(response)) == (206, content[2:6])
        assert "sandbox" in response["Content-Security-Policy"]

    def test_a_document_behind_a_login_gives_no_part_either(self, client, document):
        restriction = CollectionViewRestriction.objects.create(
            collection=Collection.get_first_root_node(), restriction_type="login"
        )
        assert client.get(document, headers={"range": "bytes=0-9"}).status_code == 302
        restriction.delete()


class TestHeaders:
    def test_a_document_has_none_that_says_nothing(self, client, document):
        for headers in ({}, {"range": "bytes=0-9"}, {"accept-encoding": "br, gzip"}):
            response = client.get(document, headers=headers)
            body(response)
            assert "Content-Encoding" not in response
            assert "Vary" not in response

    def test_a_picture_that_did_not_change_is_not_sent_again(self, client, rendition):
        address, content = rendition
        first = client.get(address, headers={"accept-encoding": "br"})
        assert body(first) == content
        assert not first["ETag"].startswith("W/")
        for condition in ({"if-none-match": first["ETag"]}, {"if-modified-since": first["Last-Modified"]}):
            again = client.get(address, headers={"accept-encoding": "br", **condition})
            assert (again.status_code, again["ETag"], again.content) == (304, first["ETag"], b"")
            assert "Vary" not in again
            assert again["Cache-Control"] == first["Cache-Control"]
        other = client.get(address, headers={"if-none-match": '"ander"'})
        assert (other.status_code, body(other)) == (200, content)

    def test_a_document_that_did_not_change_is_not_sent_again(self, client, document):
        first = client.get(document)
        body(first)
        again = client.get(document, headers={"if-none-match": first["ETag"], "accept-encoding": "br"})
        assert (again.status_code, again["ETag"]) == (304, first["ETag"])
        assert "Vary" not in again
