"""Feeds and calendars of partner sites are read from a real server, whatever stands in them."""

import time
from datetime import UTC, datetime
from xml.sax.saxutils import escape

import pytest

from pages.harvest.calendars import read_calendar
from pages.harvest.feeds import read_feed
from pages.models import PartnerSource, Problem, Proposal
from tests.harvest_samples import BOMB, add_source, problem_of, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(partner_site):
    """A partner's site on this machine, which may be asked."""
    return partner_site


RSS = """<?xml version="1.0" encoding="{encoding}"?><rss version="2.0"><channel>
<title>Nieuws</title><language>nl</language>
<item><title>Café open</title><link>/nieuws/1</link><guid isPermaLink="false">g1</guid>
<author>jan@partner.nl (Jan de Boer)</author><category>Wijkteams</category>
<description>&lt;p onclick="x()"&gt;Kom &lt;b&gt;langs&lt;/b&gt;
&lt;script&gt;boos()&lt;/script&gt;&lt;/p&gt;</description>
<pubDate>Sun, 25 Oct 2026 00:30:00 GMT</pubDate></item>
<item><title>Tweede</title><link>javascript:boos()</link></item><item><link>https://x.example/</link></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Nieuws</title><id>f</id>
<updated>2026-11-01T00:00:00Z</updated>
<entry><title>Een &amp; ander</title><id>urn:uuid:1</id><link href="https://partner.example/a"/>
<updated>2026-11-01T12:00:00+01:00</updated><summary>Kort</summary>
<author><name>Boer, Jan de</name></author></entry></feed>"""


def feed_of(site, body, content_type="application/rss+xml"):
    """Return the RemoteRecords of a feed with this body."""
    address = site.give("/feed/", body, content_type)
    return read_feed(PartnerSource(address=address, protocol="feed", language="nl"))


class TestFeeds:
    def test_rss(self, site):
        first, second = feed_of(site, RSS.format(encoding="utf-8"))
        assert first.identifier == "g1"
        assert first.datestamp == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
        assert first.values == {
            "title": "Café open",
            "summary": "Kom langs",
            "people": [{"name": "Jan de Boer", "role": "author"}],
            "date": "2026-10-25",
            "language": "nl",
            "link": f"{site.address}/nieuws/1",
            "subjects": ["Wijkteams"],
            "kinds": ["Wijkteams"],
        }
        assert (second.values["title"], "link" in second.values) == ("Tweede", False)
        assert len(second.identifier) == 64

    def test_atom(self, site):
        (record,) = feed_of(site, ATOM, "application/atom+xml")
        assert record.identifier == "urn:uuid:1"
        assert record.datestamp == datetime(2026, 11, 1, 11, tzinfo=UTC)
        assert record.values["title"] == "Een & ander"
        assert record.values["people"] == [{"family": "Boer", "given": "Jan", "particle": "de", "role": "author"}]

    def test_an_encoding_that_is_not_what_it_says(self, site):
        body = RSS.format(encoding="utf-8").encode("windows-1252")
        assert feed_of(site, body, "application/rss+xml; charset=windows-1252")[0].values["title"] == "Café open"
        # Without a right word about it, what can be read is read, and nothing breaks.
        assert feed_of(site, body, "application/rss+xml")[0].values["title"].startswith("Caf")

    @pytest.mark.parametrize(
        ("body", "problem"),
        [
            ("<!doctype html><title>Welkom</title><p>Hier geen feed", Problem.NOT_FEED),
            ("/etc/passwd", Problem.NOT_FEED),
            ("", Problem.NOT_FEED),
            (BOMB, Problem.DOCTYPE),
            (BOMB.encode("utf-16"), Problem.DOCTYPE),
        ],
    )
    def test_what_is_no_feed(self, site, body, problem):
        assert problem_of(feed_of, site, body) == problem

    @pytest.mark.parametrize("piece", ["<a ", "<!--", "<a b='", "<![", "&#", "<script>", "<"])
    def test_markup_that_is_not_closed_takes_no_time(self, site, piece):
        text = escape(piece * (400_000 // len(piece)))
        body = RSS.format(encoding="utf-8").replace("Kom ", text)
        start = time.process_time()
        assert len(feed_of(site, body)) == 2
        assert time.process_time() - start < 5

    def test_characters_that_no_database_takes(self, site):
        body = RSS.format(encoding="utf-8").replace("Tweede", "Twee&#xD800;de&#0;\u202e")
        source = add_source(site.give("/feed/", body), protocol="feed", record_type="article", default_kind="news")
        assert read(source).problem == ""
        assert Proposal.objects.filter(title__startswith="Twee").count() == 1


CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//partner//NL
{}
END:VCALENDAR
"""
WEEKLY = """BEGIN:VEVENT
UID:kring@partner
DTSTAMP:20260901T080000Z
LAST-MODIFIED:20261001T080000Z
DTSTART;TZID=Europe/Amsterdam:20261020T100000
DTEND;TZID=Europe/Amsterdam:20261020T120000
RRULE:FREQ=WEEKLY;COUNT=4
EXDATE;TZID=Europe/Amsterdam:20261103T100000
SUMMARY:Leerkring\\, najaar
LOCATION:Stadhuis
CATEGORIES:armoede,Webinar
ORGANIZER;CN="Jan j@partner.example":mailto:j@partner.example
ATTENDEE;CN=Iemand:mailto:iemand@partner.example
URL:https://partner.example/kring
END:VEVENT
BEGIN:VEVENT
UID:kring@partner
RECURRENCE-ID;TZID=Europe/Amsterdam:20261110T100000
DTSTART;TZID=Europe/Amsterdam:20261111T140000
SUMMARY:Leerkring
END:VEVENT"""


def calendar_of(site, *events, body=None):
    """Return the RemoteRecords of a calendar with these VEVENTs."""
    body = CALENDAR.format("\n".join(events)).replace("\n", "\r\n") if body is None else body
    source = PartnerSource(address=site.give("/a.ics", body, "text/calendar"), protocol="calendar", language="nl")
    return read_calendar(source)


def event_lines(uid, *lines):
    """Return a VEVENT."""
    return "\n".join(["BEGIN:VEVENT", f"UID:{uid}", "SUMMARY:Dag", *lines, "END:VEVENT"])


class TestCalendars:
    def test_what_repeats_stays_at_its_hour_when_the_clock_changes(self, site):
        (record,) = calendar_of(site, WEEKLY)
        assert record.identifier == "kring@partner"
        assert record.datestamp == datetime(2026, 10, 1, 8, tzinfo=UTC)
        starts = [session["start"] for session in record.values["sessions"]]
        # 20 and 27 October at ten, before and after the clock changed; 3 November falls out, 10 November is moved.
        assert starts == ["2026-10-20T08:00:00+00:00", "2026-10-27T09:00:00+00:00", "2026-11-11T13:00:00+00:00"]
        assert record.values["sessions"][1]["end"] == "2026-10-27T11:00:00+00:00"
        assert record.values["title"] == "Leerkring, najaar"
        assert record.values["kinds"] == ["armoede", "Webinar"]
        assert "@partner" not in str(record.values)

    def test_a_night_in_which_the_clock_changes_lasts_what_it_lasts(self, site):
        (record,) = calendar_of(site, event_lines("n", "DTSTART:20261025T003000Z", "DURATION:PT2H"))
        assert record.values["sessions"] == [
            {"start": "2026-10-25T00:30:00+00:00", "end": "2026-10-25T02:30:00+00:00", "whole_day": False}
        ]

    def test_a_cancelled_event_of_whole_days(self, site):
        lines = ["DTSTART;VALUE=DATE:20261020", "DTEND;VALUE=DATE:20261022", "STATUS:CANCELLED"]
        (record,) = calendar_of(site, event_lines("d", *lines))
        assert record.values["status"] == "cancelled"
        assert record.values["sessions"] == [{"start": "2026-10-20", "end": "2026-10-21", "whole_day": True}]

    @pytest.mark.parametrize(
        "rule",
        [
            "FREQ=SECONDLY",
            "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
            "FREQ=DAILY;INTERVAL=0;BYMONTH=2;BYMONTHDAY=30",
            "FREQ=DAILY;BYHOUR=1;BYMINUTE=2;BYSETPOS=9",
            "FREQ=WEEKLY;UNTIL=20000101T000000Z",
        ],
    )
    def test_a_rule_that_leads_nowhere_gives_one_time(self, site, rule):
        (record,) = calendar_of(site, event_lines("r", "DTSTART:20261025T103000Z", f"RRULE:{rule}"))
        assert len(record.values["sessions"]) == 1

    def test_a_rule_without_end_is_followed_a_while(self, site):
        (record,) = calendar_of(site, event_lines("r", "DTSTART:20261025T103000Z", "RRULE:FREQ=DAILY"))
        assert len(record.values["sessions"]) == 30

    def test_an_event_without_start_or_identifier_is_left_out(self, site):
        assert calendar_of(site, event_lines("x"), event_lines("", "DTSTART:20261025T103000Z")) == []

    @pytest.mark.parametrize("body", ["<!doctype html>", "", "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nX", "BEGIN:VCARD"])
    def test_what_is_no_calendar(self, site, body):
        assert problem_of(calendar_of, site, body=body) == Problem.NOT_CALENDAR
