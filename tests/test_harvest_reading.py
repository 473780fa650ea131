"""Partner sites are read by OAI-PMH, RSS, Atom and iCalendar, from real servers that answer rightly and wrongly."""

import codecs
import socket
import time
from datetime import UTC, datetime
from xml.sax.saxutils import escape

import pytest

from pages.harvest import fetching, harvesting, oai_pmh
from pages.harvest.calendars import read_calendar
from pages.harvest.feeds import read_feed
from pages.harvest.fetching import FetchFailed, fetch
from pages.harvest.xml_reading import read_xml
from pages.models import PartnerSource, Problem, Proposal
from tests.harvest_samples import add_source, read
from tests.partner_site import CORE, OAI, core_record, deleted, record, running_partner_site

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def site_of_module():
    with running_partner_site() as site:
        yield site


@pytest.fixture
def site(site_of_module, settings):
    """A partner's site on this machine, which may be asked."""
    settings.HARVEST_LOOPBACK_ALLOWED = True
    site_of_module.routes.clear()
    site_of_module.asked.clear()
    site_of_module.headers.clear()
    return site_of_module


def problem_of(function, *arguments, **options):
    """Return the Problem with which a function fails."""
    with pytest.raises(FetchFailed) as failure:
        function(*arguments, **options)
    return failure.value.problem


class TestFetching:
    def test_an_answer_comes_whole_without_credentials(self, site):
        address = site.give("/feed", "<rss/>", "text/xml; charset=ISO-8859-1")
        answer = fetch(address, "text/xml")
        assert (answer.body, answer.charset, answer.address) == (b"<rss/>", "iso-8859-1", address)
        assert not {"Authorization", "Cookie"} & set(site.headers[-1])

    def test_a_packed_answer_is_unpacked(self, site):
        site.bomb("/little", megabytes=1)
        assert fetch(f"{site.address}/little", "*/*").body == bytes(2**20)

    def test_a_packed_answer_is_not_unpacked_beyond_the_limit(self, site):
        assert problem_of(fetch, site.bomb("/bomb"), "*/*") == Problem.TOO_LARGE

    def test_an_answer_without_end_is_cut(self, site):
        assert problem_of(fetch, site.pour("/endless"), "*/*") == Problem.TOO_LARGE

    def test_a_site_that_never_answers(self, site, monkeypatch):
        monkeypatch.setattr(fetching, "TIMEOUT", 0.3)
        assert problem_of(fetch, site.say_nothing("/silent"), "*/*") == Problem.TOO_SLOW

    def test_a_site_that_answers_a_byte_at_a_time(self, site):
        assert problem_of(fetch, site.drip("/drip"), "*/*", timeout=0.4) == Problem.TOO_SLOW

    def test_redirects_are_followed_a_few_times(self, site):
        site.give("/new", "here")
        assert fetch(site.redirect("/old", "/new"), "*/*").body == b"here"
        assert problem_of(fetch, site.redirect("/round", "/round"), "*/*") == Problem.REDIRECTS

    @pytest.mark.parametrize(
        ("target", "problem"),
        [
            ("http://169.254.169.254/latest/meta-data/", Problem.NOT_PUBLIC),
            ("http://10.0.0.1/", Problem.NOT_PUBLIC),
            ("http://[::ffff:192.168.1.1]/", Problem.NOT_PUBLIC),
            ("http://[::7f00:1]/", Problem.NOT_PUBLIC),
            ("file:///etc/passwd", Problem.NO_ADDRESS),
            ("ftp://example.org/", Problem.NO_ADDRESS),
        ],
    )
    def test_no_redirect_leads_into_the_own_network(self, site, target, problem):
        assert problem_of(fetch, site.redirect("/go", target), "*/*") == problem

    def test_this_machine_is_asked_only_where_settings_allow(self, site, settings):
        address = site.give("/feed", "<rss/>")
        settings.HARVEST_LOOPBACK_ALLOWED = False
        assert problem_of(fetch, address, "*/*") == Problem.NOT_PUBLIC
        assert not site.asked

    def test_a_name_is_looked_up_once_and_all_its_addresses_must_be_public(self, site, monkeypatch):
        address = site.give("/feed", "<rss/>").replace("127.0.0.1", "partner.example")
        answers = [["127.0.0.1"], ["127.0.0.1", "10.0.0.1"], ["10.0.0.1"]]
        look_up = socket.getaddrinfo

        def change_each_time(host, port, *arguments, **options):
            if host != "partner.example":
                return look_up(host, port, *arguments, **options)
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in answers.pop(0)]

        monkeypatch.setattr(socket, "getaddrinfo", change_each_time)
        # A second look-up for the connection itself would lead to another address.
        assert fetch(address, "*/*").body == b"<rss/>"
        assert problem_of(fetch, address, "*/*") == Problem.NOT_PUBLIC

    @pytest.mark.parametrize(
        ("status", "problem"), [(404, Problem.GONE), (410, Problem.GONE), (500, Problem.STATUS), (503, Problem.BUSY)]
    )
    def test_errors_of_the_site(self, site, status, problem):
        assert problem_of(fetch, site.give("/error", "no", status=status), "*/*") == problem

    def test_a_busy_site_says_how_long_to_wait(self, site):
        address = site.give("/busy", "later", status=503, **{"Retry-After": "90000"})
        source = read(add_source(address, protocol="feed"))
        assert source.problem == Problem.BUSY
        assert (source.next_at - source.last_failure_at).total_seconds() == 90_000

    def test_a_host_that_does_not_exist(self, site):
        assert problem_of(fetch, "http://partner.invalid/", "*/*") == Problem.NO_HOST


class TestXml:
    BOMB = (
        '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>'
        "<a>&c;</a>"
    )

    @pytest.mark.parametrize(
        ("body", "problem"),
        [
            (BOMB, Problem.DOCTYPE),
            ('<!DOCTYPE a SYSTEM "http://127.0.0.1/a.dtd"><a/>', Problem.DOCTYPE),
            ('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', Problem.DOCTYPE),
            ("<a>" * 100_000, Problem.TOO_LARGE),
            ("<a>" + "<b/>" * 400_001 + "</a>", Problem.TOO_LARGE),
            ("<html><body><p>Niet gevonden</body>", Problem.NOT_XML),
            ("", Problem.NOT_XML),
            ("<a>\x01</a>", Problem.NOT_XML),
        ],
        ids=["entities", "external type", "external entity", "deep", "long", "html", "empty", "control character"],
    )
    def test_what_is_refused(self, body, problem):
        assert problem_of(read_xml, body.encode()) == problem

    def test_bytes_that_are_not_what_they_say(self):
        body = '<?xml version="1.0" encoding="UTF-8"?><a>caf\xe9</a>'.encode("latin-1")
        assert problem_of(read_xml, body) == Problem.NOT_XML
        # The header goes before what the document says of itself, a byte order mark before both.
        assert read_xml(body, "iso-8859-1").text == "café"
        assert read_xml(codecs.BOM_UTF8 + "<a>café</a>".encode(), "iso-8859-1").text == "café"
        assert problem_of(read_xml, b"<a/>", "no-such-charset") == Problem.NOT_XML


class TestOaiPmh:
    def test_a_list_is_read_page_by_page_with_its_deletions(self, site):
        pages = [
            [core_record("oai:1", "Eerste"), core_record("oai:2", "Tweede")],
            [core_record("oai:3", "Derde"), deleted("oai:1")],
        ]
        source = read(add_source(site.repository("/oai", pages), set_spec="sociaal"))
        assert not source.problem
        states = dict(Proposal.objects.values_list("title", "state"))
        assert states == {"Eerste": "withdrawn", "Tweede": "new", "Derde": "new"}
        identify, first, second = site.asked
        assert identify == {"verb": ["Identify"]}
        assert first == {"verb": ["ListRecords"], "metadataPrefix": ["oai_dc"], "set": ["sociaal"]}
        # A token stands alone (section 3.5).
        assert second == {"verb": ["ListRecords"], "resumptionToken": ["t1"]}

    @pytest.mark.parametrize(
        ("granularity", "since"), [("YYYY-MM-DDThh:mm:ssZ", "2026-11-01T10:00:00Z"), ("YYYY-MM-DD", "2026-11-01")]
    )
    def test_the_next_time_only_what_changed_is_asked_for(self, site, granularity, since):
        address = site.repository("/oai", [[core_record("oai:1", "Eerste")]], granularity)
        source = add_source(address)
        read(source)
        read(source)
        assert site.asked[-1]["from"] == [since]
        site.repository("/oai", [[]], granularity)
        assert read(source).problem == ""
        assert Proposal.objects.count() == 1
        PartnerSource.objects.update(set_spec="andere")
        read(source)
        assert "from" not in site.asked[-1]

    def test_a_list_that_was_broken_off_goes_on_from_its_token(self, site, monkeypatch):
        pages = [[core_record(f"oai:{number}", f"Titel {number}")] for number in range(4)]
        source = add_source(site.repository("/oai", pages))
        monkeypatch.setattr(harvesting, "PAGES_AT_ONCE", 2)
        assert read(source).token == "t2"
        assert Proposal.objects.count() == 2
        source = read(source)
        assert (source.token, source.since, Proposal.objects.count()) == ("", "2026-11-01T10:00:00Z", 4)
        tokens = [query.get("resumptionToken", [""])[0] for query in site.asked if query["verb"] == ["ListRecords"]]
        assert tokens == ["", "t1", "t2", "t3"]

    def test_a_token_that_expired_begins_the_list_anew_once(self, site):
        source = add_source(site.repository("/oai", [[core_record("oai:1", "Eerste")]]))
        PartnerSource.objects.update(token="oud", list_key=source.asked_key)
        assert read(source).problem == ""
        site.repository("/oai", [])
        PartnerSource.objects.update(token="oud")
        source = read(source)
        assert (source.problem, source.token) == (Problem.OAI_ERROR, "")

    def test_a_list_that_begins_again_is_a_failure(self, site):
        page = core_record("oai:1", "Eerste")
        identify = "<Identify><granularity>YYYY-MM-DD</granularity></Identify>"
        listed = f"<ListRecords>{page}<resumptionToken>steeds</resumptionToken></ListRecords>"
        source = read(add_source(site.give("/oai", f"{OAI}{identify}{listed}</OAI-PMH>")))
        assert (source.problem, source.token) == (Problem.ENDLESS, "")
        assert Proposal.objects.count() == 1

    def test_a_list_longer_than_any(self, site, monkeypatch):
        monkeypatch.setattr(harvesting, "MOST_PAGES", 2)
        pages = [[core_record(f"oai:{number}", f"Titel {number}")] for number in range(6)]
        assert read(add_source(site.repository("/oai", pages))).problem == Problem.ENDLESS

    @pytest.mark.parametrize(
        ("body", "content_type", "problem"),
        [
            ("<!doctype html><html><p>Welkom", "text/html", Problem.NOT_OAI),
            ("<rss/>", "text/xml", Problem.NOT_OAI),
            (f"{OAI}<error code='badVerb'>Onbekend</error></OAI-PMH>", "text/xml", Problem.OAI_ERROR),
            (TestXml.BOMB, "text/xml", Problem.DOCTYPE),
            (f"{OAI}</OAI-PMH>", "text/xml", Problem.NOT_OAI),
        ],
    )
    def test_what_is_no_repository(self, site, body, content_type, problem):
        assert read(add_source(site.give("/oai", body, content_type))).problem == problem

    def test_what_the_site_says_is_told(self, site):
        body = f'{OAI}<error code="cannotDisseminateFormat">No &lt;mods&gt;\u200b</error></OAI-PMH>'
        source = read(add_source(site.give("/oai", body)))
        assert "cannotDisseminateFormat: No <mods>" in source.problem_words

    def test_dublin_core(self):
        element = core_record(
            "oai:1",
            "  Samen \n de wijk in ",
            ("creator", "Berg, Anna van der"),
            ("creator", "Movisie"),
            ("contributor", "Ijk, X."),
            ("subject", "armoede; schulden"),
            ("subject", "<b>wijkteams</b>"),
            ("identifier", "https://doi.org/10.1234/ABC.5"),
            ("identifier", "https://www.partner.example/boek/1"),
            ("identifier", "ISBN 978-0-306-40615-7"),
            ("identifier", "javascript:alert(1)"),
            ("date", "2021-05-03T00:00:00Z"),
            ("date", "2019"),
            ("type", "info:eu-repo/semantics/report"),
            ("type", "info:eu-repo/semantics/publishedVersion"),
            language="dut",
            description="Over <i>werk</i> &amp; zorg",
        )
        values = parse(element).values
        assert values == {
            "title": "Samen de wijk in",
            "summary": "Over werk & zorg",
            "people": [
                {"family": "Berg", "given": "Anna", "particle": "van der", "role": "author"},
                {"name": "Movisie", "role": "author"},
                {"family": "Ijk", "given": "X.", "particle": "", "role": "editor"},
            ],
            "date": "2019",
            "language": "nl",
            "doi": "10.1234/abc.5",
            "isbn": "978-0-306-40615-7",
            "link": "https://www.partner.example/boek/1",
            "kinds": ["report"],
            "subjects": ["armoede", "schulden", "wijkteams"],
        }

    def test_mods_inside_didl(self):
        mods = """<didl:DIDL xmlns:didl="urn:mpeg:mpeg21:2002:02-DIDL-NS"><didl:Item>
          <mods xmlns="http://www.loc.gov/mods/v3">
            <titleInfo><nonSort>De</nonSort><title>stille stad</title><subTitle>Een studie</subTitle></titleInfo>
            <titleInfo type="alternative"><title>The quiet city</title></titleInfo>
            <name type="personal"><namePart type="family">de Vries</namePart><namePart type="given">Jan</namePart>
              <role><roleTerm type="code">edt</roleTerm></role></name>
            <name type="corporate"><namePart>Hogeschool Proef</namePart></name>
            <name><namePart>Wie, Niet</namePart><role><roleTerm>fnd</roleTerm></role></name>
            <originInfo><publisher>Uitgever</publisher><dateIssued encoding="w3cdtf">2020-03</dateIssued></originInfo>
            <language><languageTerm>eng</languageTerm></language><genre>info:eu-repo/semantics/book</genre>
            <subject><topic>eenzaamheid</topic></subject><abstract>Kort.</abstract>
            <identifier type="uri">https://doi.org/10.5555/x</identifier>
            <location><url>https://partner.example/2</url></location>
          </mods></didl:Item></didl:DIDL>"""
        assert parse(record("oai:2", mods)).values == {
            "title": "De stille stad",
            "subtitle": "Een studie",
            "summary": "Kort.",
            "people": [
                {"family": "Vries", "given": "Jan", "particle": "de", "role": "editor"},
                {"name": "Hogeschool Proef", "role": "author"},
            ],
            "publisher": "Uitgever",
            "date": "2020-03",
            "language": "en",
            "doi": "10.5555/x",
            "link": "https://partner.example/2",
            "kinds": ["book"],
            "subjects": ["eenzaamheid"],
        }

    def test_records_that_say_nothing_are_left_out(self):
        assert parse(record("", CORE.format("<dc:title>Wel</dc:title>"))) is None
        assert parse(record("oai:1", CORE.format("<dc:date>2020</dc:date>"))) is None
        assert parse(record("oai:1", "<other/>")) is None


def parse(element):
    """Return the RemoteRecord of a record element (XML)."""
    root = read_xml(f"{OAI}{element}</OAI-PMH>".encode())
    return oai_pmh.read_record(root[0], PartnerSource(language="nl"))


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
            (TestXml.BOMB, Problem.DOCTYPE),
            (TestXml.BOMB.encode("utf-16"), Problem.DOCTYPE),
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
