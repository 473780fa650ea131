"""Reads the bounce mailbox: IMAP (RFC 3501), or a local Maildir or mbox.

A report that was applied is deleted from a local mailbox; every other mail stays there and is stored as KeptMail. Over
IMAP nothing is deleted: what was read is marked as seen.
"""

import contextlib
import hashlib
import imaplib
import logging
import mailbox
from urllib.parse import unquote, urlsplit

from django.conf import settings

from newsletters.mailings.sending.bounces import Report, apply_report, describe, read_report
from newsletters.models import KeptMail

logger = logging.getLogger(__name__)

TIMEOUT = 20  # seconds
MAX_MESSAGES = 200  # per run


def read_mailbox(address=None):
    """Apply the reports in the mailbox at the URL `address` (default: setting BOUNCE_MAILBOX); return how many applied.

    Raises OSError or imaplib.IMAP4.error when the mailbox cannot be reached.
    """
    address = settings.BOUNCE_MAILBOX if address is None else address
    if not address:
        return 0
    read = _read_imap if address.startswith("imap") else _read_files
    number = sum(read(urlsplit(address)))
    if number:
        logger.info("%d reports of bounces or complaints were read.", number)
    return number


def apply_mail(content):
    """Apply a mail (bytes) if it is a report about a Delivery, else store a KeptMail; return whether it was applied."""
    try:
        found = read_report(content)
    except Exception as error:
        # Mail from outside may be malformed in any way; it must not block the other messages.
        logger.warning("A mail in the bounce mailbox could not be read: %s.", type(error).__name__)
        found = KeptMail.BROKEN
    if isinstance(found, Report):
        if apply_report(found):
            return True
        found = KeptMail.REPORT
    subject, moment = describe(content)
    KeptMail.objects.get_or_create(
        digest=_digest(content), defaults={"kind": found, "subject": subject, "sent_at": moment}
    )
    return False


def _digest(content):
    return hashlib.sha256(content).hexdigest()


def _read_files(parts):
    """Yield for each new message of a maildir: or mbox: URL whether a report was applied; deletes those."""
    kind = mailbox.Maildir if parts.scheme == "maildir" else mailbox.mbox
    kept = set(KeptMail.objects.values_list("digest", flat=True))
    with contextlib.closing(kind(parts.path, create=False)) as box:
        box.lock()
        try:
            number = 0
            for key in list(box.keys()):
                content = box.get_bytes(key)
                if _digest(content) in kept:
                    continue
                is_applied = apply_mail(content)
                if is_applied:
                    box.remove(key)
                yield is_applied
                number += 1
                if number == MAX_MESSAGES:
                    break
            box.flush()
        finally:
            box.unlock()


def _read_imap(parts):
    """Yield for each unseen message of imaps://user:password@host/INBOX (or imap:) whether a report was applied."""
    connect = imaplib.IMAP4_SSL if parts.scheme == "imaps" else imaplib.IMAP4
    with connect(parts.hostname, parts.port or (993 if parts.scheme == "imaps" else 143), timeout=TIMEOUT) as server:
        server.login(unquote(parts.username or ""), unquote(parts.password or ""))
        server.select(f'"{unquote(parts.path.lstrip("/")) or "INBOX"}"')
        _answer, found = server.search(None, "UNSEEN")
        for number in found[0].split()[:MAX_MESSAGES]:
            _answer, content = server.fetch(number, "(BODY.PEEK[])")
            yield apply_mail(content[0][1])
            server.store(number, "+FLAGS", r"(\Seen)")
