"""What the budget test watches of the pages, feeds and calendars that list records."""

from datetime import UTC, datetime

from bs4 import BeautifulSoup

from events.models import EventOrganiser, EventSeries, Session, Speaker
from events.templatetags.events import coming_events
from inventory.models import ProjectPage
from network.models import Municipality, Organisation, Person
from pages.fuzzy_date import parse
from pages.landing import Landing
from pages.models import (
    ArticleIndexPage,
    ArticlePage,
    HomePage,
    Law,
    RecordPage,
    StandardPage,
    Subject,
    SubjectLink,
    WerkplaatsPage,
)
from pages.record_index.changes import mark_changed
from publications.models import (
    Contributor,
    PublicationIndexPage,
    PublicationKind,
    PublicationPage,
)
from tests.bulk_rows import copy_pages
from tests.coverage_samples import add_agenda, add_theme
from tests.mail_samples import add_issue, add_made_image, block
from tests.owner_samples import days_ago
from tests.page_samples import find_sample, list_page_types
from tests.query_cases import COLD_BUDGET, case
from tests.sample_records import add_event, add_page, add_project, add_publication, from_now
from tests.search_samples import RARE, write_article
from themes.models import ProgrammePage, ProgrammePhase, ThemeLink


@case(most=5, slack=1, most_cold=COLD_BUDGET)
def home_page(client):
    """Three more records of every type."""
    yield HomePage.objects.get(locale__language_code="nl").url
    for page_type in list_page_types():
        if issubclass(page_type, RecordPage):
            copy_pages(find_sample(page_type), 3)


@case(most=10)
def agenda_calendar(client):
    """One event, then twelve."""
    event = add_event(children={"sessions": [Session(start=from_now(days=9)), Session(start=from_now(days=39))]})
    yield "/agenda/agenda.ics"
    copy_pages(event, 11)


@case(most=10, cold=False)
def views_of_the_agenda(client):
    """Three events of a month, one of a series, then thirty-three; a list, a month and a week."""
    series = EventSeries.objects.create(name="Zandgesprekken", slug="zandgesprekken")
    moments = [datetime(2031, 12, day, 14, tzinfo=UTC) for day in (2, 3)]
    samples = [add_event("Zanddag", start=moment, series=series) for moment in moments]
    samples.append(add_event("Ooit", date="2031-12"))
    yield [
        "/agenda/?periode=komend",
        "/agenda/?weergave=maand&maand=2031-12",
        "/agenda/?weergave=week&week=2031-W49&vorm=online",
        "/agenda/reeks/zandgesprekken/",
    ]
    for sample in samples:
        copy_pages(sample, 10)


@case(most=1)
def coming_events_tag(client):
    """One event, then ten."""
    event = add_event(start=from_now(days=1))
    context = {"page": HomePage.objects.get(locale__language_code="nl")}
    yield lambda: [made.date_line and made.kind_label for made in coming_events(context, limit=10)]
    copy_pages(event, 9)


@case(most=10)
def feed_of_publications(client):
    """One publication with a contributor, then ten."""
    kind = PublicationKind.objects.create(name="Proefboek", slug="proefboek")
    person = Person.objects.create(given_name="Anna", family_name="Zwaluwstaart", slug="zwaluwstaart-test")
    book = add_page(
        PublicationIndexPage, PublicationPage(title="Boek", kind=kind), contributors=[Contributor(person=person)]
    )
    yield "/publicaties/feed/?soort=proefboek"
    copy_pages(book, 9)


@case(most=25)
def citations_of_a_listing(client):
    """One publication with a contributor, then ten."""
    kind = PublicationKind.objects.create(name="Proefgids", slug="proefgids")
    person = Person.objects.create(given_name="Anna", family_name="Zwaluwstaart", slug="zwaluwstaart-test")
    guide = add_page(
        PublicationIndexPage, PublicationPage(title="Gids", kind=kind), contributors=[Contributor(person=person)]
    )
    yield "/publicaties/citation.ris?soort=proefgids"
    copy_pages(guide, 9)


@case(most=10)
def feed_of_issues(client):
    """One issue about a record, then five."""
    add_issue(block("record", record=add_publication("Een").pk))
    yield "/nieuwsbrief/feed/"
    for number in range(4):
        add_issue(block("record", record=add_publication(f"Boek {number}").pk), title=f"Nummer {number}")


@case(most=10)
def sitemap(client):
    """Twenty-one more pages."""
    page = HomePage.objects.get(locale__language_code="nl").add_child(instance=StandardPage(title="Bladzijde"))
    yield "/sitemap.xml"
    copy_pages(page, 20)


@case(most=10)
def part_of_the_sitemap(client):
    """Twenty-one more pages."""
    page = HomePage.objects.get(locale__language_code="nl").add_child(instance=StandardPage(title="Bladzijde"))
    yield "/sitemap-pages-1.xml"
    copy_pages(page, 20)


@case(most=10, cold=False)
def three_facets_of_a_listing(client):
    """Ten publications that fit three choices, then a thousand."""
    sample = add_publication("Zandloper", date="2031", laws=[Law.objects.create(name="Zandwet", slug="zandwet")])
    copy_pages(sample, 9)
    yield ["/publicaties/?jaar=2031&wet=zandwet&taal=nl", "/publicaties/?jaar=2031&wet=zandwet&taal=nl&sorteer=titel"]
    copy_pages(sample, 990)


@case(most=10, cold=False, slack=1)
def three_facets_of_what_changes_with_the_clock(client):
    """Two meetings and two projects, to come and past, then thirty of each; the page between them is a query more."""
    samples = [add_event("Zanddag", start=from_now(days=days)) for days in (9, -9)]
    samples += [add_project("Zandproject", date="2031", confirmed_on=days_ago(days)) for days in (3, 900)]
    yield [
        "/agenda/?periode=komend&periode=geweest&taal=nl",
        "/projecten/?jaar=2031&taal=nl&bevestigd=ja&bevestigd=nee",
    ]
    for sample in samples:
        copy_pages(sample, 14)


@case(most=10, most_cold=COLD_BUDGET)
def search_results(client):
    """Four pages are found, then nineteen; the whole page of results, with facets and cards."""
    news = find_news()
    for number in range(4):
        write_article(news, f"{RARE} eerste {number}", body="Tekst", date=parse("2018"))
    yield [f"/zoeken/?q={RARE}", f"/zoeken/?q={RARE}&soort=article&taal=nl&sorteer=titel"]
    for number in range(15):
        news.add_child(instance=ArticlePage(title=f"{RARE} {number}", summary="Tekst", locale=news.locale))


@case(cold=False)
def pictures_on_cards(client):
    """One article with a picture in the listing, then twenty."""
    ArticlePage.objects.update(live=False)
    first = write_article(find_news(), "Artikel")
    articles = [first]

    def look():
        soup = BeautifulSoup(client.get("/nieuws/").content, "html.parser")
        assert len(soup.select(".row-photo img")) == len(articles)

    ArticlePage.objects.filter(pk=first.pk).update(listing_image=add_made_image(size=(60, 40)))
    yield look
    articles += copy_pages(first, 19)
    for article in articles[1:]:
        ArticlePage.objects.filter(pk=article.pk).update(listing_image=add_made_image(size=(60, 40)))


@case(most=2)
def dossier_of_a_theme(client):
    """A publication and an event about a theme, then ten of each."""
    theme = add_theme(add_agenda("Proefagenda 2090", 2090), "Wonen")
    samples = [
        add_publication(children={"theme_links": [ThemeLink(theme=theme)]}),
        add_event(date="2003", children={"theme_links": [ThemeLink(theme=theme)]}),
    ]

    def look():
        landing = Landing("theme", theme.locale, ["theme-key"], theme.translation_key, entity=theme)
        assert len(landing.groups) == 2

    yield look
    for sample in samples:
        copy_pages(sample, 9)


@case(most=5)
def timeline_of_programmes(client):
    """A werkplaats with its programmes, then with ten more phases."""
    yield WerkplaatsPage.objects.get(slug="kus", locale__language_code="nl").url
    programme = ProgrammePage.objects.get(slug="wmo-werkplaats-utrecht-eerste-fase")
    ProgrammePhase.objects.bulk_create(
        ProgrammePhase(programme=programme, title=f"Fase {number}", period="2013") for number in range(10)
    )


@case(most=5)
def records_of_a_municipality(client):
    """One event, publication and project, then twenty of each."""
    samples = samples_with(lambda: {"municipalities": Municipality.objects.filter(slug="zeist")})
    yield "/gemeenten/zeist/"
    for sample in samples:
        copy_pages(sample, 19)


@case(most=3)
def records_of_an_organisation(client):
    """One record of each type that names organisations, then twenty of each."""
    organisation = Organisation.objects.create(name="Proef", slug="proef-organisatie", kind="knowledge")
    samples = [
        add_publication(children={"contributors": [Contributor(organisation=organisation)]}, publisher=organisation),
        add_event(date="2003", children={"organisers": [EventOrganiser(organisation=organisation)]}),
        add_project(lead_organisation=organisation),
    ]
    yield organisation.get_absolute_url()
    for sample in samples:
        copy_pages(sample, 19)


@case(most=3)
def records_of_a_person(client):
    """One publication and one event, then twenty of each."""
    person = Person.objects.create(given_name="Anna", family_name="Zwaluwstaart", slug="zwaluwstaart-test")
    samples = [
        add_publication(children={"contributors": [Contributor(person=person)]}),
        add_event(date="2003", children={"speakers": [Speaker(person=person)]}),
    ]
    yield person.get_absolute_url()
    for sample in samples:
        copy_pages(sample, 19)


@case(most=2)
def records_of_a_subject(client):
    """One record of every type that has one, then eleven of each."""
    subject = Subject.objects.create(name="Proefonderwerp", slug="proefonderwerp")
    records = [find_sample(record_type) for record_type in list_page_types() if issubclass(record_type, RecordPage)]
    SubjectLink.objects.bulk_create(SubjectLink(record_id=record.pk, subject=subject) for record in records)
    mark_changed(pages=[record.pk for record in records])
    yield "/onderwerpen/proefonderwerp/"
    for record in records:
        copy_pages(record, 10)


@case(most=4)
def page_of_a_theme(client):
    """One publication and one event about a theme, then twenty of each."""
    theme = add_theme(add_agenda("Proefagenda 2090", 2090), "Wonen")
    samples = samples_with(lambda: {"theme_links": [ThemeLink(theme=theme)]})
    yield theme.url
    for sample in samples:
        copy_pages(sample, 19)


def samples_with(fields):
    """Return an event, a publication and a project, each with the fields (dict) that the function `fields` returns."""
    return [
        add_event(date="2003", **fields()),
        add_publication(**fields()),
        add_project(confirmed_on=days_ago(3), **fields()),
    ]


@case()
def listing_of_projects(client):
    """One project in one municipality, then twelve more in three."""
    ProjectPage.objects.update(live=False)
    add_project("Een", confirmed_on=days_ago(10), municipalities=Municipality.objects.filter(slug="woerden"))
    yield "/projecten/"
    places = Municipality.objects.filter(slug__in=["woerden", "utrecht", "zeist"])
    copy_pages(add_project("Nog een", confirmed_on=days_ago(10), municipalities=places), 11)


def find_news():
    """Return the Dutch listing of articles."""
    return ArticleIndexPage.objects.get(locale__language_code="nl")
