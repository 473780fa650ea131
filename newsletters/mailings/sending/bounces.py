"""Parses and applies delivery status notifications (RFC 3464) and abuse feedback reports (RFC 5965)."""

import email
import email.policy
import logging
import re
import uuid
from dataclasses import dataclass

from django.db import transaction

from newsletters.mailings.sending.smtp_responses import is_address_error, redact
from newsletters.models import Delivery, Suppression
from newsletters.subscribers.suppressions import suppress_address

logger = logging.getLogger(__name__)

MESSAGE_ID = re.compile(r"<([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})@", re.IGNORECASE)
# States that a report may still change.
OPEN_STATES = (Delivery.CLAIMED, Delivery.SENT, Delivery.DELIVERED, Delivery.UNKNOWN, Delivery.BOUNCED)


@dataclass(frozen=True)
class Report:
    """A parsed report: `key` is Delivery.key, `state` its new Delivery state.

    `suppression` is a Suppression reason, or "" when the address stays; `answer` the redacted response of the server.
    """

    key: uuid.UUID
    state: str
    suppression: str
    answer: str = ""


def read_report(content):
    """Parse a message (bytes); return a Report, or None for other mail, for delays and without a Message-ID of ours."""
    mail = email.message_from_bytes(content, policy=email.policy.default)
    if mail.get_content_type() != "multipart/report":
        return None
    key = _key_of_returned(mail)
    if key is None:
        return None
    kind = str(mail.get_param("report-type", "")).lower()
    if kind == "feedback-report":
        return Report(key, Delivery.COMPLAINED, Suppression.COMPLAINED)
    if kind == "delivery-status":
        return _parse_status(key, mail)
    return None


def _parse_status(key, mail):
    for fields in _recipient_fields(mail):
        status = str(fields.get("Status", "")).strip()
        action = str(fields.get("Action", "")).strip().lower()
        if action != "failed":
            continue
        answer = redact(f"{status} {fields.get('Diagnostic-Code', '')}")
        # 4.x.x with "failed": the retries ran out; the address may work next month.
        is_dead = status.startswith("5") and (is_address_error(0, status) or status.startswith("5.0."))
        return Report(key, Delivery.BOUNCED, Suppression.BOUNCED if is_dead else "", answer)
    return None


def _recipient_fields(mail):
    """Return the field groups of the message/delivery-status part, each a Message (RFC 3464, section 2.1)."""
    return [
        group
        for part in mail.walk()
        if part.get_content_type() == "message/delivery-status"
        for group in part.get_payload()
        if not isinstance(group, str)
    ]


def _key_of_returned(mail):
    """Return the UUID in the Message-ID of the returned message (whole, or headers only), or None."""
    for part in mail.walk():
        found = None
        if part.get_content_type() == "message/rfc822":
            found = MESSAGE_ID.search(str(part.get_payload(0).get("Message-ID", "")))
        elif part.get_content_type() == "text/rfc822-headers":
            returned = email.message_from_string(part.get_content())
            found = MESSAGE_ID.search(str(returned.get("Message-ID", "")))
        if found:
            return uuid.UUID(found.group(1))
    return None


@transaction.atomic
def apply_report(report):
    """Apply a Report to its Delivery and suppress the address if it says so; return whether the delivery was found."""
    delivery = Delivery.objects.filter(key=report.key, state__in=OPEN_STATES).first()
    if delivery is None:
        logger.info("A report about a mail that is not ours was ignored.")
        return False
    Delivery.objects.filter(pk=delivery.pk).update(state=report.state, answer=report.answer)
    if report.suppression and delivery.address:
        suppress_address(delivery.address, report.suppression)
    return True
