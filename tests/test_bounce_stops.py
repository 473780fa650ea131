"""Failures that add up stop an address, and people undo that; what comes back is forgotten with the addresses."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from newsletters.mailings.sending import recovery
from newsletters.models import Delivery, KeptMail, Subscriber
from newsletters.subscribers import stops
from newsletters.subscribers.suppressions import is_suppressed
from tests import bounce_samples
from tests.bounce_samples import ADDRESS
from tests.mailing_samples import add_issue, add_list, prepared_mailing, send
from tests.subscriber_samples import do_tasks, filled_in, link_in, soup_of

pytestmark = pytest.mark.django_db
SUBSCRIBERS = "/admin/newsletters/subscribers/"


@pytest.fixture
def chosen():
    """A mailing list."""
    return add_list()


@pytest.fixture
def read(tmp_path):
    """A function that puts mails in a Maildir, reads it, and returns how many are left in it."""
    return partial(bounce_samples.read_maildir, tmp_path / "mail")


@pytest.mark.parametrize(
    ("answer", "is_gone"),
    [
        ("550 5.1.1 User unknown", True),
        ("550 No such user here", True),
        ("550 Rejected", False),
        ("552 5.2.2 Over quota", False),
    ],
)
def test_an_answer_of_the_mail_server_is_judged_alike(mail_server, chosen, answer, is_gone):
    mail_server.answers[ADDRESS] = answer
    delivery = send(prepared_mailing(chosen, ADDRESS)).deliveries.get()
    assert delivery.state == ("bounced" if is_gone else "refused")
    assert is_suppressed(ADDRESS) == is_gone
    assert bool(delivery.failed_at) != is_gone


@pytest.fixture
def fail(mailoutbox, chosen, read):
    """A function that sends an issue so many days ago and, unless it arrived, lets it come back."""

    def fail(days, *, arrives=False, status="5.2.2"):
        issue = add_issue(f"Nummer van {days} dagen geleden", slug=f"dag-{days}")
        delivery = send(prepared_mailing(chosen, *no_subscriber_yet(), issue=issue)).deliveries.get()
        moment = timezone.now() - timedelta(days=days)
        Delivery.objects.filter(pk=delivery.pk).update(claimed_at=moment, sent_at=moment)
        if not arrives:
            read(bounce_samples.report(delivery.key, status=status))
        return delivery

    return fail


def no_subscriber_yet():
    return () if Subscriber.objects.with_address(ADDRESS).exists() else (ADDRESS,)


def is_stopped():
    return Subscriber.objects.get().stopped_at is not None


def test_failures_over_weeks_stop_an_address(fail, chosen):
    fail(40)
    fail(20)
    assert not is_stopped()
    fail(1)
    assert is_stopped()
    assert not is_suppressed(ADDRESS)
    assert not chosen.subscriptions.deliverable().exists()


def test_failures_in_one_week_do_not_stop_an_address(fail):
    for days in (5, 4, 3, 2, 1):
        fail(days)
    assert not is_stopped()


def test_a_mail_that_arrives_in_between_begins_the_count_anew(fail):
    fail(60)
    fail(40)
    fail(30, arrives=True)
    fail(20)
    fail(1)
    assert not is_stopped()


def test_a_mail_without_a_report_yet_does_not_count_as_arrived(fail):
    fail(60)
    fail(30)
    fail(2, arrives=True)
    fail(1)
    assert is_stopped()


def test_one_report_read_twice_counts_once(fail, read):
    fail(60)
    delivery = fail(30)
    read(bounce_samples.report(delivery.key, status="5.2.2"))
    assert stops.failures_of(ADDRESS).count() == 2
    assert not is_stopped()


def test_a_stop_while_a_mailing_waits_holds_its_mail(fail, chosen, mailoutbox):
    fail(40)
    fail(20)
    waiting = prepared_mailing(chosen, issue=add_issue("Wacht", slug="wacht"))
    fail(1)
    mailoutbox.clear()
    send(waiting)
    assert waiting.deliveries.get().state == "cancelled"
    assert not mailoutbox


def test_editors_see_a_stop_and_undo_it(fail, chosen, administrator_client):
    for days in (40, 20, 1):
        fail(days)
    person = Subscriber.objects.get()
    listed = soup_of(administrator_client.get("/admin/newsletters/mailings/"))
    assert listed.select_one(f'a[href="{SUBSCRIBERS}?state=stopped"]')
    assert ADDRESS in soup_of(administrator_client.get(f"{SUBSCRIBERS}?state=stopped")).text
    page = soup_of(administrator_client.get(f"{SUBSCRIBERS}{person.pk}/"))
    assert page.select_one(".help-warning form button")
    assert "5.2.2" in page.text
    assert "Nummer van 40 dagen geleden" in page.text
    assert administrator_client.get(f"{SUBSCRIBERS}{person.pk}/resume/").status_code == 405
    administrator_client.post(f"{SUBSCRIBERS}{person.pk}/resume/")
    assert not is_stopped()
    assert chosen.subscriptions.deliverable().exists()
    fail(0)
    assert not is_stopped()


def test_the_owner_undoes_a_stop_by_signing_up_again(fail, client, chosen, mailoutbox):
    for days in (40, 20, 1):
        fail(days)
    mailoutbox.clear()
    client.post("/nieuwsbrief/aanmelden/", filled_in(ADDRESS) | {"lists": [chosen.pk]})
    do_tasks()
    link = link_in(mailoutbox[-1])
    assert chosen.name in soup_of(client.get(link)).main.text
    client.post(link)
    assert not is_stopped()
    assert chosen.subscriptions.deliverable().exists()


def test_kept_mail_is_forgotten_with_the_addresses(settings):
    old = timezone.now() - settings.MAILING["addresses_kept"] - timedelta(days=1)
    KeptMail.objects.create(digest="a", kind=KeptMail.REPLY, found_at=old)
    KeptMail.objects.create(digest="b", kind=KeptMail.REPLY)
    recovery.run_due_work()
    assert KeptMail.objects.get().digest == "b"
