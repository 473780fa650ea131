"""The trays of an issue offer what appeared since the last issue, what is still to come and what is still open."""

import json

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import Locale, PageViewRestriction

from newsletters.compose.tray_panel import find_last_issue, moment_of
from pages.trays import collect_trays
from tests.sample_records import add_call, add_event, add_project, add_publication, from_now
from tests.test_newsletter_issues import add_issue

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    """Read the interface as it is written in the code."""
    with translation.override("en"):
        yield


def offered(name, since=None):
    """Return the titles in the tray of that name; by default of what is new since a minute ago."""
    dutch = Locale.objects.get(language_code="nl")
    trays = {tray.name: tray for tray in collect_trays(since or from_now(minutes=-1), dutch)}
    return [offer.record.title for offer in trays[name].offers] if name in trays else []


def age(page, **distance):
    """Let the page have been on the site since that distance from now."""
    moment = from_now(**distance)
    type(page).objects.filter(pk=page.pk).update(first_published_at=moment, last_published_at=moment)
    return page


def test_what_was_published_after_the_last_issue_is_new():
    age(add_publication("Oud"), days=-9)
    age(add_publication("Nieuw"), days=-7)
    assert "Nieuw" in offered("publications", from_now(days=-8))
    assert "Oud" not in offered("publications", from_now(days=-8))


def test_projects_have_a_tray():
    age(add_project("Oud project"), days=-9)
    age(add_project("Nieuw project"), days=-7)
    titles = offered("projects", from_now(days=-8))
    assert "Nieuw project" in titles
    assert "Oud project" not in titles


def test_events_that_are_still_to_come_are_offered_the_soonest_first():
    age(add_event("Later", start=from_now(days=9)), days=-90)
    age(add_event("Eerst", start=from_now(days=2)), days=-90)
    add_event("Geweest", start=from_now(days=-2))
    add_event("Afgelast", start=from_now(days=3), status="cancelled")
    titles = [title for title in offered("events") if title in ("Later", "Eerst", "Geweest", "Afgelast")]
    assert titles == ["Eerst", "Later"]


def test_calls_that_are_still_open_are_offered():
    age(add_call("Open", closes_at=from_now(days=2)), days=-90)
    add_call("Dicht", closes_at=from_now(days=-2))
    assert "Open" in offered("calls")
    assert "Dicht" not in offered("calls")


def test_a_lookback_is_new_when_its_event_was_held_or_published_again_since():
    report = json.dumps([{"type": "text", "value": "<p>Zo was het.</p>"}])
    age(add_event("Zonder verslag", start=from_now(days=-2)), days=-1)
    age(add_event("Lang geleden", start=from_now(days=-90), report=report), days=-60)
    age(add_event("Nu pas verteld", start=from_now(days=-90), report=report), days=-1)
    titles = offered("lookbacks", from_now(days=-8))
    assert "Nu pas verteld" in titles
    assert not {"Zonder verslag", "Lang geleden"} & set(titles)


def test_drafts_and_what_is_behind_a_login_are_not_offered():
    add_publication("Concept").unpublish()
    PageViewRestriction.objects.create(page=add_publication("Besloten"), restriction_type=PageViewRestriction.LOGIN)
    assert not {"Concept", "Besloten"} & set(offered("publications"))


def test_new_is_counted_from_the_last_published_issue():
    age(add_issue(title="Ouder", date="2098-01"), days=-40)
    last = age(add_issue(title="Laatste", date="2098-02"), days=-10)
    draft = add_issue(title="Concept", date="2098-03")
    draft.unpublish()
    assert find_last_issue(draft).pk == last.pk
    last.refresh_from_db()
    assert moment_of(last) == last.first_published_at


def test_an_issue_put_on_the_site_years_later_counts_by_its_month():
    published_now = add_issue(date="2018-03")
    published_now.first_published_at = timezone.now()
    assert timezone.localdate(moment_of(published_now)).isoformat() == "2018-03-31"


def test_the_editor_shows_the_trays_of_the_language_of_the_issue(administrator_client):
    record = age(add_publication("Een <b>nieuw</b> boek"), minutes=-1)
    issue = add_issue(date="2098-02")
    page = administrator_client.get(reverse("wagtailadmin_pages:edit", args=[issue.pk])).content.decode()
    assert f'data-add-record="{record.pk}"' in page
    assert "Een &lt;b&gt;nieuw&lt;/b&gt; boek" in page


# What a record says, shown below its chooser


def test_what_a_record_says_is_shown(administrator_client):
    record = add_publication("Een boek", summary="Waar het over <gaat>.")
    page = administrator_client.get(
        reverse("newsletter_records"), {"record": [record.pk, "x", "9" * 30]}
    ).content.decode()
    assert f'data-record="{record.pk}"' in page
    assert "Waar het over &lt;gaat&gt;." in page


def test_what_a_draft_says_is_for_whoever_may_edit_it(client, administrator_client, django_user_model):
    from django.contrib.auth.models import Group

    record = add_publication("Een boek", summary="Nog geheim.")
    record.unpublish()
    address = reverse("newsletter_records")
    assert "Nog geheim." in administrator_client.get(address, {"record": record.pk}).content.decode()
    other = django_user_model.objects.create_user("ander", password="geheim-voor-de-test")
    other.groups.add(Group.objects.exclude(name="Redactie kUS").filter(name__startswith="Redactie").first())
    client.force_login(other)
    answer = client.get(address, {"record": record.pk})
    assert answer.status_code == 200
    assert "Nog geheim." not in answer.content.decode()
