"""What becomes of an event after it was published: cancelled, moved, moved online or looked back on is news again."""

import json

import feedparser
import pytest
from django.core import mail
from django.utils import timezone, translation

from events.models import EventPage, EventQuote, Recording, Session
from newsletters.compose.issue_checks import ERROR
from newsletters.mailings.mail.rendering import render_mail
from pages.record_index.changes import bring_up_to_date
from pages.trays import unsent_mentions
from tests.alert_samples import a_topic, follow, run_week
from tests.mail_samples import add_issue, add_list, block
from tests.sample_records import add_event, add_publication, body_of, from_now, text_of, visit
from tests.test_newsletter_checks import check, texts
from tests.test_newsletter_events import looks_of
from tests.test_newsletter_trays import offered

pytestmark = pytest.mark.django_db
OLD = {"days": -300}


def old_event(title="Zwaluwmiddag", **fields):
    """Publish an event long ago; by default it is still to come."""
    event = add_event(title, **{"start": from_now(days=20), "summary": "Waarover.", **fields})
    EventPage.objects.filter(pk=event.pk).update(first_published_at=from_now(**OLD), last_published_at=from_now(**OLD))
    return EventPage.objects.get(pk=event.pk)


def change(event, **fields):
    """Publish the event with other values, as an editor does; return it as stored."""
    for name, value in fields.items():
        setattr(event, name, value)
    event.save_revision().publish()
    return EventPage.objects.get(pk=event.pk)


def first_of_feed(client):
    """Return the first entry of the feed of the agenda."""
    bring_up_to_date()
    return feedparser.parse(client.get("/agenda/feed/").content).entries[0]


@pytest.mark.parametrize("status", ["cancelled", "postponed", "moved-online"])
def test_an_old_event_whose_plan_changes_comes_first_in_the_feed(client, status):
    event = old_event()
    before = timezone.now()
    event = change(event, status=status, status_reason="De zaal is dicht.")
    assert event.plan_changed_at >= before
    entry = first_of_feed(client)
    if status == "moved-online":
        assert entry.title == "Zwaluwmiddag"
        assert event.status_label.lower() in entry.summary
    else:
        assert entry.title == f"{event.status_label}: Zwaluwmiddag"
        assert event.status_label.lower() not in entry.summary
    assert "De zaal is dicht." in entry.summary


def test_a_new_date_is_news_and_another_text_is_not():
    event = old_event()
    assert change(event, summary="Andere woorden.").plan_changed_at is None
    event = EventPage.objects.get(pk=event.pk)
    [session] = event.sessions.all()
    session.start, session.end = from_now(days=30), from_now(days=30, hours=2)
    event.sessions.set([session])
    event = change(event)
    assert event.plan_changed_at
    assert event.news_at == event.plan_changed_at


def test_a_later_session_that_moves_is_news_and_one_that_comes_in_addition_is_not():
    sessions = [Session(start=from_now(days=day), sort_order=day) for day in (20, 21)]
    event = old_event(start=None, children={"sessions": sessions})
    event.sessions.add(Session(start=from_now(days=22), sort_order=22))
    event = change(event)
    assert event.plan_changed_at is None
    rows = list(event.sessions.all())
    rows[1].start = from_now(days=25)
    event.sessions.set(rows)
    assert change(event).plan_changed_at


def test_what_was_corrected_of_an_event_that_is_over_is_no_change_of_plan():
    event = change(old_event(start=from_now(days=-9)), status="cancelled")
    assert event.plan_changed_at is None


def test_an_older_revision_that_is_published_again_does_not_take_the_news_back():
    event = old_event()
    older = event.save_revision()
    changed = change(EventPage.objects.get(pk=event.pk), status="moved-online")
    older.publish()
    assert EventPage.objects.get(pk=event.pk).plan_changed_at >= changed.plan_changed_at


@pytest.mark.parametrize(
    "lookback",
    [
        {"report": body_of("<p>Het was vol.</p>")},
        {"recordings": [Recording(title="Opname", url="https://example.org/opname")]},
        {"quotes": [EventQuote(text="Zo doen wij het.", said_by="Een wijkteam")]},
    ],
    ids=["report", "recording", "quote"],
)
def test_a_look_back_is_news_when_it_comes_and_not_when_it_is_mended(client, lookback):
    event = old_event(start=from_now(days=-9))
    assert event.lookback_at is None
    event = change(event, **lookback)
    assert event.lookback_at
    assert first_of_feed(client).title == "Zwaluwmiddag"
    assert change(event, title="Zwaluwavond").lookback_at == event.lookback_at


def test_a_recording_that_comes_after_the_report_is_news():
    event = change(old_event(start=from_now(days=-9)), report=body_of("<p>Het was vol.</p>"))
    later = change(event, recordings=[Recording(title="Opname", url="https://example.org/opname")])
    assert later.lookback_at > event.lookback_at


def test_a_past_event_that_is_entered_with_its_look_back_is_no_news_twice():
    event = old_event(start=from_now(days=-9), report=body_of("<p>Het was vol.</p>"))
    assert change(event, title="Ander woord").lookback_at is None


@pytest.mark.parametrize(("days", "is_offered"), [(5, True), (-30, True), (-200, False)])
def test_a_look_back_is_offered_by_mail_for_half_a_year_after_the_event(client, days, is_offered):
    event = add_event("Buurtdag", start=from_now(days=days))
    assert bool(visit(client, event).select(".follow-link")) == is_offered


def test_followers_hear_of_a_change_of_plan_of_an_old_event():
    event = old_event()
    bring_up_to_date()
    follow(a_topic(name="event"))
    change(event, status="cancelled", status_reason="De zaal is dicht.")
    bring_up_to_date()
    run_week()
    [letter] = mail.outbox
    assert letter.subject == "Gaat niet door: Zwaluwmiddag"
    for words in (letter.body, letter.alternatives[0].content):
        assert "Gaat niet door: Zwaluwmiddag" in words
        assert "De zaal is dicht." in words
        # The line below does not repeat it.
        assert "gaat niet door:" not in words


def test_reason_and_what_there_is_instead_stand_on_page_agenda_and_newsletter(client):
    other = add_publication("Boek in plaats van de middag", summary="Lees.")
    event = old_event()
    event = change(event, status="cancelled", status_reason="De zaal is dicht.", instead=other)
    bring_up_to_date()
    notice = visit(client, event).select_one(".notice")
    assert "De zaal is dicht." in text_of(notice)
    assert notice.a["href"] == other.url
    assert "De zaal is dicht." in visit(client, "/agenda/").main.text
    for words in looks_of(client, add_issue(block("record", record=event.pk))):
        assert "Gewijzigd: De zaal is dicht." in words
        assert "Boek in plaats van de middag" in words
    day = timezone.localdate(event.starts_at).isoformat()
    agenda = block("agenda", first_day=day, last_day=day, heading="Agenda", with_deadlines=False)
    issue = add_issue(agenda)
    assert "De zaal is dicht." in visit(client, issue).main.text
    rendered = render_mail(issue, add_list(), "nl")
    assert "De zaal is dicht." in rendered.text
    assert "De zaal is dicht." in rendered.html


def test_the_day_it_was_planned_for_is_said_until_the_event_is_over(client):
    event = old_event(previous_starts_at=from_now(days=10))
    day = event.previous_words
    assert f"Eerst gepland op {day}." in text_of(visit(client, event).select_one(".notice"))
    past = old_event(start=from_now(days=-3), previous_starts_at=from_now(days=-10))
    assert past.plan_note == ""


def test_an_issue_of_cancelled_events_alone_is_stopped():
    off = [add_event(f"Af {number}", start=from_now(days=2), status="cancelled", summary="Tekst.") for number in "12"]
    # A text of its own makes of the finding on each item a warning.
    items = [block("record", record=event.pk, kicker="Let op") for event in off]
    words = "Nothing in this issue takes place: all it holds is cancelled or postponed."
    with translation.override("en"):
        assert words in texts(check(*items), ERROR)
        book = block("record", record=add_publication("Boek", summary="Tekst.").pk)
        assert words not in texts(check(*items, book), ERROR)


def test_a_postponed_event_is_not_announced():
    event = add_event("Uitgesteld", start=from_now(days=2), status="postponed", summary="Tekst.")
    with translation.override("en"):
        assert "The event is postponed." in texts(check(block("record", record=event.pk)), ERROR)


def test_a_changed_plan_is_offered_to_the_next_newsletter():
    since = from_now(minutes=-1)
    event = change(old_event(), status="cancelled")
    with translation.override("en"):
        assert offered("changes", since) == [event.title]
        assert event.title not in offered("events", since)


def test_unsent_issues_that_name_an_event_are_found():
    event = old_event()
    named, other = (
        add_issue(block("record", record=event.pk)),
        add_issue(block("text", heading="Iets", text="<p>x</p>")),
    )
    draft = add_issue(block("text", heading="Nog iets", text="<p>x</p>"))
    draft.items = json.dumps([block("record", record=event.pk)])
    draft.save_revision()
    found = {issue.pk for issue in unsent_mentions(event)}
    assert found == {named.pk, draft.pk}
    assert other.pk not in found
