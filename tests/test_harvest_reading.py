"""Partner sites are read by OAI-PMH, RSS, Atom and iCalendar, from real servers that answer rightly and wrongly."""

import codecs
import socket

import pytest

from pages.harvest import fetching, harvesting, oai_pmh
from pages.harvest.fetching import fetch
from pages.harvest.xml_reading import read_xml
from pages.models import PartnerSource, Problem, Proposal
from tests.harvest_samples import BOMB, add_source, problem_of, read
from tests.partner_site import CORE, OAI, core_record, deleted, record

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(partner_site):
    """A partner's site on this machine, which may be asked."""
    return partner_site


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


class TestOaiPmhLists:
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
            (BOMB, "text/xml", Problem.DOCTYPE),
            (f"{OAI}</OAI-PMH>", "text/xml", Problem.NOT_OAI),
        ],
    )
    def test_what_is_no_repository(self, site, body, content_type, problem):
        assert read(add_source(site.give("/oai", body, content_type))).problem == problem

    def test_what_the_site_says_is_told(self, site):
        body = f'{OAI}<error code="cannotDisseminateFormat">No &lt;mods&gt;\u200b</error></OAI-PMH>'
        source = read(add_source(site.give("/oai", body)))
        assert "cannotDisseminateFormat: No <mods>" in source.problem_words


class TestOaiPmhRecords:
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
