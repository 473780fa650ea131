"""The home page: its promise with search and subjects, what it puts forward, and that nothing on it is outdated."""

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone
from wagtail.models import Page

from events.models import EventPage
from inventory.models import InventoryRoundPage
from pages.models import ArticleIndexPage, ArticlePage, HomeLead, HomePage, RelatedRecord, StandardPage
from publications.models import PublicationPage
from tests.mail_samples import add_made_image
from tests.sample_records import (
    add_call,
    add_event,
    add_page,
    add_project,
    add_publication,
    add_round,
    from_now,
    settle,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def cleared(module_transaction):
    """Take leads and featured records from the home page and unpublish all events, once."""
    HomeLead.objects.all().delete()
    RelatedRecord.objects.filter(record__in=HomePage.objects.filter(locale__language_code="nl")).delete()
    for event in EventPage.objects.live():
        event.unpublish()
    settle()


@pytest.fixture(autouse=True)
def without_leads(cleared, db):
    """No lead and no featured record on the home page, and no event but those of the test."""


def read(client, path="/"):
    response = client.get(path)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def put_forward(home, *targets, **words):
    for place, target in enumerate(targets):
        HomeLead.objects.create(home=home, target=target, sort_order=place, **words)


def lead_of(client, path="/"):
    """Return (heading, address of its one action) of what the home page puts forward."""
    [section] = read(client, path).select(".home-lead")
    [action] = section.select("a")
    return section.h2.get_text(), action["href"]


def test_the_promise_and_a_search_come_first_then_the_subjects_of_most_records(client, home):
    home.title, home.summary = "Samen leren", "Voor wie in de wijk werkt."
    home.save_revision().publish()
    main = read(client).main
    assert (main.h1.get_text(), main.select_one(".lead").get_text()) == (home.title, home.summary)
    order = [each.name for each in main.find_all(["h1", "form", "nav", "section"], limit=4)]
    assert order == ["h1", "form", "nav", "section"]
    assert main.form.select_one("input[type=search]")["name"] == "q"
    subjects = main.select(".home-subjects .chip")
    numbers = [
        len(read(client, f"/publicaties/?onderwerp={link['href'].split('/')[-2]}").select("article"))
        for link in subjects
    ]
    assert len(subjects) == 8
    assert all(numbers)
    assert [link["href"] for link in main.select(".home-subjects a")][-1] == "/onderwerpen/"


def test_an_editor_chooses_the_lead_with_words_and_a_picture_of_the_page_s_own(client, home):
    report = add_publication("Twee straten", summary="Over buren.")
    put_forward(home, report)
    assert lead_of(client) == ("Twee straten", report.url)
    lead = HomeLead.objects.get()
    lead.heading, lead.text, lead.link_text = "Buren <3", "Lees het vandaag.", "Lees Twee straten"
    lead.image = add_made_image()
    lead.save()
    section = read(client).select_one(".home-lead")
    assert section.h2.get_text() == "Buren <3"
    assert "Lees het vandaag." in section.get_text()
    assert "Over buren." not in section.get_text()
    assert section.a.get_text() == "Lees Twee straten"
    assert section.img["alt"] == ""


def test_a_lead_without_a_picture_is_drawn(client, home):
    page = StandardPage.objects.live().get(slug="over-kus")
    put_forward(home, page)
    assert lead_of(client) == (page.title, page.url)
    assert read(client).select_one(".home-lead svg.quilt path")


@pytest.mark.parametrize("what", ["over", "cancelled", "closed", "unconfirmed", "withdrawn"])
def test_what_is_outdated_makes_room_for_the_next_lead(client, home, what):
    outdated = {
        "over": lambda: add_event("Geweest", start=from_now(days=-2)),
        "cancelled": lambda: add_event("Afgelast", start=from_now(days=5), status=EventPage.Status.CANCELLED),
        "closed": lambda: add_call("Gesloten", closes_at=from_now(hours=-1)),
        "unconfirmed": lambda: add_project("Onbevestigd"),
        "withdrawn": lambda: add_publication("Weg"),
    }[what]()
    if what == "withdrawn":
        outdated.unpublish()
    coming = add_event("Straks", start=from_now(days=3))
    put_forward(home, outdated, coming)
    assert lead_of(client) == ("Straks", coming.url)


def test_a_lead_moves_off_by_the_clock_alone(client, home, monkeypatch):
    event, report = add_event("Straks", start=from_now(hours=1)), add_publication("Twee straten")
    put_forward(home, event, report)
    # A reader with a cookie gets no kept page.
    client.cookies["sessionid"] = "lezer"
    assert lead_of(client) == ("Straks", event.url)
    later = from_now(hours=4)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert lead_of(client) == ("Twee straten", report.url)


def test_without_a_lead_that_holds_the_newest_featured_record_stands_there(client, home):
    put_forward(home, add_event("Geweest", start=from_now(days=-2)))
    old, new = add_publication("Oud", date="2019"), add_publication("Jong", date="2024-05")
    for place, target in enumerate([add_project("Onbevestigd", date="2026"), old, new]):
        RelatedRecord.objects.create(record_id=home.pk, target=target, sort_order=place)
    assert lead_of(client) == ("Jong", new.url)


def test_with_nothing_chosen_the_newest_that_lasts_stands_there(client, home):
    add_event("Straks", start=from_now(days=3))
    newest = add_publication("Nieuwste", date=str(from_now().year + 1))
    assert lead_of(client) == ("Nieuwste", newest.url)


def test_what_is_on_is_what_takes_place(client, home):
    add_event("Geweest", start=from_now(days=-2))
    add_event("Afgelast", start=from_now(days=1), status=EventPage.Status.CANCELLED)
    for number in range(5):
        add_event(f"Straks {number}", start=from_now(days=2 + number))
    titles = [title.get_text() for title in read(client).select(".home-agenda .card-title")]
    assert titles == ["Straks 0", "Straks 1", "Straks 2", "Straks 3"]


def test_without_a_meeting_to_come_it_looks_back(client, home):
    section = read(client).select_one(".home-agenda")
    assert section.h2.get_text() == "Te doen"
    assert "geen bijeenkomst" in section.get_text()
    add_event("Geweest", start=from_now(days=-2), report=[("text", "<p>Ja.</p>")])
    section = read(client).select_one(".home-agenda")
    assert [title.get_text() for title in section.select(".card-title")] == ["Geweest"]
    assert section.h2.get_text() == "Kijk terug op"


def test_new_publications_leave_out_the_lead(client, home):
    year = from_now().year
    made = [add_publication(f"Uitgave {number}", date=str(year + number)) for number in range(4)]
    put_forward(home, made[3])
    titles = [title.get_text() for title in read(client).select(".home-new .card-title")]
    assert titles[:3] == ["Uitgave 2", "Uitgave 1", "Uitgave 0"]
    assert len(titles) == 5


def test_the_newest_story_stands_beside_the_news_and_in_no_second_place(client, home):
    year = from_now().year + 1
    put_forward(home, add_publication())
    for kind, day in [("news", 3), ("interview", 1), ("practice", 2), ("report", 4)]:
        add_page(ArticleIndexPage, ArticlePage(title=f"Een {kind}", kind=kind, date=f"{year}-05-0{day}"))
    section = read(client).select_one(".home-news")
    assert section.select_one(".home-story h3").get_text() == "Een practice"
    headlines = [title.get_text() for title in section.select(".home-headlines h3")]
    assert headlines[:3] == ["Een report", "Een news", "Een interview"]
    assert "Een practice" not in headlines


def test_themes_say_what_they_are_about_and_the_newsletter_asks_one_field(client, home):
    main = read(client).main
    themes = main.select(".home-themes li")
    assert themes
    assert all(theme.p.get_text().strip() for theme in themes)
    [form] = main.select(".sign-up-form")
    assert [field["name"] for field in form.select("input:not([type=hidden])")] == ["address"]


def test_a_round_that_is_closed_is_not_offered(client, home):
    for earlier in InventoryRoundPage.objects.live():
        earlier.unpublish()
    closed = add_round("Vorige ronde", opens_at=from_now(days=-9), closes_at=from_now(days=-1))
    section = read(client).select_one(".home-inventory")
    assert closed.title not in section.get_text()
    assert [link["href"] for link in section.select("a")] == ["/projecten/", "/inventarisatie/"]
    opened = add_round("Deze ronde", opens_at=from_now(days=-1), closes_at=from_now(days=9))
    section = read(client).select_one(".home-inventory")
    assert [link["href"] for link in section.select("a")] == [opened.url, "/projecten/"]


def test_the_english_page_puts_its_own_words_before_a_dutch_record(client, home):
    english = Page.objects.get(translation_key=home.translation_key, locale__language_code="en").specific
    report = add_publication("Twee straten", summary="Over buren.")
    put_forward(english, report, heading="Two streets")
    section = read(client, "/en/").select_one(".home-lead")
    assert section.h2.get_text() == "Two streets"
    assert section.h2.get("lang") is None
    assert section.find("p", lang="nl").get_text() == "Over buren."
    assert section.select_one(".language-label").get_text() == "in Dutch"


def test_an_editor_sees_an_unsaved_lead_in_the_preview(client, home):
    report = PublicationPage.objects.live().first()
    home.leads.add(HomeLead(target=report, heading="Nog niet bewaard"))
    response = home.make_preview_request()
    assert "Nog niet bewaard" in response.render().content.decode()
    assert not HomeLead.objects.exists()
