"""The items of an issue on its page are kept, and still say what holds at that moment."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from pages.models import Audience
from tests.mail_samples import add_issue, block
from tests.sample_records import add_event, add_publication, from_now, text_of, visit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_kept_page(client):
    """Let each request make its page, of what is kept of its parts."""
    client.cookies["sessionid"] = "a-reader-with-a-cookie"


def words_of(client, issue):
    return text_of(visit(client, issue).find(class_="issue"))


def test_warm_items_ask_the_database_nothing_of_their_records(client, django_assert_max_num_queries):
    records = [add_publication("Boek", summary="Waarover."), add_event("Dag", start=from_now(days=2))]
    issue = add_issue(*(block("record", record=record.pk) for record in records), block("text", heading="Los"))
    first = words_of(client, issue)
    with django_assert_max_num_queries(5):
        assert words_of(client, issue) == first
    assert all(word in first for word in ("Boek", "Waarover.", "Dag", "Los"))


def test_a_record_that_changes_changes_its_item(client):
    record = add_publication("Boek", summary="Waarover.")
    issue = add_issue(block("record", record=record.pk))
    assert "Waarover." in words_of(client, issue)
    record.summary = "Iets anders."
    record.save()
    assert "Iets anders." in words_of(client, issue)
    record.unpublish()
    assert "Boek" not in words_of(client, issue)


@pytest.mark.parametrize(
    ("fields", "days"),
    [({}, 5), ({"registration_deadline": from_now(days=1, hours=1)}, 2)],
    ids=["over", "registration closed"],
)
def test_who_reads_after_the_event_or_its_deadline_is_told_so(client, monkeypatch, fields, days):
    fields |= {"registration": "link", "registration_url": "https://example.org/aanmelden"}
    event = add_event("Dag", start=from_now(days=4), **fields)
    issue = add_issue(block("record", record=event.pk))
    before = visit(client, issue)
    assert before.select_one(".issue a[href='https://example.org/aanmelden']")
    now = timezone.now() + timedelta(days=days)
    monkeypatch.setattr(timezone, "now", lambda: now)
    after = visit(client, issue)
    assert not after.select_one(".issue a[href='https://example.org/aanmelden']")


def test_registration_that_opens_later_is_offered_from_then_on(client, monkeypatch):
    event = add_event("Dag", start=from_now(days=4), registration="form", registration_opens_at=from_now(days=1))
    issue = add_issue(block("record", record=event.pk))
    assert not visit(client, issue).select_one(".issue .action-register")
    now = timezone.now() + timedelta(days=2)
    monkeypatch.setattr(timezone, "now", lambda: now)
    assert visit(client, issue).select_one(".issue .action-register")


def test_the_agenda_of_an_issue_says_what_became_of_a_plan_until_the_event_is_over(client, monkeypatch):
    event = add_event("Dag", start=from_now(days=2), status="provisional")
    day = event.first_day.isoformat()
    issue = add_issue(block("agenda", heading="Agenda", first_day=day, last_day=day))
    assert "voorlopig" in words_of(client, issue)
    now = timezone.now() + timedelta(days=4)
    monkeypatch.setattr(timezone, "now", lambda: now)
    assert "voorlopig" not in words_of(client, issue)
    assert "Dag" in words_of(client, issue)


def test_what_is_behind_a_login_or_a_draft_has_no_item(client):
    closed, draft = add_publication("Besloten stuk"), add_publication("Concept", live=False)
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    shown = add_publication(
        "Boek", audiences=[Audience.objects.create(name=name, slug=name.lower()) for name in ("Zuinigen", "Aanpakkers")]
    )
    words = words_of(client, add_issue(*(block("record", record=page.pk) for page in (closed, draft, shown))))
    assert "Besloten stuk" not in words
    assert "Concept" not in words
    assert "Aanpakkers, Zuinigen" in words
