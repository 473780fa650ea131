"""The trays of an issue offer what appeared since the last issue, what is still to come and what is still open."""

import json

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import Locale, PageViewRestriction

from newsletters.compose.tray_panel import find_last_issue, moment_of
from pages.models import Subject, SubjectLink
from pages.trays import MOST_OFFERED, collect_trays
from publications.models import PublicationPage
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


def put_on(record, *slugs):
    """Give a record these subjects and publish it."""
    record.subject_links.set([SubjectLink(subject=Subject.objects.get(slug=slug)) for slug in slugs])
    record.save_revision().publish()
    return record


def test_trays_are_narrowed_to_a_subject_and_what_is_narrower():
    put_on(add_publication("Respijt"), "respijtzorg")
    put_on(add_project("Mantelzorgers"), "mantelzorg", "wonen")
    put_on(add_publication("Schuld"), "schulden")
    dutch = Locale.objects.get(language_code="nl")
    trays = collect_trays(from_now(minutes=-1), dutch, Subject.objects.get(slug="mantelzorg"))
    assert {offer.record.title for tray in trays for offer in tray.offers} == {"Respijt", "Mantelzorgers"}
    assert [tray.total for tray in trays] == [1, 1]
    said = {offer.record.title: [subject.slug for subject in offer.subjects] for tray in trays for offer in tray.offers}
    assert said == {"Respijt": ["respijtzorg"], "Mantelzorgers": ["mantelzorg", "wonen"]}


def test_what_is_narrowed_reaches_past_what_a_tray_shows():
    age(put_on(add_publication("Ouder"), "schulden"), days=-2)
    dutch = Locale.objects.get(language_code="nl")
    for number in range(MOST_OFFERED + 1 - PublicationPage.objects.filter(locale=dutch).exclude(title="Ouder").count()):
        add_publication(f"Nieuwer {number}")
    PublicationPage.objects.exclude(title="Ouder").update(first_published_at=from_now(days=-1))
    since = from_now(days=-3)
    assert "Ouder" not in offered("publications", since)
    trays = collect_trays(since, dutch, Subject.objects.get(slug="schulden"))
    assert "Ouder" in [offer.record.title for tray in trays for offer in tray.offers]


def test_subjects_of_all_trays_cost_one_query():
    for add in (add_publication, add_project):
        put_on(add("Wonen"), "wonen", "armoede")
    since, dutch = from_now(minutes=-1), Locale.objects.get(language_code="nl")
    with CaptureQueriesContext(connection) as queries:
        assert [offer.subjects for tray in collect_trays(since, dutch) for offer in tray.offers]
    assert len([query for query in queries if "pages_subjectlink" in query["sql"]]) == 1


def test_the_editor_of_an_issue_narrows_the_trays_by_a_choice(administrator_client):
    Subject.objects.create(name="Proef", slug="proef")
    put_on(add_publication("Over <proeven>"), "proef")
    put_on(add_publication("Over schulden"), "schulden")
    issue = add_issue(date="2098-02")
    page = BeautifulSoup(
        administrator_client.get(reverse("wagtailadmin_pages:edit", args=[issue.pk])).content, "html.parser"
    )
    select = page.select_one("select[data-tray-subject]")
    assert not select.has_attr("name"), "it is no part of the issue"
    assert page.select_one(f"label[for={select['id']}]")
    assert "proef" in [option["value"] for option in select.select("option")]
    answer = administrator_client.get(f"{select['data-tray-subject']}&onderwerp=proef")
    fragment = BeautifulSoup(answer.content, "html.parser")
    assert [button["data-title"] for button in fragment.select("[data-add-record]")] == ["Over <proeven>"]
    assert "Proef" in fragment.select_one(".tray-record").text
    everything = administrator_client.get(f"{select['data-tray-subject']}&onderwerp=")
    assert "Over schulden" in everything.text
    Subject.objects.create(name="Leeg", slug="leeg")
    nothing = administrator_client.get(f"{select['data-tray-subject']}&onderwerp=leeg").text
    assert "data-add-record" not in nothing
    assert "“Leeg”" in nothing


@pytest.mark.parametrize("query", ["", "locale=x", "locale=1&issue=99999", "locale=9999999999999999999999"])
def test_a_wrong_question_for_trays_breaks_nothing(administrator_client, query):
    assert administrator_client.get(f"{reverse('newsletter_trays')}?{query}").status_code == 404


def test_trays_are_for_who_writes_records(client, django_user_model):
    user = django_user_model.objects.create_user("niemand", password="geheim-voor-de-test")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    locale = Locale.objects.get(language_code="nl").pk
    # Wagtail leads who lacks a permission back to the dashboard.
    assert client.get(reverse("newsletter_trays"), {"locale": locale}).status_code in (302, 403)


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
