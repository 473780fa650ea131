"""The mailbox that bounces come back to: over IMAP, or a Maildir or mbox file of the mail server on this machine."""

import contextlib
import imaplib
import logging
import mailbox
from urllib.parse import unquote, urlsplit

from django.conf import settings

from newsletters.sending.bounces import apply_report, read_report

logger = logging.getLogger(__name__)

SECONDS_TO_ANSWER = 20
AT_A_TIME = 200


def read_mailbox(address=None):
    """Apply the reports in the mailbox at `address` (the setting BOUNCE_MAILBOX); return how many were of ours.

    What has been read is deleted in a mailbox on this machine, and marked as seen over IMAP. Raises OSError or
    imaplib.IMAP4.error when the mailbox cannot be reached.
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
    """Apply a mail (bytes) if it is a report about one of ours; return whether it was. Never fails on its content."""
    try:
        report = read_report(content)
    except Exception as error:
        # A mail from outside may be broken in any way; it must not keep the others.
        logger.warning("A mail in the bounce mailbox could not be read: %s.", type(error).__name__)
        return False
    return apply_report(report) if report else False


def _read_files(parts):
    """Read a maildir: or mbox: path, deleting what was read."""
    kind = mailbox.Maildir if parts.scheme == "maildir" else mailbox.mbox
    with contextlib.closing(kind(parts.path, create=False)) as box:
        box.lock()
        try:
            for key in list(box.keys())[:AT_A_TIME]:
                yield apply_mail(box.get_bytes(key))
                box.remove(key)
            box.flush()
        finally:
            box.unlock()


def _read_imap(parts):
    """Read the unseen mail of an imap: or imaps: mailbox, such as imaps://user:password@host/INBOX."""
    connect = imaplib.IMAP4_SSL if parts.scheme == "imaps" else imaplib.IMAP4
    with connect(
        parts.hostname, parts.port or (993 if parts.scheme == "imaps" else 143), timeout=SECONDS_TO_ANSWER
    ) as server:
        server.login(unquote(parts.username or ""), unquote(parts.password or ""))
        server.select(f'"{unquote(parts.path.lstrip("/")) or "INBOX"}"')
        _answer, found = server.search(None, "UNSEEN")
        for number in found[0].split()[:AT_A_TIME]:
            _answer, content = server.fetch(number, "(BODY.PEEK[])")
            yield apply_mail(content[0][1])
            server.store(number, "+FLAGS", r"(\Seen)")
