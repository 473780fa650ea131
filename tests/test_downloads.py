"""Downloads are counted per document and month, without cookies and addresses; robots and editors are left out."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.db import OperationalError
from django.http import FileResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from wagtail.models import Collection, CollectionViewRestriction

from pages import downloads
from pages.models import DocumentDownloads, SiteDocument
from publications.models import PublicationFile
from tests.file_samples import pdf_of
from tests.process_pool import process_pool
from tests.running_site import own_database
from tests.sample_records import add_publication, visit

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def document():
    made = SiteDocument(title="Stuk")
    made.file.save("stuk.pdf", ContentFile(pdf_of("Tekst")), save=False)
    made.save()
    return made


def get(client, document, method="get", **headers):
    response = getattr(client, method)(document.url, headers={"user-agent": BROWSER, **headers})
    # Reading to the end closes the file, as the test client has it; close() would close PostgreSQL's connection too.
    if response.streaming:
        b"".join(response.streaming_content)
    return response


def counted(document):
    return sum(DocumentDownloads.objects.filter(document=document).values_list("count", flat=True))


def test_a_reader_who_downloads_is_counted_and_gets_no_cookie(client, document):
    for _time in range(2):
        response = get(client, document)
        assert response.status_code == 200
        assert not response.cookies
    row = DocumentDownloads.objects.get()
    assert (row.document, row.month, row.count) == (document, downloads.this_month(), 2)
    assert [field.name for field in DocumentDownloads._meta.fields] == ["id", "document", "month", "count"]


@pytest.mark.parametrize("asked", ["bytes=0-", "bytes=0-99", "BYTES=0-99"])
def test_the_beginning_of_a_file_in_parts_counts_once(client, document, asked):
    assert get(client, document, range=asked).status_code == 206
    assert get(client, document, range="bytes=100-199").status_code == 206
    assert counted(document) == 1


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("head", {}),
        ("get", {"range": "bytes=100-"}),
        ("get", {"range": "bytes=-100"}),
        ("get", {"range": "bytes=0-1"}),
        ("get", {"sec-purpose": "prefetch;prerender"}),
        ("get", {"user-agent": ""}),
        ("get", {"user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"}),
        ("get", {"user-agent": "python-requests/2.32"}),
        ("get", {"user-agent": "curl/8.5.0"}),
    ],
)
def test_what_is_no_download_of_a_reader_is_not_counted(client, document, method, headers):
    get(client, document, method, **headers)
    assert counted(document) == 0


@pytest.mark.parametrize(
    "name",
    [
        BROWSER,
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 "
        "Safari/537.36 Edg/140.0.0.0",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
        "Version/18.6 Mobile/15E148 Safari/604.1",
        "Mozilla/5.0 (Linux; Android 13; CUBOT X30) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile",
    ],
)
def test_browsers_are_counted(client, document, name):
    get(client, document, **{"user-agent": name})
    assert counted(document) == 1


def test_what_the_browser_has_already_is_not_counted_again(client, document):
    etag = get(client, document)["ETag"]
    assert get(client, document, **{"if-none-match": etag}).status_code == 304
    assert counted(document) == 1


def test_editors_and_pages_that_ask_for_a_password_are_not_counted(administrator_client, client, document):
    assert get(administrator_client, document).status_code == 200
    reader = Client()
    CollectionViewRestriction.objects.create(
        collection=Collection.get_first_root_node(), restriction_type="password", password="geheim"
    )
    assert get(reader, document).status_code == 200
    assert counted(document) == 0


def test_a_count_costs_one_query_and_a_failing_one_costs_no_download(
    client, document, monkeypatch, django_assert_num_queries
):
    get(client, document)
    with django_assert_num_queries(3):  # a savepoint around it
        downloads.count(_request(), _response(), document.pk)
    assert counted(document) == 2

    def fail(document, month):
        raise OperationalError("database is locked")

    monkeypatch.setattr(DocumentDownloads, "add_one", fail)
    assert get(client, document).status_code == 200


def _request():
    request = RequestFactory().get("/", headers={"user-agent": BROWSER})
    request.user = AnonymousUser()
    return request


def _response():
    return FileResponse(ContentFile(b"x", name="x"))


def test_months_add_up_to_this_month_twelve_months_and_all(document, monkeypatch):
    monkeypatch.setattr(downloads, "this_month", lambda: date(2026, 11, 1))
    for month, count in ((date(2026, 11, 1), 5), (date(2025, 12, 1), 7), (date(2025, 11, 1), 11)):
        DocumentDownloads.objects.create(document=document, month=month, count=count)
    assert downloads.downloads_of([document.pk]) == {document.pk: downloads.Downloads(5, 12, 23)}
    monkeypatch.setattr(downloads, "this_month", lambda: date(2026, 12, 1))
    assert downloads.first_of_year() == date(2026, 1, 1)


class TestWhatEditorsSee:
    def test_on_the_document_and_in_the_list(self, administrator_client, document):
        DocumentDownloads.objects.create(document=document, month=downloads.this_month(), count=4321)
        page = administrator_client.get(reverse("wagtaildocs:edit", args=[document.pk])).content.decode()
        assert "4.321" in page or "4321" in page
        listing = administrator_client.get(reverse("wagtaildocs:index"), {"ordering": "-downloads"}).content.decode()
        assert "4321" in listing or "4.321" in listing

    def test_on_the_publication_and_not_for_readers(self, administrator_client, client, document):
        page = add_publication("Zandloper", children={"files": [PublicationFile(document=document, title="Zandloper")]})
        DocumentDownloads.objects.create(document=document, month=downloads.this_month(), count=4321)
        edit = administrator_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
        assert "4.321" in edit or "4321" in edit
        assert "4321" not in str(visit(Client(), page)).replace(".", "")
        without = add_publication("Zonder bestand")
        edit = administrator_client.get(reverse("wagtailadmin_pages:edit", args=[without.pk])).content.decode()
        assert "Twaalf maanden" not in edit


COUNT = """
from datetime import date
from pages.models import DocumentDownloads, SiteDocument
document = SiteDocument.objects.order_by("pk").first().pk
for _time in range(25):
    DocumentDownloads.add_one(document, date(2026, 11, 1))
result = True
"""
READ = """
from pages.models import DocumentDownloads
result = list(DocumentDownloads.objects.values_list("count", flat=True))
"""


# Of the module, so that the database is copied before a test opens its transaction.
@pytest.fixture(scope="module")
def processes(tmp_path_factory, django_db_setup, django_db_blocker):
    """A ProcessPool on a database of its own."""
    folder = tmp_path_factory.mktemp("downloads")
    with django_db_blocker.unblock(), own_database(folder) as database:
        environment = {"DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "kus_site.settings.testing"}
        with process_pool(environment, folder / "processes.log") as pool:
            yield pool


@pytest.mark.heavy
def test_two_processes_at_once_lose_no_download(processes):
    assert processes.run_all([COUNT, COUNT]) == [True, True]
    assert processes.run(READ) == [50]
