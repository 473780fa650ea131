"""An event before, during and after: what the same page says, and how the agenda orders it."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from events.models import EventPage, ProgrammeItem, Recording, Session
from events.templatetags import events as tags
from pages.fuzzy_date import parse
from pages.models import ActionLink
from publications.models import ResultOf
from tests.sample_records import add_call, add_event, add_publication, body_of, from_now, headings, text_of, visit

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    """Read the interface as it is written in the templates."""
    with translation.override("en"):
        yield


class TestAnEventToCome:
    def test_it_offers_registration_and_its_own_calendar_file(self, client):
        event = add_event(start=from_now(days=9), registration="link", registration_url="https://example.org/meld")
        soup = visit(client, event)
        assert soup.main.find("a", href="https://example.org/meld")
        assert soup.main.find("a", href=f"{event.url}event.ics")

    def test_its_times_are_readable_for_machines(self, client):
        start = datetime(2099, 6, 1, 14, 0, tzinfo=AMSTERDAM)
        moment = visit(client, add_event(start=start)).main.find("time")
        assert moment["datetime"] == "2099-06-01T14:00+02:00"

    def test_registration_closes_at_its_deadline(self, client):
        event = add_event(
            start=from_now(days=9),
            registration="link",
            registration_url="https://example.org/meld",
            registration_deadline=from_now(minutes=-1),
        )
        assert not visit(client, event).main.find("a", href="https://example.org/meld")

    @pytest.mark.parametrize("status", ["cancelled", "postponed"])
    def test_an_event_that_is_off_says_so_and_takes_no_registration(self, client, status):
        event = add_event(
            start=from_now(days=9), status=status, registration="link", registration_url="https://example.org/meld"
        )
        soup = visit(client, event)
        assert soup.main.find(class_="notice-warning")
        assert not soup.main.find("a", href="https://example.org/meld")
        assert not soup.main.find("a", href=f"{event.url}event.ics")
        assert event.get_status_display().lower() in event.date_line

    def test_it_has_no_look_back_yet(self, client):
        soup = visit(client, add_event(start=from_now(days=9), report=body_of("<p>Al geschreven.</p>")))
        assert soup.find(id="lookback") is None
        assert "Al geschreven." not in text_of(soup.main)


class TestAnEventThatIsOver:
    def test_the_look_back_comes_before_the_announcement(self, client):
        event = add_event(
            start=from_now(days=-3), body=body_of("<p>Kom ook.</p>"), report=body_of("<p>Het was druk.</p>")
        )
        words = text_of(visit(client, event).main)
        assert words.index("Het was druk.") < words.index("Kom ook.")

    def test_it_says_that_registration_is_closed(self, client):
        event = add_event(start=from_now(days=-3), registration="link", registration_url="https://example.org/meld")
        soup = visit(client, event)
        assert not soup.main.find("a", href="https://example.org/meld")
        assert soup.find(class_="registration")

    def test_without_anything_to_look_back_on_it_says_whom_to_ask(self, client):
        soup = visit(client, add_event(start=from_now(days=-3), body=body_of("<p>Kom ook.</p>")))
        assert soup.select("section.lookback a[href*='/contact/bericht/?over=']")
        assert soup.select("section.lookback .recording-list, section.lookback .attachments") == []
        assert soup.find(id="announcement") is None
        assert "Kom ook." in text_of(soup.main)

    def test_recordings_say_what_they_offer_to_who_cannot_hear(self, client):
        recordings = [
            Recording(title="Met", url="https://example.org/met", has_captions=True),
            Recording(title="Zonder", url="https://example.org/zonder"),
            Recording(title="Kwijt"),
        ]
        soup = visit(client, add_event(start=from_now(days=-3), children={"recordings": recordings}))
        with_captions, without = soup.find(class_="recording-list").find_all("li")
        assert text_of(with_captions.find(class_="meta")) != text_of(without.find(class_="meta"))
        assert without.a["href"] == "https://example.org/zonder"

    def test_publications_that_came_out_of_it_are_named(self, client):
        event = add_event(start=from_now(days=-3))
        result = add_publication("Wat eruit kwam", children={"result_of": [ResultOf(source=event)]})
        assert visit(client, event).find("a", href=result.url)

    def test_it_is_over_at_its_end_and_not_before(self):
        assert not add_event(start=from_now(minutes=-119), hours=2).is_past
        assert add_event(start=from_now(minutes=-121), hours=2).is_past

    def test_a_day_without_time_lasts_until_midnight(self):
        today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        event = add_event(children={"sessions": [Session(start=today, time_known=False)]})
        assert not event.is_past


class TestEventsWithoutSessions:
    def test_an_expected_year_is_still_to_come(self):
        assert not add_event(date=parse("2098?")).is_past

    def test_a_season_of_the_past_is_over(self):
        assert add_event(date=parse("najaar 2018")).is_past

    def test_a_day_without_session_counts_as_its_start(self):
        event = add_event(date=parse("2018-04-11"))
        assert timezone.localtime(event.starts_at) == datetime(2018, 4, 11, tzinfo=AMSTERDAM)

    def test_with_nothing_known_the_page_invents_no_day(self, client):
        soup = visit(client, add_event())
        assert not soup.main.find("time")
        assert soup.find(id="practical") is None


class TestTheClockChange:
    def test_a_night_over_the_clock_change_shows_both_offsets(self):
        # The clock goes back on 25 October 2026 at 03:00.
        start = datetime(2026, 10, 24, 23, 0, tzinfo=AMSTERDAM)
        event = add_event(start=start, hours=6)
        session = event.sessions.get()
        assert tags.machine_time(session) == "2026-10-24T23:00+02:00"
        assert timezone.localtime(session.end).isoformat() == "2026-10-25T05:00:00+01:00"

    def test_a_session_over_midnight_names_both_days(self):
        session = add_event(start=datetime(2027, 3, 5, 20, 0, tzinfo=AMSTERDAM), hours=6).sessions.get()
        assert "5" in session.when
        assert "6" in session.when.split("–")[1]


class TestTheAgenda:
    def test_what_comes_is_first_the_soonest_on_top_then_the_past_the_latest_on_top(self, client):
        add_event("Straks", start=from_now(days=40))
        add_event("Eerder", start=from_now(days=20))
        add_event("Net geweest", start=from_now(days=-1))
        titles = [text for level, text in headings(visit(client, "/agenda/?periode=alles")) if level == 4]
        positions = [titles.index(title) for title in ("Eerder", "Straks", "Net geweest")]
        assert positions == sorted(positions)

    def test_the_period_filter_keeps_one_half(self, client):
        add_event("Straks", start=from_now(days=40))
        add_event("Net geweest", start=from_now(days=-1))
        coming, past = (text_of(visit(client, f"/agenda/?periode={value}").main) for value in ("komend", "geweest"))
        assert "Straks" in coming
        assert "Net geweest" not in coming
        assert "Net geweest" in past
        assert "Straks" not in past

    def test_months_are_headings_and_no_anchor_comes_twice(self, client):
        soup = visit(client, "/agenda/")
        anchors = [heading["id"] for heading in soup.main.find_all("h3")]
        assert anchors
        assert len(anchors) == len(set(anchors))

    def test_a_date_block_says_no_more_than_is_known(self):
        day = tags.date_block(add_event(date=parse("2018-04-11")))
        month = tags.date_block(add_event(date=parse("2018-04")))
        season = tags.date_block(add_event(date=parse("najaar 2018")))
        nothing = tags.date_block(add_event())
        assert (day.day, bool(day.month), day.year) == ("11", True, "2018")
        assert (month.day, bool(month.month), month.year) == ("", True, "2018")
        assert (season.day, season.month, season.year) == ("", "", "2018")
        assert (nothing.day, nothing.month, nothing.year) == ("", "", "")

    def test_the_home_page_tags_pick_by_the_clock(self, home):
        soon = add_event("Straks", start=from_now(days=1))
        seen = add_event("Gezien", start=from_now(days=-1), report=body_of("<p>Ja.</p>"))
        bare = add_event("Niets over", start=from_now(hours=-5))
        context = {"page": home}
        assert soon.pk in [card.pk for card in tags.coming_events(context, limit=50)]
        lookbacks = [card.pk for card in tags.latest_lookbacks(context, limit=50)]
        assert seen.pk in lookbacks
        assert bare.pk not in lookbacks


class TestCalls:
    def test_an_open_call_says_until_when(self, client):
        call = add_call(closes_at=from_now(days=2), how_to_answer="<p>Schrijf ons.</p>")
        soup = visit(client, call)
        assert soup.find(id="until").parent.find("time")
        assert "Schrijf ons." in text_of(soup.main)

    def test_a_call_closes_by_itself_and_so_do_the_ways_to_answer(self, client):
        links = [
            ActionLink(kind="register", subject="de parade", url="https://example.org/meld"),
            ActionLink(kind="visit", subject="de uitleg", url="https://example.org/uitleg"),
        ]
        soup = visit(client, add_call(closes_at=from_now(seconds=-1), children={"action_links": links}))
        assert not soup.main.find("a", href="https://example.org/meld")
        assert soup.main.find("a", href="https://example.org/uitleg")


class TestDrafts:
    def test_a_preview_goes_by_the_sessions_just_typed(self):
        event = add_event(start=from_now(days=-5))
        draft = EventPage.objects.get(pk=event.pk)
        draft.sessions.set([Session(start=from_now(days=5), end=from_now(days=5, hours=1))])
        draft.programme_items.set([ProgrammeItem(title="Inloop")])
        response = draft.make_preview_request()
        assert response.status_code == 200
        assert 'id="lookback"' not in response.rendered_content

    def test_a_draft_without_kind_date_or_sessions_previews(self):
        draft = EventPage.objects.get(pk=add_event().pk)
        draft.kind = None
        assert draft.make_preview_request().status_code == 200
