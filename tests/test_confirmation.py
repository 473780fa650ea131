"""The link in the mail that asks to confirm: a button, because programs open links too; and forgetting after a week."""

import datetime

import pytest
from django.conf import settings
from django.core import mail
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from newsletters.models import AddressRequest, Consent, NewsletterIssuePage, Subscriber, Subscription, Suppression
from newsletters.subscribers.subscriptions import send_welcome
from newsletters.subscribers.suppressions import is_suppressed, suppress_address
from newsletters.subscribers.tokens import confirm_token, preferences_token, unsubscribe_token
from pages.models import SiteSettings
from tests.redirects import post
from tests.subscriber_samples import SIGN_UP, a_list, do_tasks, filled_in, link_in, lists_of, soup_of, subscribe
from visitors.models import RequestCount

pytestmark = pytest.mark.django_db


ASK_LINK = "/nieuwsbrief/voorkeuren/"


def do_queue():
    """Send the welcome mails in the queue, as a worker would."""
    for row in DBTaskResult.objects.filter(task_path__endswith="send_welcome"):
        send_welcome.func(*row.args_kwargs["args"], **row.args_kwargs["kwargs"])


def address_of(token):
    return f"/nieuwsbrief/bevestigen/{token}/"


def test_pressing_the_button_confirms_and_opening_the_link_does_not(client):
    client.post(SIGN_UP, filled_in(lists=["platformnieuws", "landelijk"]))
    do_tasks()
    link = link_in(mail.outbox[0])
    page = soup_of(client.get(link))
    assert "jan@example.org" in page.main.text
    assert client.head(link).status_code == 200
    assert lists_of("jan@example.org") == []
    page = soup_of(post(client, link))
    assert lists_of("jan@example.org") == ["landelijk", "platformnieuws"]
    assert page.main.select_one("a[href*='/voorkeuren/']")
    consent = Consent.objects.get()
    assert consent.confirmed_at >= consent.given_at


def test_confirming_twice_says_that_it_was_done(client):
    person = subscribe(confirmed=False)
    link = address_of(confirm_token(person.pk))
    first, second, third = post(client, link), post(client, link), client.get(link)
    titles = [soup_of(response).h1.text for response in (first, second, third)]
    assert titles[0] != titles[1] == titles[2]
    assert all(response.status_code == 200 for response in (first, second, third))
    moment = Subscriber.objects.get().confirmed_at
    client.post(link)
    assert Subscriber.objects.get().confirmed_at == moment


def test_a_link_that_was_used_opens_no_preferences(client):
    person = subscribe(confirmed=False)
    link = address_of(confirm_token(person.pk))
    assert soup_of(post(client, link)).main.select_one("a[href*='/voorkeuren/']")["href"] != ASK_LINK
    for response in (post(client, link), client.get(link)):
        assert [found["href"] for found in soup_of(response).main.select("a[href*='/voorkeuren/']")] == [ASK_LINK]


def test_whoever_confirms_is_welcomed_once(client, django_capture_on_commit_callbacks):
    person = subscribe(confirmed=False, lists=["platformnieuws", "landelijk"])
    link = address_of(confirm_token(person.pk))
    with django_capture_on_commit_callbacks(execute=True):
        client.post(link)
        client.post(link)
    do_queue()
    [welcome] = mail.outbox
    assert welcome.to == ["jan@example.org"]
    assert a_list().name in welcome.body
    assert soup_of(client.get(link_in(welcome))).select_one("main form")


def test_the_welcome_leads_to_the_newest_issue_in_the_language_of_the_reader(client, home):
    person = subscribe()
    issues = NewsletterIssuePage.objects.live().filter(locale__language_code="nl")
    newest = issues.order_by("-sort_date").first()
    send_welcome.func(person.pk, [a_list().pk])
    issues.update(live=False)
    send_welcome.func(person.pk, [a_list().pk])
    with_issue, without = mail.outbox
    assert f"{settings.WAGTAILADMIN_BASE_URL}{newest.url}" in with_issue.body
    assert newest.title in with_issue.alternatives[0].content
    assert "nieuwste nummer" not in without.body + without.alternatives[0].content


def test_whoever_left_before_the_welcome_gets_none():
    person = subscribe()
    send_welcome.func(person.pk, [a_list("landelijk").pk])
    person.delete()
    send_welcome.func(person.pk, [a_list().pk])
    assert mail.outbox == []


def test_every_letter_has_a_reply_address_and_the_postal_address(client):
    SiteSettings.objects.update(postal_address="Voorbeeldstraat 9, 3511 AA Utrecht")
    client.post(SIGN_UP, filled_in())
    do_tasks()
    [letter] = mail.outbox
    assert letter.reply_to
    assert "Voorbeeldstraat 9" in letter.body
    assert "Voorbeeldstraat 9" in letter.alternatives[0].content


def test_confirming_lifts_a_block(client):
    suppress_address("jan@example.org", Suppression.UNSUBSCRIBED)
    client.post(SIGN_UP, filled_in())
    do_tasks()
    assert is_suppressed("jan@example.org")
    client.post(link_in(mail.outbox[0]))
    assert not is_suppressed("jan@example.org")


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_link_that_was_cut_short_says_what_to_do(client, method):
    person = subscribe(confirmed=False)
    response = getattr(client, method)(address_of(confirm_token(person.pk)[:-1]), follow=True)
    assert response.status_code == 400
    assert soup_of(response).select_one(f"main a[href='{SIGN_UP}']")
    assert lists_of("jan@example.org") == []


@pytest.mark.parametrize("make", [preferences_token, lambda pk: unsubscribe_token(pk, a_list().pk)])
def test_a_token_made_for_something_else_confirms_nothing(client, make):
    person = subscribe(confirmed=False)
    post(client, address_of(make(person.pk)), status=400)
    assert lists_of("jan@example.org") == []


def test_a_link_of_last_week_says_what_to_do(client, monkeypatch):
    person = subscribe(confirmed=False)
    with monkeypatch.context() as patch:
        # The clock that signs, eight days ago.
        patch.setattr("django.core.signing.time.time", lambda: timezone.now().timestamp() - 8 * 24 * 3600)
        token = confirm_token(person.pk)
    response = post(client, address_of(token), status=410)
    assert soup_of(response).select_one(f"main a[href='{SIGN_UP}']")


def test_the_link_of_somebody_who_was_forgotten_says_what_to_do(client):
    person = subscribe(confirmed=False)
    link = address_of(confirm_token(person.pk))
    person.delete()
    assert client.get(link).status_code == 410


@pytest.mark.parametrize("path", ["/nieuwsbrief/bevestigen/", "/en/nieuwsbrief/bevestigen/"])
def test_the_page_stays_out_of_caches_search_engines_and_other_sites(client, path):
    person = subscribe(confirmed=False)
    response = client.get(f"{path}{confirm_token(person.pk)}/")
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]
    assert response["Referrer-Policy"] == "no-referrer"
    assert not response.cookies


def test_tokens_stay_out_of_the_log(client, caplog):
    for path in ("/nieuwsbrief/bevestigen/", "/en/nieuwsbrief/afmelden/", "/nieuwsbrief/voorkeuren/"):
        client.get(f"{path}geheim~teken/")
    client.get("/nieuwsbrief/voorkeuren/geheim~teken/wissen/")
    written = [record.path for record in caplog.records if record.name == "kus_site.requests"]
    assert [path.count("[token]") for path in written] == [1] * 4
    assert "geheim" not in str(written)


def age(days):
    """Let everything there is have happened so many days ago."""
    moment = timezone.now() - datetime.timedelta(days=days)
    Subscriber.objects.update(created_at=moment)
    Subscription.objects.update(created_at=moment)
    Consent.objects.update(given_at=moment)
    AddressRequest.objects.update(created_at=moment)


def test_the_clock_forgets_after_a_week_who_did_not_confirm():
    subscribe("jan@example.org", confirmed=False)
    subscribe("piet@example.org")
    age(days=6)
    call_command("run_clock", once=True)
    assert Subscriber.objects.count() == 2
    age(days=8)
    call_command("run_clock", once=True)
    assert Subscriber.objects.get().address == "piet@example.org"
    assert not is_suppressed("jan@example.org")


def test_a_second_list_that_was_not_confirmed_is_forgotten_and_the_first_stays(client):
    subscribe()
    client.post(SIGN_UP, filled_in(lists=["landelijk"]))
    do_tasks()
    age(days=8)
    call_command("forget_subscribers")
    assert lists_of("jan@example.org") == ["platformnieuws"]
    assert Subscription.objects.count() == 1
    assert Consent.objects.count() == 1


def test_signing_up_again_begins_the_week_anew(client):
    subscribe(confirmed=False)
    age(days=6)
    client.post(SIGN_UP, filled_in())
    do_tasks()
    call_command("forget_subscribers")
    client.post(link_in(mail.outbox[0]))
    assert lists_of("jan@example.org") == ["platformnieuws"]


def test_a_request_whose_worker_died_is_enqueued_again(client):
    from django_tasks_db.models import DBTaskResult

    client.post(SIGN_UP, filled_in())
    AddressRequest.objects.update(enqueued_at=timezone.now() - datetime.timedelta(minutes=11))
    for _look in range(3):
        call_command("forget_subscribers")
    assert DBTaskResult.objects.filter(task_path__endswith="process_address_request").count() == 1


def test_old_counts_go(client):
    client.post(SIGN_UP, filled_in())
    assert RequestCount.objects.exists()
    RequestCount.objects.update(expires_at=timezone.now())
    call_command("forget_visitors")
    assert not RequestCount.objects.exists()
