"""The page of a municipality: projects by status, the needs it reported, the rounds it answered, a way to report."""

import pytest
from django.utils import timezone

from inventory.models import Need, ProjectPage, Submission
from inventory.municipalities import MOST_SHOWN
from network.models import Municipality
from tests.owner_samples import days_ago
from tests.sample_records import add_project, add_round, from_now, text_of, visit
from themes.models import ThemePage

pytestmark = pytest.mark.django_db
PAGE = "/gemeenten/woerden/"


@pytest.fixture
def woerden():
    """The municipality."""
    return Municipality.objects.get(slug="woerden")


def add(title, woerden, **fields):
    """Publish a project in Woerden."""
    project = add_project(title, **({"confirmed_on": days_ago(3)} | fields))
    project.municipalities.set([woerden])
    project.save()
    return project


def test_projects_stand_by_status_running_ones_first(client, woerden):
    add("Klaar", woerden, status=ProjectPage.Status.FINISHED)
    add("Bezig", woerden, status=ProjectPage.Status.RUNNING)
    add("Ook bezig", woerden, status=ProjectPage.Status.RUNNING, confirmed_on=None)
    section = visit(client, PAGE).select_one("section[aria-labelledby=projects]")
    words = text_of(section)
    assert words.index("Bezig") < words.index("Ook bezig") < words.index("Klaar")
    assert "niet bevestigd" in words


def test_many_projects_lead_to_the_listing(client, woerden):
    for number in range(8):
        add(f"Project {number}", woerden)
    section = visit(client, PAGE).select_one("section[aria-labelledby=projects]")
    shown = [card for card in section.select(".card-title") if text_of(card).startswith("Project ")]
    assert len(shown) == MOST_SHOWN == 3
    [link] = section.select("a[href*='gemeente=woerden']")
    assert len(visit(client, link["href"]).select(".results .card")) == 8


def test_needs_are_shown_once_per_theme_the_urgent_first(client, woerden):
    one, two = ThemePage.objects.filter(live=True, locale__language_code="nl")[:2]
    for theme, urgency, day in ((one, 3, 400), (one, 1, 10), (two, 2, 10)):
        Need.objects.create(municipality=woerden, theme=theme, urgency=urgency, reported_on=days_ago(day))
    section = visit(client, PAGE).select_one("section[aria-labelledby=needs]")
    assert [text_of(link) for link in section.select("li a")] == [two.title, one.title]


def test_rounds_that_were_answered_are_named_without_drafts(client, woerden):
    answered, begun = add_round("Beantwoorde ronde"), add_round("Begonnen ronde")
    Submission.objects.create(round=answered, municipality=woerden, status="accepted", submitted_at=timezone.now())
    Submission.objects.create(round=begun, municipality=woerden)
    for status in ("submitted", "asked-back", "declined", "withdrawn"):
        Submission.objects.create(round=begun, municipality=woerden, status=status, submitted_at=timezone.now())
    words = text_of(visit(client, PAGE).select_one("section[aria-labelledby=rounds]"))
    assert "Beantwoorde ronde" in words
    assert "Begonnen ronde" not in words


def test_while_a_round_is_open_the_page_leads_to_it(client, woerden):
    page = add_round("Open ronde", opens_at=from_now(days=-1), closes_at=from_now(hours=1))
    links = [link["href"] for link in visit(client, PAGE).select("section[aria-labelledby=rounds] a.button")]
    assert links == [page.url]


def test_what_is_not_known_is_left_out(client):
    soup = visit(client, "/gemeenten/rhenen/")
    assert not soup.select("section[aria-labelledby=needs], section[aria-labelledby=open-questions]")
    assert soup.select_one("section[aria-labelledby=coverage] a")
