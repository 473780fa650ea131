"""Mail that leaves through the task queue, so that no request waits for a mail server.

settings.EMAIL_BACKEND is the backend below, for whatever sends mail in a request, such as Wagtail's notifications.
Tasks send on direct_connection().
"""

from smtplib import SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from .task_queue import RETRY_DELAYS, task

QUEUE = "visitors.mail_queue.EmailBackend"
PARTS = ("subject", "body", "from_email", "to", "cc", "bcc", "reply_to", "extra_headers")


def direct_connection():
    """Return a connection of the mail backend that speaks with the mail server (settings.DIRECT_EMAIL_BACKEND)."""
    # Tests name another backend for all mail.
    return get_connection(settings.DIRECT_EMAIL_BACKEND if settings.EMAIL_BACKEND == QUEUE else None)


def is_permanent(error):
    """Return whether `error` (OSError) is a permanent failure: SMTP replies 5yz only (RFC 5321, 4.2.1)."""
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= 500 for code, _text in error.recipients.values())
    return isinstance(error, SMTPResponseException) and error.smtp_code >= 500


class EmailBackend(BaseEmailBackend):
    """Queues each message, in the transaction of the request."""

    def send_messages(self, email_messages):
        """Queue django.core.mail messages without attachments (ValueError); return how many."""
        for message in email_messages:
            if message.attachments:
                raise ValueError("Mail with attachments is sent by a task, on direct_connection().")
            parts = {name: getattr(message, name) for name in PARTS}
            parts["subject"] = str(parts["subject"])
            alternatives = [list(each) for each in getattr(message, "alternatives", [])]
            send_queued_mail.enqueue(parts | {"alternatives": alternatives})
        return len(email_messages)


@task(backend="queue")
def send_queued_mail(parts, failures=0):
    """Send one message; parts: PARTS, and `alternatives` as [content, MIME type].

    A failed attempt is retried after each of RETRY_DELAYS; after the last one, and at once for an address that the mail
    server refuses, the OSError of the mail backend is raised, for the log.
    """
    fields = {**parts, "headers": parts["extra_headers"]}
    alternatives = fields.pop("alternatives")
    del fields["extra_headers"]
    message = EmailMultiAlternatives(**fields, connection=direct_connection())
    for content, mime_type in alternatives:
        message.attach_alternative(content, mime_type)
    try:
        message.send()
    except OSError as error:
        if failures == len(RETRY_DELAYS) or is_permanent(error):
            raise
        send_queued_mail.using(run_after=timezone.now() + RETRY_DELAYS[failures]).enqueue(parts, failures + 1)
