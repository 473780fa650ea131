"""Classifies the responses of mail servers and providers (RFC 5321, RFC 3463), and the delay before a retry."""

import re
import smtplib
from dataclasses import dataclass
from enum import Enum, auto

from anymail.exceptions import AnymailAPIError, AnymailRecipientsRefused
from django.core.mail import BadHeaderError

from newsletters.mailings.sending.smtp_backend import DeliveryUnknown

# Not a part of an IP address.
ENHANCED = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?!\.?\d)")
ADDRESS = re.compile(r"[^\s<>()\[\]\"',;:]+@[^\s<>()\[\]\"',;:]+")

# What servers write where the status is generic (x.0.0, x.1.0) or lacking.
NO_MAILBOX = re.compile(
    r"user (is )?unknown|unknown (user|recipient|mailbox|account)|(recipient|address|mailbox|account) (is )?unknown"
    r"|no such (user|recipient|mailbox|account|address|person)|no mailbox (here )?by that name"
    r"|(user|recipient|mailbox|account|address) (was |is )?(not found|does ?n.t exist|does not exist|no longer exists)"
    r"|(mailbox|recipient|account) not found|unrouteable address|not a (known|valid) (user|mailbox|recipient)"
    r"|invalid (recipient|mailbox)",
    re.IGNORECASE,
)
NO_DOMAIN = re.compile(
    r"host or domain name not found|domain (name )?(is )?(not found|does not exist|unknown)|no such (domain|host)"
    r"|host (is )?(unknown|not found)|unknown (host|domain)|nxdomain|couldn.t find any host"
    r"|domain .{1,80} (does ?n.t|does not) exist",
    re.IGNORECASE,
)
# Such an answer is about us, or about the content.
ABOUT_US = re.compile(
    r"\b(sender|spam|spf|dkim|dmarc|policy|blocked|blacklist\w*|denied|relay\w*|try again)\b", re.IGNORECASE
)
# (subject, detail) of statuses that say nothing, and of those about the address.
GENERIC = {("0", "0"), ("1", "0")}
ADDRESS_STATUSES = {("1", "1"), ("1", "2"), ("1", "3"), ("1", "6"), ("1", "10"), ("2", "1")}


class ResponseKind(Enum):
    """What a response means for the delivery."""

    SENT = auto()
    TEMPORARY = auto()  # retry later
    BOUNCED = auto()  # the address does not exist: suppress it
    REFUSED = auto()  # permanent failure of this message; the address stays until they add up
    SENDER_REJECTED = auto()  # the server rejects the sender, for every recipient
    UNKNOWN = auto()  # the message may have been delivered


@dataclass(frozen=True)
class Response:
    """A classified response.

    `answer` is text without email addresses, `affects_all` says that other mail will fail too.
    """

    kind: ResponseKind
    answer: str = ""
    affects_all: bool = False


def redact(answer):
    """Return a response (text or bytes) on one line, email addresses replaced by “…”, at most 200 characters."""
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else str(answer)
    text = ADDRESS.sub("…", text)
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())[:200]


def is_address_error(text):
    """Return whether the words of a permanent failure say that the mailbox or its domain does not exist.

    `text` holds a status (RFC 3463), a diagnostic, or both. All specific statuses in it must speak of the address
    (3.2, 3.3): x.1.1 to x.1.3, x.1.6, x.1.10 and x.2.1, and x.4.4 when the domain was not found. Where there is none,
    such as with 5.0.0, the words decide.
    """
    found = {(subject, detail) for _class, subject, detail in ENHANCED.findall(text)}
    specific = {status for status in found if status not in GENERIC}
    if specific:
        return all(status in ADDRESS_STATUSES or _is_lost_domain(status, text) for status in specific)
    return not ABOUT_US.search(text) and bool(NO_MAILBOX.search(text) or NO_DOMAIN.search(text))


def _is_lost_domain(status, text):
    return status == ("4", "4") and bool(NO_DOMAIN.search(text)) and not ABOUT_US.search(text)


def classify(error):
    """Return the Response for an exception that sending one message raised (smtplib, OSError, anymail)."""
    if isinstance(error, DeliveryUnknown):
        return Response(ResponseKind.UNKNOWN, redact(error))
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, answer = next(iter(error.recipients.values()))
        return _classify_code(code, answer)
    if isinstance(error, smtplib.SMTPSenderRefused | smtplib.SMTPAuthenticationError):
        kind = ResponseKind.TEMPORARY if 400 <= error.smtp_code < 500 else ResponseKind.SENDER_REJECTED
        return Response(kind, f"{error.smtp_code} {redact(error.smtp_error)}", affects_all=True)
    if isinstance(error, smtplib.SMTPDataError):
        return _classify_code(error.smtp_code, error.smtp_error, content=True)
    if isinstance(error, AnymailRecipientsRefused):
        return Response(ResponseKind.REFUSED, redact(error.args[0] if error.args else ""))
    if isinstance(error, AnymailAPIError):
        return _classify_provider_error(error)
    if isinstance(error, smtplib.SMTPException | OSError):
        # Lost before the content was sent: nothing was delivered.
        return Response(ResponseKind.TEMPORARY, redact(error), affects_all=True)
    if isinstance(error, BadHeaderError | UnicodeError | ValueError):
        return Response(ResponseKind.REFUSED, redact(error))
    return Response(ResponseKind.UNKNOWN, type(error).__name__)


def _classify_code(code, answer, content=False):
    text = redact(answer)
    words = f"{code} {text}"
    if code == 421:
        return Response(ResponseKind.TEMPORARY, words, affects_all=True)
    if 400 <= code < 500:
        return Response(ResponseKind.TEMPORARY, words)
    if code in (530, 535):
        return Response(ResponseKind.SENDER_REJECTED, words, affects_all=True)
    found = ENHANCED.search(text)
    # RFC 3463, section 3.8: policy. A rejection after DATA is about the content, which is the same for all.
    if (found and found.group(2) == "7") or (content and not is_address_error(text)):
        return Response(ResponseKind.SENDER_REJECTED, words)
    return Response(ResponseKind.BOUNCED if is_address_error(text) and not content else ResponseKind.REFUSED, words)


def _classify_provider_error(error):
    status = error.status_code
    if status in (401, 403):
        return Response(ResponseKind.SENDER_REJECTED, f"HTTP {status}", affects_all=True)
    if status == 429:
        return Response(ResponseKind.TEMPORARY, "HTTP 429", affects_all=True)
    if status and 400 <= status < 500:
        return Response(ResponseKind.SENDER_REJECTED, f"HTTP {status}")
    # No response, or a server error: the provider may have accepted the message.
    return Response(ResponseKind.UNKNOWN, f"HTTP {status}" if status else type(error).__name__)
