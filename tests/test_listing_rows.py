"""A row of a listing: the cover, what it is in one line, the title, how it begins, and where to get it."""

import time
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.models import CallIndexPage
from network.models import Organisation
from pages.fuzzy_date import parse
from pages.models import SiteDocument, Subject, SubjectLink
from pages.models.record_index import IndexedRecord
from pages.templatetags.records import opening
from publications.models import PublicationFile
from tests.bulk_rows import copy_pages
from tests.sample_records import add_call, add_publication, settle, text_of
from tests.sample_records import visit as read


def row_of(client, page):
    """Return the row of a page in the list of all publications."""
    soup = read(client, f"/publicaties/?sorteer=titel&q={page.pk}")
    return next(row for row in soup.select(".results .row") if text_of(row.h3) == page.title)


@pytest.fixture
def document(db):
    return SiteDocument.objects.create(
        title="Het bestand", file=ContentFile(b"%PDF-1.4 " + b"x" * 2000, "proef.pdf"), file_size=2009, page_count=24
    )


@pytest.fixture
def page(document):
    return add_publication(
        "Aan de keukentafel",
        publisher=Organisation.objects.create(name="Uitgeverij Het Lange Pad", short_name="Het Lange Pad"),
        date="maart 2025",
        summary="Hoe praat u met iemand die geen hulp wil? Dat leest u in dit boek. " + "Het is een dik boek. " * 8,
        children={
            "files": [PublicationFile(document=document)],
            "subject_links": [SubjectLink(subject=subject) for subject in Subject.objects.order_by("slug")[:4]],
        },
    )


def test_one_line_says_what_it_is_from_when_by_whom_and_in_which_form(client, page):
    words = [text_of(part) for part in row_of(client, page).select(".card-meta > span")]
    assert words[1:] == ["maart 2025", "Het Lange Pad", "pdf, 24 pagina's"]
    assert words[0] == str(page.kind_label).capitalize()


def test_the_file_is_a_link_that_stands_alone(client, page, document):
    link = row_of(client, page).select_one("a.row-download")
    assert link["href"] == document.url
    assert text_of(link) == "Downloaden Aan de keukentafel (pdf, 2,0 KB)"


def test_a_file_that_stands_in_for_the_real_one_is_not_offered(client, page, document):
    document.is_example = True
    document.save()
    row = row_of(client, page)
    assert row.select_one(".row-download") is None
    assert "pdf" not in text_of(row.select_one(".card-meta"))


def test_the_first_three_subjects_lead_to_their_pages(client, page):
    links = row_of(client, page).select(".row-subject a")
    subjects = Subject.objects.order_by("slug")[:3]
    assert [(text_of(link), link["href"]) for link in links] == [(str(s), s.get_absolute_url()) for s in subjects]


def test_a_row_follows_the_name_of_its_publisher_and_subject(client, page):
    row_of(client, page)
    page.publisher.short_name = "Het Pad"
    page.publisher.save()
    subject = Subject.objects.order_by("slug").first()
    subject.name = "Iets anders"
    subject.save()
    row = row_of(client, page)
    assert "Het Pad" in text_of(row.select_one(".card-meta"))
    assert text_of(row.select_one(".row-subject")) == "Iets anders"


def test_a_row_begins_the_summary_with_whole_sentences(client, page):
    summary = row_of(client, page).select_one(".card-summary")
    assert (
        text_of(summary)
        == f"Hoe praat u met iemand die geen hulp wil? Dat leest u in dit boek.{' Het is een dik boek.' * 2}"
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Kort.", "Kort."),
        ("Zonder punt", "Zonder punt"),
        ("", ""),
        ("Een zin. " + "X" * 120 + ".", "Een zin."),
        ("x" * 120 + ". Nog een zin.", "x" * 120 + "."),
        (
            "Met prof. J. Wilken en o.a. Anna praten we. " + "Verder " * 20,
            "Met prof. J. Wilken en o.a. Anna praten we.",
        ),
        ("Kost het 2.500 euro? " + "Nee, " * 30, "Kost het 2.500 euro?"),
    ],
)
def test_an_opening_ends_with_a_sentence(text, shown):
    assert opening(text) == shown


class TestKeptRows:
    """The rows of the first pages of a whole list are drawn once, until something changes."""

    @pytest.fixture
    def reader(self, client, db):
        """A client for whom no page is kept."""
        client.cookies["sessionid"] = "a-reader-with-a-cookie-gets-no-kept-page"
        return client

    def test_cost_no_query_the_second_time(self, reader, page):
        settle()
        first = read(reader, "/publicaties/").select_one(".cards")
        with CaptureQueriesContext(connection) as queries:
            second = read(reader, "/publicaties/").select_one(".cards")
        assert not any("indexedrecord" in query["sql"] for query in queries)
        assert str(second) == str(first)

    def test_show_a_change_at_once(self, reader, page):
        page.date = parse("2031")
        page.save()
        assert text_of(read(reader, "/publicaties/").select_one(".row h3")) == "Aan de keukentafel"
        page.title = "Aan de tuintafel"
        page.save()
        assert text_of(read(reader, "/publicaties/").select_one(".row h3")) == "Aan de tuintafel"

    def test_are_those_of_the_page_that_is_asked(self, reader, page):
        copy_pages(page, 45)
        settle()
        for _time in range(2):
            for number in (1, 2, 3):
                kept, drawn = (
                    [
                        link["href"]
                        for link in read(reader, f"/publicaties/?page={number}{more}").select(".card-title a")
                    ]
                    for more in ("", "&taal=nl&taal=en")
                )
                assert kept == drawn

    def test_follow_the_clock_where_they_change_with_it(self, reader):
        call = add_call("Binnenkort dicht", closes_at=timezone.now() + timedelta(days=2))
        settle()
        listing = CallIndexPage.objects.get(locale__language_code="nl").url
        assert "open" in text_of(row_titled(reader, listing, call.title))
        IndexedRecord.objects.filter(page=call).update(ends_at=timezone.now())
        assert "gesloten" in text_of(row_titled(reader, listing, call.title))

    def test_are_drawn_again_at_the_moment_that_changes_one(self, reader, monkeypatch):
        closes = timezone.localtime().replace(hour=17, minute=0, second=0, microsecond=0) + timedelta(days=2)
        call = add_call("Binnenkort dicht", closes_at=closes)
        settle()
        listing = CallIndexPage.objects.get(locale__language_code="nl").url
        for minutes, words in [(-60, "open"), (-1, "open"), (1, "gesloten")]:
            moment = closes + timedelta(minutes=minutes)
            monkeypatch.setattr(timezone, "now", lambda moment=moment: moment)
            monkeypatch.setattr(time, "time", moment.timestamp)
            assert words in text_of(row_titled(reader, listing, call.title))


def row_titled(client, path, title):
    return next(row for row in read(client, path).select(".row") if text_of(row.h3) == title)
