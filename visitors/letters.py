"""Letters: transactional mails to one person, in Dutch or English, as plain text and HTML."""

from dataclasses import dataclass
from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.module_loading import import_string

from .mail_queue import direct_connection


@dataclass(frozen=True)
class LetterSender:
    """Who sends a letter: name, address, the address for answers ("" for the same), postal address on one line."""

    name: str
    address: str
    reply_to: str = ""
    postal_address: str = ""


def absolute_url(name, *args):
    """Return the absolute URL of a view by its URL name, in the active language."""
    return settings.WAGTAILADMIN_BASE_URL + reverse(name, args=args)


def send_letter(template, address, language, context, *, sender=None, reply_to=None, attachments=()):
    """Send a letter made of `<template>_subject.txt`, `<template>.txt` and `<template>.html` to one address.

    sender: a LetterSender; by default what settings.LETTER_SENDER returns. reply_to: an address, by default the
    sender's. The postal address stands below the text. attachments: tuples (file name, bytes, MIME type).
    context: for the templates, which also get `platform` (the sender's name), `site_url` and `language`.
    Raises the exceptions of the mail backend (OSError and its subclasses in smtplib).
    """
    sender = sender or import_string(settings.LETTER_SENDER)()
    context = {
        "platform": sender.name,
        "postal_address": sender.postal_address,
        "site_url": settings.WAGTAILADMIN_BASE_URL,
        "language": language,
        **context,
    }
    with translation.override(language):
        mail = EmailMultiAlternatives(
            " ".join(render_to_string(f"{template}_subject.txt", context).split()),
            f"{render_to_string(f'{template}.txt', context).strip()}\n{sender.postal_address}".strip() + "\n",
            formataddr((sender.name, sender.address)),
            [address],
            reply_to=[reply_to or sender.reply_to or sender.address],
            # No automatic replies (RFC 3834, 5).
            headers={"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"},
            connection=direct_connection(),
        )
        mail.attach_alternative(render_to_string(f"{template}.html", context), "text/html")
        for attachment in attachments:
            mail.attach(*attachment)
    mail.send()
