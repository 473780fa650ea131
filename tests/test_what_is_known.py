"""Pages promise only what can be opened, and leave out what is not known."""

from datetime import date

import pytest
from django.utils import timezone, translation

from events.models import EventPage, Recording
from events.templatetags.events import latest_lookbacks
from pages.drawings.timeline import Row, draw_timeline
from pages.fuzzy_date import parse
from pages.models import ActionLink
from publications.bibliography.apa_dates import describe_date
from publications.bibliography.csl import csl_date
from publications.models import PublicationPart
from tests.sample_records import add_event, add_project, add_publication, body_of, from_now, text_of, visit

pytestmark = pytest.mark.django_db
NO_PLACE = "This cannot be opened from here."


@pytest.fixture(autouse=True)
def english():
    """Read the interface as it is written in the templates."""
    with translation.override("en"):
        yield


class TestBadges:
    def badge(self, client, event):
        row = next(row for row in visit(client, "/agenda/").select(".agenda-row") if event.title in text_of(row))
        return [text_of(label) for label in row.select(".label")]

    def held(self, title, *recordings, **fields):
        return add_event(title, start=from_now(days=-1), children={"recordings": list(recordings)}, **fields)

    def test_a_recording_whose_address_is_lost_is_no_recording(self, client):
        lost = self.held("Kwijt", Recording(title="Opname"))
        assert not EventPage.objects.filter(pk=lost.pk).with_recording()
        assert not EventPage.objects.filter(pk=lost.pk).with_lookback()
        with translation.override("nl"):
            assert self.badge(client, lost) == []

    def test_a_report_beside_it_is_still_a_report(self, client):
        event = self.held("Verslag", Recording(title="Opname"), report=body_of("<p>Het was druk.</p>"))
        assert self.badge(client, event) == ["Met verslag"]

    def test_a_recording_that_can_be_opened_is_one(self, client):
        event = self.held("Opname", Recording(title="Opname", url="https://example.org/opname"))
        assert self.badge(client, event) == ["Met opname"]
        assert event.pk in [card.pk for card in latest_lookbacks({"page": event})]

    def test_what_cannot_be_opened_is_no_reason_to_announce_it_again(self):
        assert self.held("Kwijt", Recording(title="Opname")).outdated_at(from_now(days=0))
        assert not self.held("Er", Recording(title="Opname", url="https://example.org/")).outdated_at(from_now(days=0))


class TestWhereToGetAPublication:
    @pytest.mark.parametrize(
        ("children", "fields"),
        [
            ({}, {"doi": "10.1000/182"}),
            ({"parts": [PublicationPart(title="Deel", url="https://example.org/deel")]}, {}),
            ({"action_links": [ActionLink(kind="read", subject="het", url="https://example.org/")]}, {}),
        ],
    )
    def test_a_doi_or_an_address_is_a_place(self, client, children, fields):
        page = add_publication(children=children, **fields)
        with translation.override("nl"):
            no_place = translation.gettext(NO_PLACE)
        section = visit(client, page).find(id="get-it").parent
        assert no_place not in text_of(section)
        assert section.find("a")

    def test_a_doi_is_a_link_where_one_gets_it_and_in_newsletters(self, client):
        page = add_publication(doi="10.1000/a<b")
        section = visit(client, page).find(id="get-it").parent
        assert section.find("a", href="https://doi.org/10.1000/a%3Cb")
        assert [action.url for action in page.actions] == ["https://doi.org/10.1000/a%3Cb"]

    def test_without_any_it_says_so(self, client):
        with translation.override("nl"):
            no_place = translation.gettext(NO_PLACE)
        assert no_place in text_of(visit(client, add_publication()).find(id="get-it").parent)


class TestUncertainDates:
    @pytest.fixture(autouse=True)
    def today(self, monkeypatch):
        monkeypatch.setattr(timezone, "localdate", lambda *_arguments: date(2026, 11, 28))

    @pytest.mark.parametrize(
        ("written", "shown"),
        [
            ("2021?", "2021 (onzeker)"),
            ("2026-10?", "oktober 2026 (onzeker)"),
            ("2012/2016?", "2012–2016 (onzeker)"),
            ("2026?", "2026 (verwacht)"),
            ("2027?", "2027 (verwacht)"),
            ("2021", "2021"),
        ],
    )
    def test_what_has_been_is_uncertain_and_what_comes_is_expected(self, written, shown):
        with translation.override("nl"):
            assert str(parse(written)) == shown
            assert parse(parse(written).input_words()) == parse(written)

    def test_words_for_it_are_read(self):
        assert parse("onzeker 2021") == parse("2021 (uncertain)") == parse("2021?")

    def test_a_reference_and_a_drawing_do_not_expect_it_either(self):
        assert describe_date({"type": "book", **csl_date(parse("2021?"))}) == "ca. 2021"
        assert describe_date({"type": "book", **csl_date(parse("2027?"))}) == "in press"
        timeline = draw_timeline([Row("x", "", parse("2021?")), Row("y", "", parse("2028?"))])
        assert [span[0] for row in timeline.rows for span in row.spans] == ["vague", "expected"]


class TestEmptyFields:
    def terms(self, client, page):
        return [text_of(term) for term in visit(client, page).main.select("dl.facts dt")]

    def test_a_publication_without_date_and_licence_names_neither(self, client):
        assert {"Published", "Licence", "Gepubliceerd", "Licentie"}.isdisjoint(self.terms(client, add_publication()))
        known = self.terms(client, add_publication(date=parse("2018"), licence="CC-BY-4.0"))
        assert "Licentie" in known

    def test_an_event_without_a_place_names_none(self, client):
        assert "Waar" not in self.terms(client, add_event(start=from_now(days=9)))
        assert "Waar" in self.terms(client, add_event(start=from_now(days=9), venue="Buurthuis"))

    def test_a_project_of_which_nothing_is_known_has_no_empty_facts(self, client):
        assert self.terms(client, add_project(status="unknown")) == []
        assert "Status" in self.terms(client, add_project(status="finished"))
