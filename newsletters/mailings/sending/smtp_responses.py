"""Classifies the responses of mail servers and providers (RFC 5321, RFC 3463), and the delay before a retry."""

import re
import smtplib
from dataclasses import dataclass
from enum import Enum, auto

from anymail.exceptions import AnymailAPIError, AnymailRecipientsRefused
from django.core.mail import BadHeaderError

from newsletters.mailings.sending.smtp_backend import DeliveryUnknown

ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
ADDRESS = re.compile(r"[^\s<>()\[\]\"',;:]+@[^\s<>()\[\]\"',;:]+")


class ResponseKind(Enum):
    """What a response means for the delivery."""

    SENT = auto()
    TEMPORARY = auto()  # retry later
    BOUNCED = auto()  # the address does not exist: suppress it
    REFUSED = auto()  # permanent failure of this message only; the address stays
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


def is_address_error(code, text):
    """Return whether a permanent failure is about the address itself (RFC 3463, sections 3.2 and 3.3).

    `code` is the SMTP reply code, 0 when only `text` with an enhanced status code is known.
    """
    found = ENHANCED.search(text)
    if found:
        _class, subject, detail = found.groups()
        return (subject == "1" and detail not in ("7", "8")) or (subject, detail) == ("2", "1")
    return code in (550, 551, 553)


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
    if (found and found.group(2) == "7") or (content and not is_address_error(code, text)):
        return Response(ResponseKind.SENDER_REJECTED, words)
    return Response(
        ResponseKind.BOUNCED if is_address_error(code, text) and not content else ResponseKind.REFUSED, words
    )


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
