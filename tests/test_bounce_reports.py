"""Which reports are understood and what they do to an address; what is not understood is kept, counted and shown."""

import mailbox
from functools import partial

import pytest

from newsletters.mailings.sending.bounce_mailbox import read_mailbox
from newsletters.models import Delivery, KeptMail, Subscriber
from newsletters.subscribers.suppressions import is_suppressed
from tests import bounce_samples, imap_server
from tests.bounce_samples import ADDRESS
from tests.mailing_samples import add_list, prepared_mailing, send
from tests.sample_records import settle
from tests.subscriber_samples import soup_of

pytestmark = pytest.mark.django_db
KEPT = "/admin/newsletters/mailings/returned/"


@pytest.fixture(scope="module", autouse=True)
def sent(module_transaction):
    """Send one mail, once; every test starts from there."""
    delivery = send(prepared_mailing(add_list(), ADDRESS)).deliveries.get()
    settle()
    return delivery.pk


@pytest.fixture
def delivery(sent):
    """The mail that was sent."""
    return Delivery.objects.get(pk=sent)


@pytest.fixture
def read(tmp_path):
    """A function that puts mails in a Maildir, reads it, and returns how many are left in it."""
    return partial(bounce_samples.read_maildir, tmp_path / "mail")


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
