"""What comes back: bounces in a mailbox, complaints, and reports of providers. Forged ones change nothing."""

import base64
import hashlib
import hmac
import imaplib
import json
import mailbox
import time
import uuid

import pytest

from newsletters.mailings.sending.bounce_mailbox import read_mailbox
from newsletters.mailings.sending.bounces import read_report
from newsletters.models import Delivery, KeptMail
from newsletters.subscribers.suppressions import is_suppressed
from tests import imap_server
from tests.mailing_samples import add_list, prepared_mailing, send

pytestmark = pytest.mark.django_db
ADDRESS = "lezer@example.org"
BOUNCE = """From: MAILER-DAEMON@mx.example.org
To: terug@example.org
Subject: Undelivered
MIME-Version: 1.0
Content-Type: multipart/report; report-type={kind}; boundary="b"

--b
Content-Type: text/plain

It went wrong.

--b
Content-Type: {part}

{fields}
--b
Content-Type: message/rfc822

From: nieuwsbrief@example.org
Message-ID: <{key}@example.org>
Subject: Nummer

Tekst

--b--
"""
STATUS = "Reporting-MTA: dns; mx.example.org\n\nFinal-Recipient: rfc822; lezer@example.org\nAction: {}\nStatus: {}\n"


def bounce(key, action="failed", status="5.1.1"):
    """Return a delivery status notification as bytes."""
    fields = STATUS.format(action, status)
    text = BOUNCE.format(kind="delivery-status", part="message/delivery-status", fields=fields, key=key)
    return text.encode()


def complaint(key):
    """Return a feedback report as bytes."""
    fields = "Feedback-Type: abuse\nVersion: 1\nUser-Agent: x/1\n"
    return BOUNCE.format(kind="feedback-report", part="message/feedback-report", fields=fields, key=key).encode()


@pytest.fixture
def delivery(mailoutbox):
    """A mail that was sent."""
    return send(prepared_mailing(add_list(), ADDRESS)).deliveries.get()


def read(tmp_path, *mails):
    """Put mails in a Maildir, read it as the clock does, and return how many are left in it."""
    box = mailbox.Maildir(tmp_path / "mail")
    for mail in mails:
        box.add(mail)
    read_mailbox(f"maildir://{tmp_path / 'mail'}")
    return len(mailbox.Maildir(tmp_path / "mail"))


def state_of(delivery):
    delivery.refresh_from_db()
    return delivery.state


def test_a_bounce_in_a_mailbox_over_imap_stops_the_address_and_is_read_once(delivery):
    with imap_server.serve([b"Subject: Hallo\r\n\r\nGeen bericht van een server.\r\n", bounce(delivery.key)]) as box:
        assert read_mailbox(f"imap://terug:geheim@127.0.0.1:{box.port}/Terug") == 1
        assert box.seen == {1, 2}
        assert box.selected == '"Terug"'
        assert read_mailbox(f"imap://terug:geheim@127.0.0.1:{box.port}/Terug") == 0
    assert state_of(delivery) == "bounced"
    assert is_suppressed(ADDRESS)


def test_a_wrong_password_of_the_mailbox_is_an_error_for_the_log(delivery):
    with imap_server.serve([bounce(delivery.key)]) as box, pytest.raises(imaplib.IMAP4.error):
        read_mailbox(f"imap://terug:fout@127.0.0.1:{box.port}")
    assert state_of(delivery) == "sent"


def test_a_permanent_bounce_stops_the_address(delivery, tmp_path):
    assert read(tmp_path, bounce(delivery.key)) == 0
    assert state_of(delivery) == "bounced"
    assert is_suppressed(ADDRESS)


@pytest.mark.parametrize("status", ["4.4.7", "5.2.2", "5.7.1"])
def test_what_is_not_the_address_its_fault_does_not_stop_it(delivery, tmp_path, status):
    read(tmp_path, bounce(delivery.key, status=status))
    assert state_of(delivery) == "bounced"
    assert not is_suppressed(ADDRESS)


def test_a_delay_changes_nothing(delivery, tmp_path):
    read(tmp_path, bounce(delivery.key, action="delayed", status="4.4.1"))
    assert state_of(delivery) == "sent"


def test_a_complaint_stops_the_address(delivery, tmp_path):
    read(tmp_path, complaint(delivery.key))
    assert state_of(delivery) == "complained"
    assert is_suppressed(ADDRESS)


def test_a_report_about_a_mail_that_was_never_sent_is_ignored(delivery, tmp_path):
    rest = read(tmp_path, bounce(uuid.uuid4()), b"\xff\xfe", b"")
    assert rest == 3
    assert KeptMail.objects.count() == 3
    assert state_of(delivery) == "sent"
    assert not is_suppressed(ADDRESS)


def test_a_report_about_a_mail_that_has_not_left_yet_is_ignored(tmp_path):
    waiting = prepared_mailing(add_list(), ADDRESS).deliveries.get()
    read(tmp_path, bounce(waiting.key))
    assert state_of(waiting) == "waiting"


def test_an_mbox_is_read_too(delivery, tmp_path):
    box = mailbox.mbox(tmp_path / "mbox")
    box.add(bounce(delivery.key))
    box.close()
    assert read_mailbox(f"mbox://{tmp_path / 'mbox'}") == 1
    assert state_of(delivery) == "bounced"


def test_only_headers_of_the_returned_mail_are_enough(delivery):
    mail = bounce(delivery.key).replace(b"message/rfc822", b"text/rfc822-headers")
    assert read_report(mail).key == delivery.key


@pytest.fixture
def provider(settings):
    """anymail with the secrets of two providers."""
    settings.ANYMAIL = settings.ANYMAIL | {
        "WEBHOOK_SECRET": "naam:geheim",
        "MAILGUN_WEBHOOK_SIGNING_KEY": "sleutel",
        "MAILGUN_API_KEY": "sleutel",
    }


def basic(words):
    return {"HTTP_AUTHORIZATION": "Basic " + base64.b64encode(words.encode()).decode()}


def postmark(client, delivery, authorisation, **fields):
    """Let Postmark report a hard bounce."""
    event = {
        "RecordType": "Bounce",
        "Type": "HardBounce",
        "TypeCode": 1,
        "ID": 1,
        "MessageID": "x",
        "Email": ADDRESS,
        "BouncedAt": "2026-01-01T00:00:00Z",
        "Metadata": {"delivery": str(delivery.key)},
    }
    return client.post(
        "/nieuwsbrief/meldingen/postmark/tracking/",
        json.dumps(event | fields),
        content_type="application/json",
        **authorisation,
    )


def test_a_provider_with_a_secret_reports_a_bounce(client, delivery, provider):
    assert postmark(client, delivery, basic("naam:geheim")).status_code == 200
    assert state_of(delivery) == "bounced"
    assert is_suppressed(ADDRESS)


@pytest.mark.parametrize("authorisation", [{}, basic("naam:fout"), {"HTTP_AUTHORIZATION": "Basic %%%"}])
def test_without_the_secret_nothing_changes(client, delivery, provider, authorisation):
    assert postmark(client, delivery, authorisation).status_code == 400
    assert state_of(delivery) == "sent"


def test_without_any_secret_set_nobody_is_believed(client, delivery):
    assert postmark(client, delivery, {}).status_code == 400
    assert state_of(delivery) == "sent"


def test_a_report_about_another_address_changes_nothing(client, delivery, provider):
    assert postmark(client, delivery, basic("naam:geheim"), Email="ander@example.org").status_code == 200
    assert state_of(delivery) == "sent"
    assert not is_suppressed(ADDRESS)


def mailgun(client, delivery, key="sleutel", event="delivered", **fields):
    """Let Mailgun report, signed with a key."""
    stamp, token = str(int(time.time())), "t" * 50
    signature = hmac.new(key.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    data = {
        "event": event,
        "timestamp": time.time(),
        "id": "1",
        "recipient": ADDRESS,
        "message": {"headers": {"message-id": "x"}},
        "user-variables": {"delivery": str(delivery.key)},
    }
    content = {"signature": {"timestamp": stamp, "token": token, "signature": signature}, "event-data": data | fields}
    return client.post(
        "/nieuwsbrief/meldingen/mailgun/tracking/",
        json.dumps(content),
        content_type="application/json",
        **basic("naam:geheim"),
    )


def test_a_signed_report_tells_that_a_mail_was_delivered(client, delivery, provider):
    assert mailgun(client, delivery).status_code == 200
    assert state_of(delivery) == "delivered"


def test_a_delivery_report_resolves_an_unknown_delivery(client, delivery, provider):
    Delivery.objects.update(state="unknown")
    mailgun(client, delivery)
    assert state_of(delivery) == "delivered"


def test_a_complaint_with_a_provider_stops_the_address(client, delivery, provider):
    assert mailgun(client, delivery, event="complained").status_code == 200
    assert state_of(delivery) == "complained"
    assert is_suppressed(ADDRESS)


def test_a_false_signature_changes_nothing(client, delivery, provider):
    assert mailgun(client, delivery, key="vals", event="complained").status_code == 400
    assert state_of(delivery) == "sent"
    assert not is_suppressed(ADDRESS)
