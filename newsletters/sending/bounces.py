"""Reports about mail of ours: not delivered (RFC 3464), unwanted (RFC 5965). What names no mail of ours is ignored."""

import email
import email.policy
import logging
import re
import uuid
from dataclasses import dataclass

from django.db import transaction

from newsletters.models import Delivery, Suppression
from newsletters.sending.outcomes import blames_address, tidy
from newsletters.suppressions import stop_address

logger = logging.getLogger(__name__)

MESSAGE_ID = re.compile(r"<([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})@", re.IGNORECASE)
# The states that a report may still change.
ON_ITS_WAY = (Delivery.HANDING, Delivery.SENT, Delivery.DELIVERED, Delivery.UNKNOWN, Delivery.BOUNCED)


@dataclass(frozen=True)
class Report:
    """What a mail in the bounce mailbox says: `key` names a delivery of ours.

    `state` is the one of Delivery's that follows; `stops` the Suppression reason, or "" when the address may stay.
    """

    key: uuid.UUID
    state: str
    stops: str
    answer: str = ""


def read_report(content):
    """Return the Report in a mail (bytes), or None where it is no report, only tells of a delay, or names no mail."""
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
        return _of_status(key, mail)
    return None


def _of_status(key, mail):
    for fields in _recipient_fields(mail):
        status = str(fields.get("Status", "")).strip()
        action = str(fields.get("Action", "")).strip().lower()
        if action != "failed":
            continue
        answer = tidy(f"{status} {fields.get('Diagnostic-Code', '')}")
        # 4.x.x with "failed": tried for days and given up; the address may work next month.
        stops = status.startswith("5") and (blames_address(0, status) or status.startswith("5.0."))
        return Report(key, Delivery.BOUNCED, Suppression.BOUNCED if stops else "", answer)
    return None


def _recipient_fields(mail):
    """Return the groups of fields of the message/delivery-status part, each a Message (RFC 3464 2.1)."""
    return [
        group
        for part in mail.walk()
        if part.get_content_type() == "message/delivery-status"
        for group in part.get_payload()
        if not isinstance(group, str)
    ]


def _key_of_returned(mail):
    """Return the key in the Message-ID of the mail that a report brings back, whole or only its headers."""
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
    """Write a Report down at its delivery and stop the address where it says so; return whether it was one of ours."""
    delivery = Delivery.objects.filter(key=report.key, state__in=ON_ITS_WAY).first()
    if delivery is None:
        logger.info("A report about a mail that is not ours was ignored.")
        return False
    Delivery.objects.filter(pk=delivery.pk).update(state=report.state, answer=report.answer)
    if report.stops and delivery.address:
        stop_address(delivery.address, report.stops)
    return True
