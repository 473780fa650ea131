"""A file of thousands of publications is read by a task: editors see how far it is, and then make drafts of it."""

import csv
import io
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from publications import importing
from publications.bibliography import reading
from publications.models import ImportLine, PublicationImport, PublicationKind, PublicationPage, Series
from tests.sample_records import add_publication, text_of

pytestmark = pytest.mark.django_db
ENTER = "/admin/publications/enter/"
State, Outcome = PublicationImport.State, ImportLine.Outcome


def ris(number, *lines, title="", code="BOOK"):
    """Return a record of RIS."""
    return "\n".join([f"TY  - {code}", f"TI  - {title or f'Boek over onderwerp {number}'}", *lines, "ER  - ", ""])


def many(count, *lines):
    return "".join(ris(f"{number:05d}", f"AU  - Naam{number}, Anna", "PY  - 2019", *lines) for number in range(count))


def soup_of(response):
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    """Let the limits of what is read at once be reached by a handful of records."""
    monkeypatch.setattr(reading, "MOST_ENTRIES", 5)
    monkeypatch.setattr(reading.read, "__defaults__", (reading.LONGEST, 5))
    monkeypatch.setattr(importing, "READ_AT_ONCE", 4)
    monkeypatch.setattr(importing, "MADE_AT_ONCE", 3)


def upload(client, text, capture):
    """Upload a file; return the PublicationImport, which waits for its task."""
    file = SimpleUploadedFile("bibliotheek.ris", text.encode())
    with capture(execute=True):
        response = client.post(ENTER, {"text": "", "title": "", "listing": listing(client), "file": file})
    source = PublicationImport.objects.get()
    assert response["Location"] == f"/admin/publications/import/{source.pk}/"
    return source


def listing(client):
    field = soup_of(client.get(ENTER)).select_one("[name=listing]")
    return field.get("value") or field.select_one("option")["value"]


def work(source):
    """Do what the queue would do; return the import as it is then."""
    importing.work_on_import.func(source.pk)
    return PublicationImport.objects.get(pk=source.pk)


def outcomes(source):
    return list(source.lines.values_list("outcome", flat=True))


@pytest.fixture
def capture(django_capture_on_commit_callbacks):
    return django_capture_on_commit_callbacks


def test_a_large_file_is_read_by_a_task_and_becomes_drafts(administrator_client, capture):
    add_publication("Boek over onderwerp 00003", date="2019")
    DBTaskResult.objects.all().delete()
    source = upload(administrator_client, many(9) + ris(1, title="", code="XXXX").replace("TI  - ", "T9  - "), capture)
    assert DBTaskResult.objects.filter(task_path__endswith="work_on_import").count() == 1
    address = f"/admin/publications/import/{source.pk}/"
    assert "wacht op zijn beurt" in soup_of(administrator_client.get(address)).text
    source = work(source)
    assert (source.state, source.total, source.handled) == (State.READ, 10, 10)
    assert outcomes(source) == ["new"] * 3 + ["known"] + ["new"] * 5 + ["unusable"]
    soup = soup_of(administrator_client.get(address))
    rows = [text_of(row) for row in soup.select("#lines tbody tr")]
    assert "dezelfde titel en hetzelfde jaar" in rows[3]
    assert not PublicationPage.objects.filter(live=False, title__startswith="Boek over").exists()
    with capture(execute=True):
        administrator_client.post(address, {"make": "1"})
    source = work(source)
    assert (source.state, source.total, source.handled, source.text) == (State.DONE, 8, 8, "")
    drafts = PublicationPage.objects.filter(live=False, title__startswith="Boek over")
    assert drafts.count() == 8
    soup = soup_of(administrator_client.get(f"{address}?outcome=made"))
    assert len(soup.select("#lines tbody tr")) == 8
    assert soup.select_one(f"#lines a[href='/admin/pages/{drafts.first().pk}/edit/']")
    report = administrator_client.get(f"{address}report.csv").content.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(report)))
    assert len(lines) == 11
    assert lines[1][5].endswith("/edit/")
    assert lines[4][3] == "al aanwezig"
    assert source.file_name in soup_of(administrator_client.get(ENTER)).text


def test_progress_is_shown_while_it_goes_on(administrator_client, capture, monkeypatch):
    source = upload(administrator_client, many(10), capture)
    seen = []
    hold = importing._extend_lease

    def look(held, **fields):
        hold(held, **fields)
        soup = soup_of(administrator_client.get(f"/admin/publications/import/{source.pk}/"))
        seen.append((soup.progress["value"], soup.progress["max"]))

    monkeypatch.setattr(importing, "_extend_lease", look)
    work(source)
    assert seen == [("4", "10"), ("8", "10"), ("10", "10")]


def test_kinds_and_series_of_the_file_are_chosen_for_all_their_records(administrator_client, capture):
    series = Series.objects.create(name="Onze reeks", slug="onze-reeks")
    kind = PublicationKind.objects.last()
    text = many(4, "T3  - Hun reeks") + "".join(ris(n, title=f"Iets anders {n}" * 3, code="PAMP") for n in range(5))
    source = work(upload(administrator_client, text, capture))
    address = f"/admin/publications/import/{source.pk}/"
    fields = soup_of(administrator_client.get(address)).select("fieldset select")
    names = {text_of(field.find_previous("label")): field["name"] for field in fields}
    (kind_field,) = [name for label, name in names.items() if "document" in label]
    (series_field,) = [name for label, name in names.items() if "Hun reeks" in label]
    assert source.lines.filter(kind=None).count() == 5
    chosen = {kind_field: kind.pk, series_field: series.pk}
    with capture(execute=True):
        administrator_client.post(address, chosen | {"again": "1"})
    source = work(source)
    assert source.lines.filter(kind=kind, kind_words="document").count() == 5
    assert source.lines.filter(series=series).count() == 4
    soup = soup_of(administrator_client.get(address))
    assert soup.select_one(f"select[name={series_field}] option[selected]")["value"] == str(series.pk)
    with capture(execute=True):
        administrator_client.post(address, chosen | {"make": "1"})
    work(source)
    assert PublicationPage.objects.filter(live=False, series=series).count() == 4
    assert PublicationPage.objects.filter(live=False, kind=kind, title__startswith="Iets anders").count() == 5


def test_what_looks_like_another_is_made_on_request_only(administrator_client, capture):
    text = many(5) + ris(1, title="Boek over onderwerp 00003") + many(1)
    add_publication("Boek over onderwerp 00003!", date="2020")
    source = work(upload(administrator_client, text, capture))
    assert outcomes(source) == ["new", "new", "new", "likely", "new", "likely", "twice"]
    with capture(execute=True):
        importing.make_drafts(source, {}, takes_likely=True)
    assert outcomes(work(source)) == [*["made"] * 6, "twice"]


def test_work_that_was_broken_off_goes_on_and_makes_nothing_twice(administrator_client, capture, monkeypatch):
    source = work(upload(administrator_client, many(8), capture))
    importing.make_drafts(source, {}, takes_likely=False)
    make_line, count = importing._make_line, []

    def break_off(*arguments):
        count.append(1)
        if len(count) == 5:
            raise SystemExit
        make_line(*arguments)

    monkeypatch.setattr(importing, "_make_line", break_off)
    with pytest.raises(SystemExit):
        work(source)
    # Its lease holds others off until it is over; then the clock queues it again.
    assert work(source).state == State.MAKING
    now = timezone.now() + importing.LEASE * 2
    DBTaskResult.objects.all().delete()
    with capture(execute=True):
        importing.queue_lost(now)
    assert DBTaskResult.objects.count() == 1
    PublicationImport.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    source = work(source)
    assert source.state == State.DONE
    assert PublicationPage.objects.filter(live=False, title__startswith="Boek over").count() == 8


def test_a_file_that_cannot_be_read_says_why(administrator_client, capture, monkeypatch):
    monkeypatch.setattr(reading, "MOST_IN_FILE", 7)
    source = work(upload(administrator_client, many(8), capture))
    assert source.state == State.FAILED
    page = soup_of(administrator_client.get(f"/admin/publications/import/{source.pk}/"))
    assert source.problem in page.text


def test_what_nobody_foresaw_ends_in_a_failure_that_is_told(administrator_client, capture, monkeypatch):
    source = upload(administrator_client, many(6), capture)
    monkeypatch.setattr(importing, "_plan", lambda *arguments: 1 / 0)
    assert work(source).state == State.FAILED


def test_only_who_uploaded_it_sees_it(administrator_client, capture, django_user_model):
    source = upload(administrator_client, many(6), capture)
    client = Client()
    client.force_login(django_user_model.objects.create_user("ander", password="geheim-voor-de-test"))
    for path in ("", "report.csv"):
        assert client.get(f"/admin/publications/import/{source.pk}/{path}").status_code in (302, 403)
    assert client.post(f"/admin/publications/import/{source.pk}/forget/").status_code in (302, 403)
    assert PublicationImport.objects.filter(pk=source.pk).exists()
    administrator_client.post(f"/admin/publications/import/{source.pk}/forget/")
    assert not PublicationImport.objects.exists()


def test_old_reports_are_forgotten_and_drafts_stay(administrator_client, capture):
    source = work(upload(administrator_client, many(6), capture))
    importing.make_drafts(source, {}, takes_likely=False)
    work(source)
    PublicationImport.objects.update(created_at=timezone.now() - timedelta(days=91))
    call_command("run_publication_imports")
    assert not PublicationImport.objects.exists()
    assert PublicationPage.objects.filter(live=False, title__startswith="Boek over").count() == 6


def test_in_a_small_text_kinds_and_series_are_chosen_too(administrator_client):
    series = Series.objects.create(name="Onze reeks", slug="onze-reeks")
    kind = PublicationKind.objects.last()
    data = {"text": ris(1, "T3  - Hun reeks", code="PAMP"), "title": "", "listing": listing(administrator_client)}
    fields = soup_of(administrator_client.post(ENTER, data)).select("fieldset select")
    assert len(fields) == 2
    data |= {fields[0]["name"]: kind.pk, fields[1]["name"]: series.pk}
    soup = soup_of(administrator_client.post(ENTER, data | {"row": ["1"], "make": "1"}))
    draft = PublicationPage.objects.get(live=False, title="Boek over onderwerp 1")
    assert (draft.kind, draft.series) == (kind, series)
    assert kind.label in text_of(soup.select_one("#entries tbody tr"))
