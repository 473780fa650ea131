"""Which reports are understood and what they do to an address; what is not understood is kept, counted and shown."""

import mailbox
from datetime import timedelta

import pytest
from django.utils import timezone

from newsletters.mailings.sending import recovery
from newsletters.mailings.sending.bounce_mailbox import read_mailbox
from newsletters.models import Delivery, KeptMail, Subscriber
from newsletters.subscribers import stops
from newsletters.subscribers.suppressions import is_suppressed
from tests import bounce_samples, imap_server
from tests.bounce_samples import ADDRESS
from tests.mailing_samples import add_issue, add_list, prepared_mailing, send
from tests.subscriber_samples import do_tasks, filled_in, link_in, soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
SUBSCRIBERS = "/admin/newsletters/subscribers/"
KEPT = "/admin/newsletters/mailings/returned/"


@pytest.fixture
def chosen():
    """A mailing list."""
    return add_list()


@pytest.fixture
def delivery(mailoutbox, chosen):
    """A mail that was sent."""
    return send(prepared_mailing(chosen, ADDRESS)).deliveries.get()


@pytest.fixture
def read(tmp_path):
    """A function that puts mails in a Maildir, reads it as the clock does, and returns how many are left in it."""

    def read(*mails):
        box = mailbox.Maildir(tmp_path / "mail")
        for mail in mails:
            box.add(mail)
        read_mailbox(f"maildir://{tmp_path / 'mail'}")
        return len(mailbox.Maildir(tmp_path / "mail"))

    return read


def state_of(delivery):
    delivery.refresh_from_db()
    return delivery.state


GONE = [
    ("5.1.1", ""),
    ("5.1.2", "Host unknown"),
    ("5.2.1", "Account disabled"),
    ("5.0.0", "550 5.1.1 <lezer@example.org>: no such user"),
    ("5.0.0", "550 User unknown"),
    ("5.1.10", "550 5.1.10 RESOLVER.ADR.RecipientNotFound"),
    ("5.4.4", "Host or domain name not found. Name service error for name=weg.invalid type=A: Host not found"),
]
NOT_GONE = [
    ("5.0.0", "550 5.7.1 Message rejected as spam"),
    ("5.0.0", "552 5.2.2 Mailbox full"),
    ("5.0.0", "550 5.4.1 Recipient address rejected: Access denied"),
    ("5.0.0", "550 Administrative prohibition"),
    ("5.0.0", ""),
    ("5.1.1", "550 5.7.1 Spam"),
    ("5.1.8", "Sender address rejected: Domain not found"),
    ("5.0.0", "550 Sender address rejected: Domain not found"),
    ("5.2.2", ""),
    ("5.4.4", "No route"),
    ("5.4.6", "Routing loop"),
    ("4.4.4", "Host or domain name not found, try again"),
    ("5.0.0", "host 5.1.1.20 said: 554 rejected"),
]


@pytest.mark.parametrize(("status", "diagnostic"), GONE)
def test_a_status_that_says_the_address_is_gone_stops_it_at_once(delivery, read, status, diagnostic):
    assert read(bounce_samples.report(delivery.key, status=status, diagnostic=diagnostic)) == 0
    assert state_of(delivery) == "bounced"
    assert is_suppressed(ADDRESS)


@pytest.mark.parametrize(("status", "diagnostic"), NOT_GONE)
def test_any_other_status_leaves_the_address(delivery, read, status, diagnostic):
    assert read(bounce_samples.report(delivery.key, status=status, diagnostic=diagnostic)) == 0
    assert state_of(delivery) == "bounced"
    assert not is_suppressed(ADDRESS)
    assert Subscriber.objects.get().stopped_at is None


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


UNDERSTOOD = {
    "plain": bounce_samples.report,
    "only In-Reply-To": lambda key: bounce_samples.report(key, copy=False),
    "global": bounce_samples.international_report,
    "global, headers only": lambda key: bounce_samples.international_report(key, headers_only=True),
    "global, base64": lambda key: bounce_samples.international_report(key, encoded=True),
    "wrapped": lambda key: bounce_samples.wrapped(bounce_samples.report(key)),
    "global, wrapped": lambda key: bounce_samples.wrapped(bounce_samples.international_report(key)),
    "qmail": bounce_samples.qmail,
    "qmail, domain": lambda key: bounce_samples.qmail(key, "Sorry, I couldn't find any host named weg.nl. (#5.1.2)"),
    "qmail, remote": lambda key: bounce_samples.qmail(
        key, "192.0.2.1 does not like recipient.\nRemote host said: 550 5.1.1 unknown\nGiving up on 192.0.2.1."
    ),
    "hMailServer": bounce_samples.hmailserver,
    "hMailServer, words": lambda key: bounce_samples.hmailserver(key, "550 Unknown user"),
}


@pytest.mark.parametrize("sample", UNDERSTOOD.values(), ids=UNDERSTOOD.keys())
def test_reports_of_many_makers_are_understood(delivery, read, sample):
    assert read(sample(delivery.key)) == 0
    assert state_of(delivery) == "bounced"
    assert delivery.answer
    assert ADDRESS not in delivery.answer
    assert is_suppressed(ADDRESS)
    assert not KeptMail.objects.exists()


@pytest.mark.parametrize("sample", [bounce_samples.qmail, bounce_samples.hmailserver])
def test_a_full_mailbox_in_a_text_leaves_the_address(delivery, read, sample):
    assert read(sample(delivery.key, "552 5.2.2 Mailbox full")) == 0
    assert state_of(delivery) == "bounced"
    assert not is_suppressed(ADDRESS)


KEPT_MAILS = [
    (bounce_samples.reply, KeptMail.REPLY),
    (lambda key: bounce_samples.reply(key, "Ik kreeg: 550 5.1.1 user unknown, undeliverable."), KeptMail.REPLY),
    (lambda key: bounce_samples.reply(key, From="postmaster@example.org", Subject="Re: undeliverable"), KeptMail.REPLY),
    (bounce_samples.forwarded_report, KeptMail.REPLY),
    (lambda key: bounce_samples.reply(key, "Ik ben er niet.", Auto_Submitted="auto-replied"), KeptMail.AUTOMATIC),
    (lambda key: bounce_samples.reply(key, From="MAILER-DAEMON@x.nl", Subject="Hm"), KeptMail.REPORT),
    (lambda key: bounce_samples.qmail("geen-sleutel"), KeptMail.REPORT),
    (lambda key: bounce_samples.report(key, action="onbekend"), KeptMail.REPORT),
]


@pytest.mark.parametrize(("sample", "kind"), KEPT_MAILS)
def test_what_is_no_report_or_not_understood_is_kept_counted_and_shown(
    delivery, read, administrator_client, sample, kind
):
    assert read(sample(delivery.key)) == 1
    assert read() == 1
    kept = KeptMail.objects.get()
    assert kept.kind == kind
    assert ADDRESS not in kept.subject
    assert state_of(delivery) == "sent"
    assert not is_suppressed(ADDRESS)
    listed = soup_of(administrator_client.get("/admin/newsletters/mailings/"))
    assert listed.select_one(f'a[href="{KEPT}"]')
    assert kept.get_kind_display() in soup_of(administrator_client.get(KEPT)).select_one("table.listing").text
    administrator_client.post(KEPT, {"mail": [kept.pk]})
    assert not soup_of(administrator_client.get("/admin/newsletters/mailings/")).select(f'a[href="{KEPT}"]')
    assert read() == 1
    assert KeptMail.objects.count() == 1


def test_kept_mail_does_not_hold_up_the_reports_behind_it(delivery, read, monkeypatch):
    monkeypatch.setattr("newsletters.mailings.sending.bounce_mailbox.MAX_MESSAGES", 2)
    replies = [bounce_samples.reply(delivery.key, f"Antwoord {number}") for number in range(3)]
    read(*replies)
    read()
    assert read(bounce_samples.report(delivery.key)) == 3
    assert state_of(delivery) == "bounced"


def test_an_mbox_keeps_the_reply_and_loses_the_report(delivery, tmp_path):
    box = mailbox.mbox(tmp_path / "mbox")
    box.add(bounce_samples.reply(delivery.key))
    box.add(bounce_samples.qmail(delivery.key))
    box.close()
    assert read_mailbox(f"mbox://{tmp_path / 'mbox'}") == 1
    [left] = mailbox.mbox(tmp_path / "mbox")
    assert "mooie nieuwsbrief" in left.get_payload()


def test_over_imap_a_reply_is_counted_and_stays(delivery):
    with imap_server.serve([bounce_samples.reply(delivery.key)]) as box:
        assert read_mailbox(f"imap://terug:geheim@127.0.0.1:{box.port}/INBOX") == 0
        assert box.seen == {1}
    assert KeptMail.objects.get().kind == KeptMail.REPLY


def test_a_delay_and_a_success_change_nothing_and_are_not_kept(delivery, read):
    for action in ("delayed", "delivered", "relayed"):
        assert read(bounce_samples.report(delivery.key, action=action, status="4.4.1")) == 0
    assert state_of(delivery) == "sent"
    assert not KeptMail.objects.exists()


# Failures that add up


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
