"""Parses and applies what comes back: delivery status notifications and abuse feedback reports.

Understood are RFC 3464, RFC 6533 (message/global-*), RFC 5965, also wrapped in multipart/mixed by a gateway, and the
plain text of qmail (QSBMF), hMailServer and others. Whatever a person wrote is never a report.
"""

import base64
import email
import email.header
import email.utils
import logging
import quopri
import re
import uuid
from dataclasses import dataclass

from django.db import transaction

from newsletters.mailings.sending.smtp_responses import ENHANCED, is_address_error, redact
from newsletters.models import Delivery, KeptMail, Suppression
from newsletters.subscribers.stops import count_failure
from newsletters.subscribers.suppressions import suppress_address

logger = logging.getLogger(__name__)

KEY = r"<([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})@"
KEY_IN_HEADER = re.compile(KEY, re.IGNORECASE)
MESSAGE_ID = re.compile(rf"^[ \t>]*Message-ID:\s*{KEY}", re.IGNORECASE | re.MULTILINE)
# States that a report may still change.
OPEN_STATES = (Delivery.CLAIMED, Delivery.SENT, Delivery.DELIVERED, Delivery.UNKNOWN, Delivery.BOUNCED)

STATUS_TYPES = {"message/delivery-status", "message/global-delivery-status"}
RETURNED_TYPES = {"message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers"}
DAEMON = re.compile(r"^(mailer-?daemon|postmaster|mail-?daemon)@", re.IGNORECASE)
ANSWERED = re.compile(r"^\s*(re|antw|aw|fw|fwd|doorst)\s*:", re.IGNORECASE)
DELAYED = re.compile(
    r"warning message only|do not need to resend|has been delayed|will be retried|will (keep|continue) trying"
    r"|not yet been delivered",
    re.IGNORECASE,
)
FAILED = re.compile(
    r"wasn.t able to deliver|could ?n.t be delivered|(could|can) not be delivered|cannot be delivered"
    r"|was not delivered|undeliverable|did not reach|permanent(ly)? (error|fail\w*)|delivery .{0,60}failed"
    r"|returned to sender|(kon|kan) niet (worden )?(afgeleverd|bezorgd)",
    re.IGNORECASE | re.DOTALL,
)
# Where the text of a report ends and the returned mail begins.
COPY = re.compile(
    r"^(--- (Below|Enclosed).*|(Return-Path|Received|DKIM-Signature|Message-ID|MIME-Version):.*)$", re.MULTILINE
)
CODE = re.compile(r"\b5\d\d\b")


@dataclass(frozen=True)
class Report:
    """A parsed report: `key` is Delivery.key, `state` its new Delivery state, or "" when nothing changes.

    `suppression` is a Suppression reason, or "" when the address stays; `answer` the redacted response of the server.
    """

    key: uuid.UUID
    state: str
    suppression: str = ""
    answer: str = ""


def read_report(content):
    """Parse a mail (bytes); return a Report, or the kind (of KeptMail) of a mail that is none or is not understood."""
    mail = email.message_from_bytes(content)
    parts = list(_parts(mail))
    types = {part.get_content_type() for part in parts}
    is_report = _is_from_daemon(mail) or _has_report(mail)
    if not is_report:
        return KeptMail.AUTOMATIC if _is_automatic(mail) else KeptMail.REPLY
    key = _find_key(mail, parts)
    if key is None:
        return KeptMail.REPORT
    if "message/feedback-report" in types:
        return Report(key, Delivery.COMPLAINED, Suppression.COMPLAINED)
    if types & STATUS_TYPES:
        return _parse_status(key, parts) or KeptMail.REPORT
    if "message/disposition-notification" in types:
        return KeptMail.AUTOMATIC
    return _parse_text(key, mail, parts) or KeptMail.REPORT


def describe(content):
    """Return (subject without addresses, date or None) of a mail (bytes) that may be malformed."""
    mail = email.message_from_bytes(content)
    try:
        subject = str(email.header.make_header(email.header.decode_header(mail.get("Subject", ""))))
    except (ValueError, LookupError, UnicodeError):
        subject = str(mail.get("Subject", ""))
    try:
        moment = email.utils.parsedate_to_datetime(mail.get("Date", ""))
    except (ValueError, TypeError, OverflowError):
        moment = None
    return redact(subject), moment if moment and moment.tzinfo else None


def _parts(mail):
    """Yield the parts of a mail, not those of mails within it."""
    if mail.get_content_maintype() == "multipart" and mail.is_multipart():
        for part in mail.get_payload():
            yield from _parts(part)
    else:
        yield mail


def _is_from_daemon(mail):
    """Return whether a mail server wrote this mail, and no person who answers it."""
    _name, sender = email.utils.parseaddr(str(mail.get("From", "")))
    is_daemon = DAEMON.match(sender) or not sender or mail.get("X-Failed-Recipients")
    return bool(is_daemon) and not ANSWERED.match(str(mail.get("Subject", "")))


def _has_report(mail):
    """Return whether the mail is a multipart/report (RFC 6522), or one was wrapped in it."""
    if mail.get_content_type() == "multipart/report":
        return True
    is_wrapper = mail.get_content_maintype() == "multipart" and mail.is_multipart()
    return is_wrapper and any(_has_report(part) for part in mail.get_payload())


def _is_automatic(mail):
    said = str(mail.get("Auto-Submitted", "no")).strip().lower()
    return said != "no" or "X-Autoreply" in mail or "X-Autorespond" in mail


def _text_of(part):
    """Return the text of a part; of a message/* part the mail or the fields in it."""
    payload = part.get_payload()
    if not isinstance(payload, list):
        content = part.get_payload(decode=True) or b""
        return content.decode(_charset_of(part), "replace").replace("\r\n", "\n")
    text = "\n".join(inner.as_string() for inner in payload)
    # RFC 6533 allows an encoding of message/global parts, which Python's parser does not undo.
    encoding = str(part.get("Content-Transfer-Encoding", "")).strip().lower()
    decode = {"base64": base64.b64decode, "quoted-printable": quopri.decodestring}.get(encoding)
    text = decode(text.encode("ascii", "ignore")).decode("utf-8", "replace") if decode else text
    return text.replace("\r\n", "\n")


def _charset_of(part):
    charset = part.get_content_charset("utf-8")
    try:
        "".encode(charset)
    except LookupError:
        return "utf-8"
    return charset


def _find_key(mail, parts):
    """Return the UUID in the Message-ID of the returned mail, else in what the report answers to, or None."""
    returned = [_text_of(part).lstrip().split("\n\n")[0] for part in parts if part.get_content_type() in RETURNED_TYPES]
    texts = [_text_of(part) for part in parts if part.get_content_maintype() == "text"]
    found = [MESSAGE_ID.search(text) for text in [*returned, *texts]]
    found += [KEY_IN_HEADER.search(str(mail.get(name, ""))) for name in ("In-Reply-To", "References")]
    return next((uuid.UUID(match[1]) for match in found if match), None)


def _parse_status(key, parts):
    """Return the Report of the delivery status fields (RFC 3464, section 2.1), or None when they say nothing."""
    actions = set()
    for group in _field_groups(parts):
        action = str(group.get("Action", "")).strip().lower()
        actions.add(action)
        if action == "failed":
            status = str(group.get("Status", "")).strip()
            return _failed(key, f"{status} {group.get('Diagnostic-Code', '')}")
    return Report(key, "") if actions & {"delayed", "delivered", "relayed", "expanded"} else None


def _field_groups(parts):
    """Return the groups of fields, each a Message."""
    texts = [_text_of(part) for part in parts if part.get_content_type() in STATUS_TYPES]
    chunks = [chunk for text in texts for chunk in re.split(r"\n[ \t]*\n", text)]
    return [email.message_from_string(chunk.strip()) for chunk in chunks if chunk.strip()]


def _parse_text(key, mail, parts):
    """Return the Report of a text without fields, or None when it does not say that the mail failed."""
    texts = [_text_of(part) for part in parts if part.get_content_type() == "text/plain"]
    words = COPY.split("\n".join(texts), maxsplit=1)[0]
    subject = str(mail.get("Subject", ""))
    if DELAYED.search(words):
        return Report(key, "")
    if not FAILED.search(f"{subject}\n{words}"):
        return None
    lines = [line for line in words.splitlines() if ENHANCED.search(line) or CODE.search(line)]
    return _failed(key, " ".join(lines) or words[-400:])


def _failed(key, answer):
    """Return the Report of a delivery that failed, with the status and words of the server."""
    # 4.x.x with "failed": the retries ran out; the address may work next month.
    found = ENHANCED.search(answer)
    is_gone = not (found and found[1] == "4") and is_address_error(" ".join(answer.split()))
    return Report(key, Delivery.BOUNCED, Suppression.BOUNCED if is_gone else "", redact(answer))


@transaction.atomic
def apply_report(report):
    """Apply a Report to its Delivery and suppress the address if it says so; return whether the delivery was found."""
    delivery = Delivery.objects.filter(key=report.key, state__in=OPEN_STATES).first()
    if delivery is None:
        logger.info("A report about a mail that is not ours was ignored.")
        return False
    if report.state:
        Delivery.objects.filter(pk=delivery.pk).update(state=report.state, answer=report.answer)
    if report.state == Delivery.BOUNCED and not report.suppression:
        count_failure(delivery, report.answer)
    if report.suppression and delivery.address:
        suppress_address(delivery.address, report.suppression)
    return True
