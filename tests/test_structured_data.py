"""JSON-LD: right for every page type, no more than is known, and unable to break out of its element."""

import json
import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from wagtail.models import Page

from events.models import EventIndexPage, EventKind, EventOrganiser, EventPage, Session, Speaker
from network.models import Municipality, Organisation, Person
from pages.fuzzy_date import parse
from pages.models import ArticleIndexPage, ArticlePage, StandardPage, WerkplaatsMember, WerkplaatsPage
from pages.structured_data import tidy, to_json
from publications.models import (
    Contributor,
    PublicationIndexPage,
    PublicationKind,
    PublicationPage,
    PublicationPart,
)
from publications.structured_data import iso_duration

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
ELEMENT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
NASTY = "</script><script>alert(1)</script> <!-- & \u2028 \u2029 \"'\\"


def render(page):
    """Return what the tag makes of a page."""
    template = Template("{% load structured_data %}{% structured_data page %}")
    return template.render(Context({"page": page, "request": RequestFactory().get("/")}))


def read(page):
    """Return the nodes of a page by type."""
    return read_nodes(render(page))


def read_nodes(html):
    """Return the nodes in the only JSON-LD element of some HTML by type."""
    [document] = ELEMENT.findall(html)
    data = json.loads(document)
    assert data["@context"] == "https://schema.org"
    assert_nothing_empty(data)
    return {node["@type"]: node for node in data["@graph"]}


def assert_nothing_empty(value):
    if isinstance(value, dict):
        assert set(value) != {"@type"}, value
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            assert part not in (None, "", [], {})
            assert_nothing_empty(part)


def add(parent, page, **relations):
    """Return the page, published under `parent`, with its child rows."""
    page.locale = parent.locale
    for model, kind in ((PublicationPage, PublicationKind), (EventPage, EventKind)):
        if isinstance(page, model) and page.kind is None:
            page.kind = kind.objects.get_or_create(slug="soort-test", defaults={"name": "Soort"})[0]
    for name, rows in relations.items():
        setattr(page, name, rows)
    parent.add_child(instance=page)
    page.save_revision().publish()
    return type(page).objects.get(pk=page.pk)


@pytest.fixture
def library(home):
    """The Dutch publications overview."""
    return PublicationIndexPage.objects.child_of(home).get()


@pytest.fixture
def agenda(home):
    """The Dutch agenda."""
    return EventIndexPage.objects.child_of(home).get()


@pytest.fixture
def news(home):
    """The Dutch news overview."""
    return ArticleIndexPage.objects.child_of(home).get()


@pytest.fixture
def person(db):
    """Somebody with an ORCID."""
    return Person.objects.create(
        given_name="Anna", particle="van der", family_name="Berg", orcid="0000-0002-1825-0097", slug="berg-test"
    )


@pytest.fixture
def organisation(db):
    """An organisation with a ROR."""
    return Organisation.objects.create(name="Hogeschool De Boog", slug="boog-test", ror="https://ror.org/04pp8hn57")


def local(*parts):
    return datetime(*parts, tzinfo=AMSTERDAM)


def test_every_page_of_the_site_has_whole_structured_data(rendered_pages, home):
    for page in Page.objects.live().filter(depth__gt=1).specific():
        nodes = read_nodes(rendered_pages.get(page.url).html)
        types = list(nodes)
        assert types[0] == ("WebSite" if page.depth == 2 else page.schema_type)
        assert ("BreadcrumbList" in types) is (page.depth > 2)
        for node in nodes.values():
            assert "None" not in json.dumps(node)


def test_home_describes_the_site_and_the_platform(home):
    nodes = read(home)
    assert nodes["WebSite"]["url"] == home.full_url
    assert nodes["WebSite"]["potentialAction"]["target"]["urlTemplate"].endswith("/zoeken/?q={search_term_string}")
    assert nodes["Organization"]["name"]
    assert nodes["WebSite"]["publisher"]["@id"] == nodes["Organization"]["@id"]


def test_breadcrumbs_lead_from_home_to_the_page(home, library):
    page = add(library, PublicationPage(title="Boek"))
    steps = read(page)["BreadcrumbList"]["itemListElement"]
    assert [step["position"] for step in steps] == [1, 2, 3]
    assert [step["name"] for step in steps][1:] == [library.title, "Boek"]
    assert [step["item"] for step in steps] == [home.full_url, library.full_url, page.full_url]


@pytest.mark.parametrize("field", ["title", "summary"])
def test_nothing_breaks_out_of_the_element(news, field):
    article = add(news, ArticlePage(**{"title": "Naam", "slug": "naam-test", field: NASTY}))
    html = render(article)
    assert html.count("<script") == html.count("</script") == 1
    assert not set("<>&\u2028\u2029") & set(ELEMENT.findall(html)[0])
    assert read(article)["NewsArticle"][{"title": "name", "summary": "description"}[field]] == NASTY


def test_a_book(library, person, organisation):
    kind = PublicationKind.objects.create(name="Proefboek", slug="proefboek", schema_type="Book")
    page = add(
        library,
        PublicationPage(
            title="Ertoe doen",
            subtitle="Een verkenning",
            kind=kind,
            publisher=organisation,
            date=parse("najaar 2018"),
            isbn="978-90-8850-000-8",
            doi="10.1000/182",
            licence="CC-BY-4.0",
            languages=["nl", "en"],
        ),
        contributors=[
            Contributor(person=person, affiliation="Hogeschool Utrecht", sort_order=0),
            Contributor(organisation=organisation, sort_order=1),
            Contributor(person=person, role="speaker", sort_order=2),
        ],
    )
    book = read(page)["Book"]
    assert book["name"] == "Ertoe doen"
    assert book["url"] == page.full_url
    assert book["datePublished"] == "2018"
    assert book["isbn"] == "9789088500008"
    assert book["sameAs"] == "https://doi.org/10.1000/182"
    assert book["identifier"] == [{"@type": "PropertyValue", "propertyID": "DOI", "value": "10.1000/182"}]
    assert book["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert book["inLanguage"] == ["nl", "en"]
    assert book["publisher"]["sameAs"] == organisation.ror
    assert [author["name"] for author in book["author"]] == ["Anna van der Berg", "Hogeschool De Boog"]
    assert book["author"][0]["familyName"] == "van der Berg"
    assert book["author"][0]["sameAs"] == "https://orcid.org/0000-0002-1825-0097"
    assert book["author"][0]["affiliation"]["name"] == "Hogeschool Utrecht"
    assert [(role["roleName"], role["contributor"]["name"]) for role in book["contributor"]] == [
        ("Spreker", "Anna van der Berg")
    ]


def test_a_report_has_its_isbn_as_identifier_and_says_nothing_that_is_unknown(library):
    kind = PublicationKind.objects.create(name="Proefrapport", slug="proefrapport", schema_type="Report")
    page = add(library, PublicationPage(title="Rapport", kind=kind, isbn="978-90-8850-000-8", date=parse("2012-2016")))
    report = read(page)["Report"]
    assert report["identifier"][0]["propertyID"] == "ISBN"
    for name in ("isbn", "author", "publisher", "license", "datePublished", "sameAs", "hasPart", "encoding", "image"):
        assert name not in report


def test_a_podcast_has_episodes_and_years(library):
    kind = PublicationKind.objects.create(name="Proefpodcast", slug="proefpodcast", schema_type="PodcastSeries")
    page = add(
        library,
        PublicationPage(title="Podcast", kind=kind, date=parse("2020-2022")),
        parts=[PublicationPart(title="Eerste", number=1, duration=timedelta(minutes=25))],
    )
    podcast = read(page)["PodcastSeries"]
    assert (podcast["startDate"], podcast["endDate"]) == ("2020", "2022")
    [episode] = podcast["hasPart"]
    assert (episode["@type"], episode["position"], episode["timeRequired"]) == ("PodcastEpisode", 1, "PT25M")


def test_an_interview_names_author_and_interviewee(news, person):
    article = add(
        news,
        ArticlePage(
            title="Gesprek", kind="interview", interviewee=person, interviewee_role="lector", date=parse("2016-11-09")
        ),
    )
    node = read(article)["Article"]
    assert node["headline"] == "Gesprek"
    assert node["datePublished"] == "2016-11-09"
    assert node["mentions"]["jobTitle"] == "lector"
    assert "author" not in node
    assert node["publisher"]["@type"] == "Organization"
    assert node["inLanguage"] == "nl"
    assert read(add(news, ArticlePage(title="Nieuws")))["NewsArticle"]


def test_an_event_on_site(agenda, person, organisation):
    town = Municipality.objects.create(name="Kwizelmonde", slug="kwizelmonde", code="GM9991")
    event = add(
        agenda,
        EventPage(
            title="Dag", attendance="hybrid", venue="De Boog", address="Dorpsstraat 1", municipality=town, capacity=40
        ),
        sessions=[Session(start=local(2031, 4, 10, 14), end=local(2031, 4, 10, 17))],
        organisers=[EventOrganiser(organisation=organisation)],
        speakers=[Speaker(person=person)],
    )
    node = read(event)["Event"]
    assert node["startDate"] == "2031-04-10T14:00+02:00"
    assert node["endDate"] == "2031-04-10T17:00+02:00"
    assert node["eventStatus"] == "https://schema.org/EventScheduled"
    assert node["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode"
    place, online = node["location"]
    assert place["address"] == {
        "@type": "PostalAddress",
        "streetAddress": "Dorpsstraat 1",
        "addressLocality": "Kwizelmonde",
        "addressCountry": "NL",
    }
    assert online == {"@type": "VirtualLocation", "url": event.full_url}
    assert node["organizer"][0]["name"] == organisation.name
    assert node["performer"][0]["name"] == person.name
    assert node["maximumAttendeeCapacity"] == 40
    assert "subEvent" not in node


def test_an_event_of_which_little_is_known(agenda):
    event = add(agenda, EventPage(title="Ooit", date=parse("maart 2018")))
    node = read(event)["Event"]
    assert node["startDate"] == "2018-03"
    for name in ("endDate", "location", "eventAttendanceMode", "performer", "organizer"):
        assert name not in node
    assert "startDate" not in read(add(agenda, EventPage(title="Verwacht", date=parse("2031?"))))["Event"]


def test_an_event_without_a_time_has_days(agenda):
    sessions = [Session(start=local(2031, 4, 10), end=local(2031, 4, 11), time_known=False)]
    node = read(add(agenda, EventPage(title="Dagen"), sessions=sessions))["Event"]
    assert (node["startDate"], node["endDate"]) == ("2031-04-10", "2031-04-11")


@pytest.mark.parametrize(
    ("status", "value"),
    [
        ("confirmed", "EventScheduled"),
        ("provisional", "EventScheduled"),
        ("cancelled", "EventCancelled"),
        ("postponed", "EventPostponed"),
        ("moved-online", "EventMovedOnline"),
    ],
)
def test_what_happened_to_an_event(agenda, status, value):
    event = add(agenda, EventPage(title="Dag", status=status, attendance="on-site", venue="De Boog"))
    node = read(event)["Event"]
    assert node["eventStatus"] == f"https://schema.org/{value}"
    moved = status == "moved-online"
    assert node["eventAttendanceMode"].endswith("OnlineEventAttendanceMode" if moved else "OfflineEventAttendanceMode")
    assert [place["@type"] for place in node["location"]] == ["VirtualLocation" if moved else "Place"]


def test_an_event_that_was_moved_says_when_it_would_have_been(agenda):
    sessions = [Session(start=local(2031, 4, 10, 14))]
    event = add(agenda, EventPage(title="Dag", previous_starts_at=local(2031, 3, 9, 14)), sessions=sessions)
    node = read(event)["Event"]
    assert node["eventStatus"] == "https://schema.org/EventRescheduled"
    assert node["previousStartDate"] == "2031-03-09T14:00+01:00"
    event.status = "cancelled"
    event.save()
    assert read(event)["Event"]["eventStatus"] == "https://schema.org/EventCancelled"


def test_one_session_that_is_cancelled_says_so_and_the_event_goes_on(agenda):
    sessions = [
        Session(start=local(2031, 4, 10, 14), is_cancelled=True, sort_order=0),
        Session(start=local(2031, 5, 10, 14), sort_order=1),
    ]
    node = read(add(agenda, EventPage(title="Reeks"), sessions=sessions))["Event"]
    assert node["startDate"] == "2031-05-10T14:00+02:00"
    assert node["eventStatus"] == "https://schema.org/EventScheduled"
    statuses = [part["eventStatus"].rpartition("/")[2] for part in node["subEvent"]]
    assert statuses == ["EventCancelled", "EventScheduled"]


def test_registration_is_offered_as_long_as_it_makes_sense(agenda):
    def offer(**fields):
        sessions = [Session(start=local(2031, 4, 10, 14))]
        event = add(agenda, EventPage(title="Dag", **fields), sessions=sessions)
        return event, read(event)["Event"].get("offers")

    link = {"registration": "link", "registration_url": "https://example.org/meld"}
    _event, elsewhere = offer(**link, registration_deadline=local(2031, 4, 1, 12))
    assert elsewhere == {"@type": "Offer", "url": link["registration_url"], "validThrough": "2031-04-01T12:00+02:00"}
    event, here = offer(registration="form")
    assert here["url"] == event.full_url
    assert offer()[1] is None
    assert offer(**link, status="cancelled")[1] is None


def test_where_a_place_is_on_the_map(agenda):
    event = add(agenda, EventPage(title="Dag", venue="De Boog", latitude="52.09083", longitude="5.12222"))
    event.refresh_from_db()
    [place] = read(event)["Event"]["location"]
    assert place["geo"] == {"@type": "GeoCoordinates", "latitude": 52.09083, "longitude": 5.12222}


def test_several_sessions_are_parts_of_the_event(agenda):
    sessions = [
        Session(title="Eerste", start=local(2031, 4, 10, 14), sort_order=0),
        Session(start=local(2031, 5, 10), time_known=False, sort_order=1),
    ]
    node = read(add(agenda, EventPage(title="Reeks"), sessions=sessions))["Event"]
    assert [part["startDate"] for part in node["subEvent"]] == ["2031-04-10T14:00+02:00", "2031-05-10"]
    assert [part["name"] for part in node["subEvent"]] == ["Eerste", "Reeks"]


def test_a_werkplaats_is_an_organisation_with_members(home, organisation):
    werkplaats = add(
        home,
        WerkplaatsPage(title="Werkplaats Kwizelmonde", region="Kwizelmonde", date=parse("2012/..")),
        members=[WerkplaatsMember(organisation=organisation)],
    )
    node = read(werkplaats)["Organization"]
    assert (node["foundingDate"], node["areaServed"]) == ("2012", "Kwizelmonde")
    assert node["member"][0]["name"] == organisation.name
    assert "dissolutionDate" not in node
    assert "inLanguage" not in node


def test_a_page_that_is_not_saved_yet_can_be_previewed(home):
    for page in (StandardPage(title="Concept"), PublicationPage(title="Concept"), EventPage(title="Concept")):
        page.locale = home.locale
        page.set_url_path(home)
        assert '"name": "Concept"' in render(page)


def test_what_is_no_page_of_ours_has_none(home):
    assert render(None) == render("") == render(Page.objects.get(depth=1)) == ""


def test_tidy_keeps_what_means_something():
    node = {
        "@type": "Thing",
        "a": None,
        "b": "",
        "c": [],
        "d": 0,
        "e": False,
        "f": {"@type": "Place", "g": None},
        "h": [None, 1],
    }
    assert tidy(node) == {"@type": "Thing", "d": 0, "e": False, "h": [1]}
    assert json.loads(to_json([node]))["@graph"] == [tidy(node)]


@pytest.mark.parametrize(
    ("duration", "text"),
    [
        (None, None),
        (timedelta(0), None),
        (timedelta(minutes=25), "PT25M"),
        (timedelta(hours=1, minutes=5, seconds=10), "PT1H5M10S"),
        (timedelta(days=1, hours=1), "PT25H"),
    ],
)
def test_durations(duration, text):
    assert iso_duration(duration) == text
