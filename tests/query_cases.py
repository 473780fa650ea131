"""What is watched by the budget test: pages and functions that show rows, and how each of them gets more rows.

A case is a generator: it makes a few rows, yields what is asked (paths, functions, or both in a list), and adds more
rows when it is resumed. The page types and listings of the site are found by themselves.
"""

import json
from dataclasses import dataclass
from functools import partial

from bs4 import BeautifulSoup
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone
from wagtail.models import Locale

from events.models import EventOrganiser, EventPage, Session, Speaker
from events.templatetags.events import coming_events
from inventory.matching.similar import find_similar
from inventory.models import Need, ProjectAnswer, ProjectPage, Submission
from network.models import Municipality, Organisation, Person
from newsletters.compose.issue_checks import check_issue
from newsletters.mailings.mail.rendering import render_mail
from newsletters.models import NewsletterIssuePage
from newsletters.templatetags.newsletters import issue_items
from pages.models import (
    ArticleIndexPage,
    ArticlePage,
    Audience,
    HomePage,
    ListingPage,
    RecordPage,
    StandardPage,
    Subject,
    SubjectLink,
    WerkplaatsPage,
)
from pages.record_types import record_type_of
from pages.trays import collect_trays
from publications.models import (
    Contributor,
    PublicationIndexPage,
    PublicationKind,
    PublicationPage,
    PublicationPart,
)
from tests.bulk_rows import add_related, copy_pages, keep_one_child_row, repeat_child_rows
from tests.coverage_samples import add_agenda, add_counted, add_theme, add_town, clear_inventory
from tests.mail_samples import add_image, add_issue, add_list, block
from tests.owner_samples import add_answers, days_ago
from tests.page_samples import find_sample, list_page_types
from tests.sample_records import add_event, add_page, add_project, add_publication, add_round, from_now
from tests.test_search import RARE, search, write_article
from themes.models import ProgrammePage, ProgrammePhase, ThemeLink, ThemePage
from themes.templatetags.themes import theme_records

# The most queries that a page of any type may cost once menus and choices of filters are cached.
WARM_BUDGET = 60
CASES = []


@dataclass(frozen=True)
class Case:
    """`rows`: the generator function, given a client of `visitor` ("reader", "editor" of kUS, "administrator").

    most: the most queries it may cost with many rows and everything cached but what is asked; slack: it may cost up to
    so many more than with few rows (None: exactly as many); cold: whether that holds when nothing is cached too.
    """

    name: str
    rows: callable
    visitor: str = "reader"
    most: int = WARM_BUDGET
    slack: int | None = None
    cold: bool = True


def case(**options):
    """Declare the decorated generator function as a Case."""

    def declare(rows):
        CASES.append(Case(rows.__name__, rows, **options))
        return rows

    return declare


def thirty_child_rows(page_type, client):
    """Every child relation of the page that has rows has one, and then thirty."""
    page = find_sample(page_type)
    keep_one_child_row(page)
    yield page.url
    repeat_child_rows(page, 30)


def thirty_records(page_type, client):
    """The listing has one record, and then thirty-one."""
    listing = find_sample(page_type)
    record_type = record_type_of(listing)
    record = find_sample(record_type)
    record_type.objects.exclude(pk=record.pk).update(live=False)
    yield listing.url
    copy_pages(record, 30)


for found in list_page_types():
    CASES.append(Case(f"{found._meta.label}-children", partial(thirty_child_rows, found), slack=1, cold=False))
    if issubclass(found, ListingPage):
        CASES.append(Case(f"{found._meta.label}-records", partial(thirty_records, found), slack=1, cold=False))


@case(slack=1)
def home_page(client):
    """Three more records of every type."""
    yield HomePage.objects.get(locale__language_code="nl").url
    for page_type in list_page_types():
        if issubclass(page_type, RecordPage):
            copy_pages(find_sample(page_type), 3)


@case(most=30)
def agenda_calendar(client):
    """One event, then twelve."""
    event = add_event(children={"sessions": [Session(start=from_now(days=9)), Session(start=from_now(days=39))]})
    yield "/agenda/agenda.ics"
    copy_pages(event, 11)


@case(most=9)
def coming_events_tag(client):
    """One event, then ten."""
    event = add_event(start=from_now(days=1))
    context = {"page": HomePage.objects.get(locale__language_code="nl")}
    yield lambda: [made.date_line and made.kind_label for made in coming_events(context, limit=10)]
    copy_pages(event, 9)


@case(most=30)
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


@case(most=30)
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


@case(most=10)
def search_results(client):
    """One page is found, then sixteen."""
    news = find_news()
    write_article(news, f"{RARE} eerste", body="Tekst")
    yield lambda: search(RARE)
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
        assert len(soup.select(".card-image img")) == len(articles)

    ArticlePage.objects.filter(pk=first.pk).update(listing_image=add_image(size=(600, 400)))
    yield look
    articles += copy_pages(first, 19)
    for article in articles[1:]:
        ArticlePage.objects.filter(pk=article.pk).update(listing_image=add_image(size=(600, 400)))


def find_news():
    """Return the Dutch listing of articles."""
    return ArticleIndexPage.objects.get(locale__language_code="nl")


@case(most=14)
def structured_data(client):
    """A publication and an event with one row of everything, then with eight."""
    person = Person.objects.create(given_name="Anna", family_name="Berg", slug="berg-test")
    publication = add_publication(
        children={"contributors": [Contributor(person=person)], "parts": [PublicationPart(title="Deel")]}
    )
    event = add_event(
        start=from_now(days=9),
        children={
            "speakers": [Speaker(person=person)],
            "organisers": [EventOrganiser(organisation=Organisation.objects.first())],
            "sessions": [Session(start=from_now(days=9))],
        },
    )
    template = Template("{% load structured_data %}{% structured_data page %}")

    def render(page):
        page = type(page).objects.get(pk=page.pk)
        template.render(Context({"page": page, "request": RequestFactory().get("/")}))

    yield [partial(render, publication), partial(render, event)]
    for page in (publication, event):
        repeat_child_rows(page, 8)
    for number, row in enumerate([*publication.contributors.get_queryset(), *event.speakers.get_queryset()]):
        row.person = Person.objects.create(given_name=f"Anna {number}", family_name="Berg", slug=f"berg-{number}")
        row.save()


@case(most=14)
def dossier_of_a_theme(client):
    """A publication and an event about a theme, then ten of each."""
    context = {"page": HomePage.objects.get(locale__language_code="nl")}
    theme = add_theme(add_agenda("Proefagenda 2090", 2090), "Wonen")
    samples = [
        add_publication(children={"theme_links": [ThemeLink(theme=theme)]}),
        add_event(date="2003", children={"theme_links": [ThemeLink(theme=theme)]}),
    ]

    def look():
        assert len(theme_records(context, theme)) == 2

    yield look
    for sample in samples:
        copy_pages(sample, 9)


@case()
def timeline_of_programmes(client):
    """A werkplaats with its programmes, then with ten more phases."""
    yield WerkplaatsPage.objects.get(slug="kus", locale__language_code="nl").url
    programme = ProgrammePage.objects.get(slug="wmo-werkplaats-utrecht-eerste-fase")
    ProgrammePhase.objects.bulk_create(
        ProgrammePhase(programme=programme, title=f"Fase {number}", period="2013") for number in range(10)
    )


@case()
def projects_and_needs_of_a_municipality(client):
    """One project and one need, then one more for every theme."""
    woerden = Municipality.objects.get(slug="woerden")
    themes = ThemePage.objects.filter(live=True, locale__language_code="nl")
    project = add_project("Een", confirmed_on=days_ago(3), municipalities=[woerden])
    Need.objects.create(municipality=woerden, theme=themes[0], reported_on=days_ago(1))
    yield "/gemeenten/woerden/"
    copy_pages(project, len(themes))
    for theme in themes:
        Need.objects.create(municipality=woerden, theme=theme, reported_on=days_ago(1))


@case(most=75)
def records_of_a_municipality(client):
    """One event, then nine."""
    municipality = Municipality.objects.get(slug="utrecht")
    events = list(EventPage.objects.live().values_list("pk", flat=True)[:9])
    EventPage.objects.filter(pk=events[0]).update(municipality=municipality)
    yield "/gemeenten/utrecht/"
    EventPage.objects.filter(pk__in=events).update(municipality=municipality)


@case(most=75)
def records_of_a_subject(client):
    """One record of every type that has one, then eleven of each."""
    subject = Subject.objects.create(name="Proefonderwerp", slug="proefonderwerp")
    records = [find_sample(record_type) for record_type in list_page_types() if issubclass(record_type, RecordPage)]
    SubjectLink.objects.bulk_create(SubjectLink(record_id=record.pk, subject=subject) for record in records)
    yield "/onderwerpen/proefonderwerp/"
    for record in records:
        copy_pages(record, 10)


@case()
def listing_of_projects(client):
    """One project in one municipality, then twelve more in three."""
    ProjectPage.objects.update(live=False)
    add_project("Een", confirmed_on=days_ago(10), municipalities=Municipality.objects.filter(slug="woerden"))
    yield "/projecten/"
    places = Municipality.objects.filter(slug__in=["woerden", "utrecht", "zeist"])
    copy_pages(add_project("Nog een", confirmed_on=days_ago(10), municipalities=places), 11)


@case()
def answers_and_tiles_of_a_project(client):
    """A project in one municipality with three answers, then in all of them with thirty-three."""
    project = add_project(confirmed_on=timezone.localdate(), municipalities=Municipality.objects.filter(slug="zeist"))
    add_answers(project)
    yield project.url
    answers = list(ProjectAnswer.objects.filter(project=project))
    for number in range(10):
        for answer in answers:
            answer.pk, answer.question = None, f"{answer.question}-{number}"
        ProjectAnswer.objects.bulk_create(answers)
    add_related(project, "municipalities", Municipality.objects.exclude(slug="zeist").values_list("pk", flat=True))


@case(most=20)
def similar_projects(client):
    """One similar project, then thirteen."""
    theme = ThemePage.objects.filter(locale__language_code="nl").first()
    fields = {
        "summary": "Zonnebloem",
        "audiences": Audience.objects.filter(slug="wijkteams"),
        "municipalities": Municipality.objects.filter(code="GM0632"),
    }
    add_project("Moestuin", theme_links=[ThemeLink(theme=theme)], **fields)
    asked = ("Moestuin zonnebloem", "Tuinieren", [theme.translation_key], ["wijkteams"], ["GM0632"])
    yield lambda: find_similar(*asked)
    for number in range(12):
        add_project(f"Moestuin {number}", theme_links=[ThemeLink(theme=theme)], **fields)


@case()
def open_data_file(client):
    """One project more than the demo content has, then twenty-one, each in three municipalities."""
    project = add_project("Proef", municipalities=Municipality.objects.all()[:3])
    yield "/projecten/open-data/projecten.json"
    copy_pages(project, 20)


@case(most=30)
def coverage_matrix(client):
    """One theme, round, town, need and submission, then ten."""

    def fill(number):
        town = add_town(f"Plaats {number}", "Proefgroep")
        asked = add_round(opens_at=from_now(days=-number - 1))
        add_counted(themes=[theme], towns=[town], round=asked, date=str(1990 + number))
        Need.objects.create(municipality=town, theme=theme, round=asked, reported_on=timezone.localdate())
        Submission.objects.create(municipality=town, round=asked, status="accepted", submitted_at=timezone.now())

    clear_inventory()
    theme = add_theme(add_agenda("Proefagenda 2090", 2090), "Wonen")
    add_town("Hier", "Proefgroep")
    fill(0)
    overview = "/projecten/overzicht/"
    yield [overview, f"{overview}?vorm=tabel", f"{overview}overzicht.csv", f"{overview}hier/"]
    for number in range(1, 10):
        fill(number)


@case(most=50)
def issue_of_the_newsletter(client):
    """An issue with one record and one event, then with ten: its page, items, checks and mail."""
    issue = add_issue()
    mailing_list = add_list()

    def fill(numbers):
        records = [add_publication(f"Boek {number}", summary="Tekst.") for number in numbers]
        records += [add_event(f"Dag {number}", start=from_now(days=2), summary="Tekst.") for number in numbers]
        items = []
        for page in records:
            text = f'<p><a linktype="page" id="{page.pk}">hier</a> en <a href="{page.url}">daar</a></p>'
            picture = add_image(size=(64, 36)).pk
            items.append(block("record", record=page.pk, text=text, image=picture))
            items.append(block("text", heading="Item", text=text))
        items.append(block("agenda", heading="Agenda", first_day="2031-01-01", last_day="2031-02-01"))
        stream = NewsletterIssuePage._meta.get_field("items")
        NewsletterIssuePage.objects.filter(pk=issue.pk).update(items=stream.to_python(json.dumps(items)))

    def asked(look):
        look(NewsletterIssuePage.objects.get(pk=issue.pk))

    fill(range(1))
    yield [
        issue.url,
        partial(asked, issue_items),
        partial(asked, lambda page: check_issue(page, timezone.now())),
        partial(asked, lambda page: render_mail(page, mailing_list, "nl")),
    ]
    fill(range(10))


@case()
def trays_of_an_issue(client):
    """One new publication and one event to come, then ten of each."""
    samples = [add_publication("Boek"), add_event("Dag", start=from_now(days=2))]
    since, dutch = from_now(minutes=-1), Locale.objects.get(language_code="nl")

    def look():
        for tray in collect_trays(since, dutch):
            assert all(offer.record.kind_label is not None for offer in tray.offers)
            assert all(offer.record.date_line is not None for offer in tray.offers)

    yield look
    for sample in samples:
        copy_pages(sample, 9)
