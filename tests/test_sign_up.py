"""Signing up: one form, the same answer for everybody, nothing lost, nothing told."""

import time

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from newsletters.models import AddressRequest, Consent, NewsletterSettings, Subscriber, Suppression
from newsletters.subscribers.suppressions import suppress_address
from tests.redirects import outcome, post
from tests.running_site import take_time, url_ends_with
from tests.subscriber_samples import (
    SENT,
    SIGN_UP,
    a_list,
    do_tasks,
    filled_in,
    lists_of,
    soup_of,
    subscribe,
)
from visitors.honeypot import stamp

pytestmark = pytest.mark.django_db


def test_whoever_signs_up_gets_a_mail_with_a_link(client):
    response = client.post(SIGN_UP, filled_in(lists=["platformnieuws", "landelijk"]))
    assert response["Location"] == SENT
    do_tasks()
    [letter] = mail.outbox
    assert letter.to == ["jan@example.org"]
    assert "/nieuwsbrief/bevestigen/" in letter.body
    assert "Platformnieuws" in letter.body
    assert letter.alternatives[0].mimetype == "text/html"
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"
    assert lists_of("jan@example.org") == []


def test_the_wording_is_kept_as_it_was_with_time_and_lists(client):
    client.post(SIGN_UP, filled_in())
    do_tasks()
    wording = NewsletterSettings().consent_text
    NewsletterSettings.objects.update(consent_text="Iets heel anders.")
    consent = Consent.objects.get()
    assert (consent.wording, consent.list_names, consent.source) == (wording, "Platformnieuws", SIGN_UP)
    assert consent.given_at
    assert consent.confirmed_at is None


def test_an_english_reader_gets_english_mail_with_an_english_link(client):
    client.post("/en" + SIGN_UP, filled_in(language="en"))
    do_tasks()
    assert "/en/nieuwsbrief/bevestigen/" in mail.outbox[0].body
    assert "Platform news" in mail.outbox[0].body


def test_the_sender_is_the_one_of_the_settings(client, home):
    own = NewsletterSettings.for_site(home.get_site())
    own.sender_name, own.sender_address, own.reply_address = "Redactie, kUS", "nieuws@kus.example", "wij@kus.example"
    own.save()
    client.post(SIGN_UP, filled_in())
    do_tasks()
    assert mail.outbox[0].from_email == '"Redactie, kUS" <nieuws@kus.example>'
    assert mail.outbox[0].reply_to == ["wij@kus.example"]


@pytest.fixture(params=["unknown", "pending", "active", "active elsewhere", "suppressed"])
def known(request, db):
    """The address jan@example.org in everything it can be to us."""
    if request.param == "suppressed":
        suppress_address("jan@example.org", Suppression.COMPLAINED)
    elif request.param != "unknown":
        lists = ["landelijk"] if request.param == "active elsewhere" else ["platformnieuws"]
        subscribe(lists=lists, confirmed=request.param != "pending")
    return request.param


def test_known_or_not_the_answer_and_the_work_are_the_same(client, known, django_capture_on_commit_callbacks):
    client.get(SIGN_UP)
    with (
        CaptureQueriesContext(
            connection,
        ) as queries,
        django_capture_on_commit_callbacks() as tasks,
    ):
        response = client.post(SIGN_UP, filled_in())
    assert (response.status_code, response["Location"], response.content) == (302, SENT, b"")
    assert mail.outbox == []
    assert len(tasks) == 1
    asked = [query["sql"].split()[0] for query in queries]
    assert not any('FROM "newsletters_subscriber"' in query["sql"] for query in queries)
    assert not any('"newsletters_suppression"' in query["sql"] for query in queries)
    assert asked.count("INSERT") == 6
    do_tasks()
    assert len(mail.outbox) == 1


def test_the_task_is_in_the_queue_without_the_address(client, django_capture_on_commit_callbacks):
    from django_tasks_db.models import DBTaskResult

    with django_capture_on_commit_callbacks(execute=True):
        client.post(SIGN_UP, filled_in())
    task = DBTaskResult.objects.get(task_path__endswith="process_address_request")
    assert "jan" not in str(task.args_kwargs)


def test_somebody_who_gets_it_already_hears_that_by_mail_only(client):
    subscribe()
    client.post(SIGN_UP, filled_in())
    do_tasks()
    assert "/nieuwsbrief/voorkeuren/" in mail.outbox[0].body
    assert "/bevestigen/" not in mail.outbox[0].body
    assert lists_of("jan@example.org") == ["platformnieuws"]


def test_an_answer_that_is_given_twice_writes_nothing_twice(client):
    client.post(SIGN_UP, filled_in())
    request = AddressRequest.objects.get()
    do_tasks()
    request.save(force_insert=True)
    do_tasks()
    assert Subscriber.objects.count() == 1
    assert Consent.objects.count() == 1


@pytest.mark.parametrize(
    "address",
    [
        "",
        "geen adres",
        "jan@localhost",
        "jan@",
        "josé@example.nl",
        "jan@example.org\r\nBcc: iedereen@example.org",
        "jan @example.org",
        f"{'x' * 65}@example.org",
        f"{'x' * 64}@{'y' * 60}.{'z' * 60}.{'y' * 60}.{'z' * 80}.nl",
        '"Jan" <jan@example.org>',
        "a" * 320,
    ],
)
def test_an_address_that_cannot_be_is_refused_and_stays_in_the_form(client, address):
    response = post(client, SIGN_UP, filled_in(address, ["landelijk"]))
    page = soup_of(response)
    field = page.select_one("input[name=address]")
    assert page.select_one(f".error-summary a[href='#{field['id']}']")
    assert field["aria-invalid"] == "true"
    # An email field has no line breaks to give back.
    assert field.get("value", "").split() == address.split()
    [tick] = page.select("input[checked][type=checkbox]")
    assert tick["value"] == str(a_list("landelijk").pk)
    assert not AddressRequest.objects.exists()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Jan.Jansen@Example.ORG ", "Jan.Jansen@example.org"),
        ("o'brien+kus@example.org", "o'brien+kus@example.org"),
        ("jan@bücher.example", "jan@bücher.example"),
    ],
)
def test_addresses_that_look_odd_and_are_right(client, typed, kept):
    assert client.post(SIGN_UP, filled_in(typed))["Location"] == SENT
    assert AddressRequest.objects.get().address == kept


def test_without_a_list_the_form_comes_back_with_the_address(client):
    page = soup_of(post(client, SIGN_UP, filled_in(lists=[])))
    assert page.select_one("input[name=address]")["value"] == "jan@example.org"
    target = page.select_one(".error-summary a")["href"].removeprefix("#")
    assert page.find(id=target)["name"] == "lists"


def test_a_closed_list_cannot_be_chosen(client):
    closed = a_list("landelijk")
    closed.is_open = False
    closed.save()
    assert outcome(client.post(SIGN_UP, filled_in(lists=["landelijk"]))) == "refused"
    assert not AddressRequest.objects.exists()


def test_a_link_can_choose_the_list(client):
    page = soup_of(client.get(SIGN_UP + "?lijst=landelijk"))
    [tick] = page.select("input[checked][type=checkbox]")
    assert tick.find_next("label").text.strip().startswith("Werkplaatsen Sociaal Domein")


def test_the_small_form_leads_to_the_whole_one_and_changes_nothing(client):
    home = client.get("/")
    assert not home.cookies
    form = soup_of(home).select_one("footer form")
    response = post(client, form["action"], {"address": "jan@example.org", "lijst": "landelijk"})
    page = soup_of(response)
    assert page.select_one("input[name=address]")["value"] == "jan@example.org"
    assert response.request["PATH_INFO"] == SIGN_UP
    assert not page.select_one("form.form").get("action")
    assert page.select_one("input[name=shown]")["value"]
    [tick] = page.select("input[checked][type=checkbox]")
    assert tick["value"] == str(a_list("landelijk").pk)
    assert not AddressRequest.objects.exists()


def test_the_small_form_needs_no_form_token_and_the_whole_one_does():
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    assert strict.post(SIGN_UP + "stap/", {"address": "jan@example.org"}).status_code == 302
    assert strict.post(SIGN_UP, filled_in()).status_code == 403


def test_whoever_opens_the_step_itself_gets_the_form(client):
    assert client.get(SIGN_UP + "stap/")["Location"] == SIGN_UP


@pytest.mark.parametrize("shown", [0, 25 * 3600, -3600, "", "verzonnen", "123~verzonnen"])
def test_too_fast_or_too_late_is_asked_once_more_and_then_works(client, shown):
    shown = shown if isinstance(shown, str) else stamp(time.time() - shown)
    response = post(client, SIGN_UP, filled_in(shown=shown))
    page = soup_of(response)
    assert page.select_one("#error-summary.notice")
    assert page.select_one("main input[name=address]")["value"] == "jan@example.org"
    fresh = page.select_one("input[name=shown]")["value"]
    number = int(fresh.split("~")[0])
    assert abs(time.time() - number) < 60
    assert not AddressRequest.objects.exists()


def test_a_phone_without_javascript_signs_up_from_the_footer(phone_without_javascript, running_site):
    page = phone_without_javascript
    page.goto("/zoeken/")  # the footer asks only where the page itself does not
    page.locator("footer input[type=email]").fill("telefoon@example.org")
    page.locator("footer form button").click()
    assert page.locator("main input[type=email]").input_value() == "telefoon@example.org"
    take_time(page, running_site.stamp())
    page.locator("main form button").click()
    page.wait_for_url(url_ends_with(SENT))
    assert page.locator("h1").is_visible()
