"""The first screen of the admin: a Dutch greeting and what waits for this editor, with the whole lists behind it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.utils import timezone
from wagtail.admin.icons import get_icons
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page

from events.models import EventIndexPage, EventPage
from inventory.models import ProjectPage
from kus_site import roles
from pages.dashboard import greet
from pages.models import StandardPage, WerkplaatsPage
from tests.sample_records import add_event, add_project, add_round, body_of, from_now, text_of

pytestmark = pytest.mark.django_db
ZHZ = "Redactie Zuid-Holland Zuid"
TASKS = [
    "drafts",
    "missing-lookbacks",
    "unconfirmed-projects",
    "closing-rounds",
    "undescribed-images",
    "missing-summaries",
]


@pytest.fixture
def log_in(client, django_user_model):
    """A function that logs somebody with a role in and returns the user."""

    def log_in(role):
        user = django_user_model.objects.create_user("anna", first_name="Anna", password="geheim-voor-de-test")
        user.groups.add(Group.objects.get(name=role))
        client.force_login(user)
        return user

    return log_in


@pytest.fixture
def kus(log_in):
    """An editor of kUS, logged in."""
    return log_in(roles.KUS_ROLE)


def panel(client, name):
    """Return one panel of the first screen as (heading, titles, text)."""
    soup = BeautifulSoup(client.get("/admin/").content, "html.parser")
    section = soup.find(id=f"{name}-section")
    titles = [text_of(link) for link in section.select("td.title a")]
    return text_of(section.find("h2")), titles, text_of(section)


@pytest.mark.parametrize(
    ("hour", "greeting"), [(4, "Goedenacht"), (5, "Goedemorgen"), (11, "Goedemiddag"), (17, "Goedenavond")]
)
def test_the_greeting_follows_the_clock_of_amsterdam(hour, greeting):
    # One hour later in Amsterdam in winter.
    assert greet(datetime(2026, 1, 15, hour, 30, tzinfo=UTC), "Anna") == f"{greeting}, Anna"


def test_in_summer_amsterdam_is_two_hours_ahead():
    assert greet(datetime(2026, 7, 15, 10, 30, tzinfo=UTC), "Anna") == "Goedemiddag, Anna"


def test_the_admin_greets_by_name_in_dutch_whatever_the_browser_asks(client, kus):
    response = client.get("/admin/", headers={"accept-language": "en"})
    soup = BeautifulSoup(response.content, "html.parser")
    assert soup.html["lang"] == "nl"
    assert text_of(soup.h1).startswith("Goede")
    assert text_of(soup.h1).endswith(", Anna")


@pytest.mark.django_db
def test_the_login_page_names_the_place_in_our_words(client):
    assert "Inloggen bij de redactie" in client.get("/admin/login/").content.decode()


def test_an_event_that_is_over_waits_for_its_look_back(client, kus):
    add_event("Voorbij", start=from_now(days=-3))
    add_event("Komt nog", start=from_now(days=3))
    add_event("Afgelast", start=from_now(days=-3), status=EventPage.Status.CANCELLED)
    add_event("Verslagen", start=from_now(days=-3), report=body_of("<p>Zo was het.</p>"))
    _heading, titles, _text = panel(client, "missing-lookbacks")
    assert titles[0] == "Voorbij"
    assert not {"Komt nog", "Afgelast", "Verslagen"} & set(titles)


def test_a_project_waits_for_confirmation_once_a_year(client, kus):
    today = timezone.localdate()
    add_project("Nooit bevestigd")
    add_project("Lang geleden", confirmed_on=today - timedelta(days=366))
    add_project("Onlangs", confirmed_on=today - timedelta(days=364))
    add_project("Klaar", status=ProjectPage.Status.FINISHED)
    _heading, titles, _text = panel(client, "unconfirmed-projects")
    assert {"Nooit bevestigd", "Lang geleden"} <= set(titles)
    assert not {"Onlangs", "Klaar"} & set(titles)


def test_a_round_that_closes_soon_is_named(client, kus):
    add_round("Sluit bijna", opens_at=from_now(days=-3), closes_at=from_now(days=3))
    add_round("Sluit later", opens_at=from_now(days=-3), closes_at=from_now(days=30))
    assert panel(client, "closing-rounds")[1] == ["Sluit bijna"]


def test_drafts_wait_and_the_own_ones_come_first(client, kus, administrator, home):
    for title, user in [("Van mij", kus), ("Van een ander", administrator)]:
        page = home.add_child(instance=StandardPage(title=title, live=False, locale=home.locale))
        page.save_revision(user=user)
    heading, titles, text = panel(client, "drafts")
    assert titles == ["Van mij", "Van een ander"]
    assert "(2)" in heading
    assert "Anna" in text


def test_an_image_waits_for_its_description(client, kus):
    picture = get_image_model().objects.create(title="IMG_0042", file=get_test_image_file())
    assert panel(client, "undescribed-images")[1] == ["IMG_0042"]
    picture.description = "Acht mensen aan een tafel"
    picture.save()
    assert panel(client, "undescribed-images")[1] == []


def test_a_published_page_waits_for_its_summary(client, kus, home):
    home.add_child(instance=StandardPage(title="Zonder", locale=home.locale))
    home.add_child(instance=StandardPage(title="Met", summary="Waar het over gaat.", locale=home.locale))
    titles = panel(client, "missing-summaries")[1]
    assert "Zonder" in titles
    assert "Met" not in titles


def test_a_panel_without_work_says_so_and_stands_below_the_others(client, kus):
    soup = BeautifulSoup(client.get("/admin/").content, "html.parser")
    sections = [section["id"] for section in soup.select(".w-dashboard section.w-panel")]
    waiting = [section["id"] for section in soup.select("section.w-panel") if section.select_one("td.title")]
    assert sections[: len(waiting)] == waiting
    assert all(soup.select_one(f"#{name}-section p, #{name}-section table") for name in TASKS)


def test_what_waits_is_named_at_the_top_with_its_number(client, kus):
    add_round("Sluit bijna", opens_at=from_now(days=-3), closes_at=from_now(days=3))
    soup = BeautifulSoup(client.get("/admin/").content, "html.parser")
    link = soup.select_one('section[aria-labelledby="today"] a[href="#closing-rounds-section"]')
    assert "(1)" in link.text


def test_a_long_list_shows_eight_and_leads_to_all_of_them(client, kus):
    for number in range(60):
        add_event(f"Voorbij {number}", start=from_now(days=-1, minutes=-number))
    _heading, titles, _text = panel(client, "missing-lookbacks")
    assert len(titles) == 8
    soup = BeautifulSoup(client.get("/admin/").content, "html.parser")
    address = soup.select_one("#missing-lookbacks-section p a")["href"]
    first = BeautifulSoup(client.get(address).content, "html.parser")
    assert len(first.select("tbody tr")) == 50
    second = BeautifulSoup(client.get(f"{address}?p=2").content, "html.parser")
    assert len(second.select("tbody tr")) >= 10


def test_an_editor_of_another_werkplaats_sees_only_what_that_role_may_edit(client, log_in):
    user = log_in(ZHZ)
    add_event("Van kUS", start=from_now(days=-3))
    own = add_event("Van ons", start=from_now(days=-3))
    Page.objects.filter(pk=own.pk).update(owner=user)
    werkplaats = WerkplaatsPage.objects.get(region="Zuid-Holland Zuid", locale__language_code="nl")
    for parent, title in [(werkplaats, "Eigen plan"), (EventIndexPage.objects.first().get_parent(), "Plan van kUS")]:
        draft = StandardPage(title=title, slug=title.lower().replace(" ", "-"), live=False, locale=parent.locale)
        parent.add_child(instance=draft)
        draft.save_revision()
    assert panel(client, "missing-lookbacks")[1] == ["Van ons"]
    assert panel(client, "drafts")[1] == ["Eigen plan"]
    listed = BeautifulSoup(client.get("/admin/reports/waiting/missing-lookbacks/").content, "html.parser")
    assert [text_of(cell) for cell in listed.select("tbody td.title")] == ["Van ons"]


def test_every_icon_is_one_that_the_admin_has(client, kus):
    soup = BeautifulSoup(client.get("/admin/").content, "html.parser")
    drawn = {use["href"] for use in soup.select("section.w-panel h2 use, section.w-panel .w-panel__icon use")}
    assert drawn
    assert drawn <= {f"#icon-{name}" for name in re.findall(r'id="icon-([\w-]+)"', get_icons())}


@pytest.mark.parametrize("name", TASKS)
def test_every_task_has_its_list(name, client, kus):
    assert client.get(f"/admin/reports/waiting/{name}/").status_code == 200


def test_there_is_no_list_of_an_unknown_task(client, kus):
    assert client.get("/admin/reports/waiting/bestaat-niet/").status_code == 404


def test_who_may_not_enter_the_admin_sees_no_list(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("lezer", password="geheim-voor-de-test"))
    assert client.get("/admin/reports/waiting/drafts/").status_code == 302


def test_more_rows_than_are_counted_are_told_as_that_many_and_more(client, kus, monkeypatch):
    monkeypatch.setattr("pages.dashboard.MOST_COUNTED", 9)
    for number in range(11):
        add_event(f"Voorbij {number}", start=from_now(days=-3 - number))
    heading, titles, text = panel(client, "missing-lookbacks")
    assert heading.endswith("(9+)")
    assert len(titles) == 8
    assert "Toon alle 9+" in text
    today = BeautifulSoup(client.get("/admin/").content, "html.parser").find(
        "section", attrs={"aria-labelledby": "today"}
    )
    assert "(9+)" in text_of(today)


def test_the_number_is_exact_up_to_what_is_counted(client, kus, monkeypatch):
    EventPage.objects.all().delete()
    monkeypatch.setattr("pages.dashboard.MOST_COUNTED", 2)
    add_event("Een", start=from_now(days=-3))
    add_event("Twee", start=from_now(days=-4))
    assert panel(client, "missing-lookbacks")[0].endswith("(2)")
