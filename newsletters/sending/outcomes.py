"""What an answer of a mail server or provider means for the recipient and for the mailing."""

import re
import smtplib
from dataclasses import dataclass
from enum import Enum, auto

from anymail.exceptions import AnymailAPIError, AnymailRecipientsRefused
from django.core.mail import BadHeaderError

from .smtp import FateUnknown

ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
ADDRESS = re.compile(r"[^\s<>()\[\]\"',;:]+@[^\s<>()\[\]\"',;:]+")


class Kind(Enum):
    """What to do next."""

    SENT = auto()
    LATER = auto()  # this recipient for the moment
    BOUNCED = auto()  # the address does not exist: it gets no mail any more
    REFUSED = auto()  # this mail will not get there, and the address is not to blame for ever
    AGAINST_US = auto()  # the server refuses the sender: no recipient is to blame
    UNKNOWN = auto()  # it may have arrived


@dataclass(frozen=True)
class Outcome:
    """What became of one mail; `answer` holds no address. `at_once`: no other mail will fare better."""

    kind: Kind
    answer: str = ""
    at_once: bool = False


def tidy(answer):
    """Return an answer of a server (text or bytes) on one line, without addresses, at most 200 characters."""
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else str(answer)
    text = ADDRESS.sub("…", text)
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())[:200]


def blames_address(code, text):
    """Return whether a permanent answer says that the address itself is no good (RFC 3463 3.2, 3.3)."""
    found = ENHANCED.search(text)
    if found:
        _class, subject, detail = found.groups()
        return (subject == "1" and detail not in ("7", "8")) or (subject, detail) == ("2", "1")
    return code in (550, 551, 553)


def classify(error):
    """Return the Outcome for an exception that handing one mail over raised."""
    if isinstance(error, FateUnknown):
        return Outcome(Kind.UNKNOWN, tidy(error))
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, answer = next(iter(error.recipients.values()))
        return _of_code(code, answer)
    if isinstance(error, smtplib.SMTPSenderRefused | smtplib.SMTPAuthenticationError):
        kind = Kind.LATER if 400 <= error.smtp_code < 500 else Kind.AGAINST_US
        return Outcome(kind, f"{error.smtp_code} {tidy(error.smtp_error)}", at_once=True)
    if isinstance(error, smtplib.SMTPDataError):
        return _of_code(error.smtp_code, error.smtp_error, content=True)
    if isinstance(error, AnymailRecipientsRefused):
        return Outcome(Kind.REFUSED, tidy(error.args[0] if error.args else ""))
    if isinstance(error, AnymailAPIError):
        return _of_provider(error)
    if isinstance(error, smtplib.SMTPException | OSError):
        # Before the content left: nothing arrived.
        return Outcome(Kind.LATER, tidy(error), at_once=True)
    if isinstance(error, BadHeaderError | UnicodeError | ValueError):
        return Outcome(Kind.REFUSED, tidy(error))
    return Outcome(Kind.UNKNOWN, type(error).__name__)


def _of_code(code, answer, content=False):
    text = tidy(answer)
    words = f"{code} {text}"
    if code == 421:
        return Outcome(Kind.LATER, words, at_once=True)
    if 400 <= code < 500:
        return Outcome(Kind.LATER, words)
    if code in (530, 535):
        return Outcome(Kind.AGAINST_US, words, at_once=True)
    found = ENHANCED.search(text)
    # RFC 3463 3.8: policy. What a server says after the content is about the mail, the same for all.
    if (found and found.group(2) == "7") or (content and not blames_address(code, text)):
        return Outcome(Kind.AGAINST_US, words)
    return Outcome(Kind.BOUNCED if blames_address(code, text) and not content else Kind.REFUSED, words)


def _of_provider(error):
    status = error.status_code
    if status in (401, 403):
        return Outcome(Kind.AGAINST_US, f"HTTP {status}", at_once=True)
    if status == 429:
        return Outcome(Kind.LATER, "HTTP 429", at_once=True)
    if status and 400 <= status < 500:
        return Outcome(Kind.AGAINST_US, f"HTTP {status}")
    # No answer, or one of a broken server: the provider may have accepted it.
    return Outcome(Kind.UNKNOWN, f"HTTP {status}" if status else type(error).__name__)
