"""Short mails to one person, in Dutch or English, as text and as plain HTML."""

from datetime import timedelta
from email.utils import formataddr
from smtplib import SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from wagtail.models import Site

from pages.models import SiteSettings

# How long after each failure a mail that matters is tried again; after the last one no more.
PAUSES = [timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=8), timedelta(hours=24)]


def absolute(name, *args):
    """Return the whole address of a view in the active language."""
    return settings.WAGTAILADMIN_BASE_URL + reverse(name, args=args)


def send_letter(template, address, language, context, *, sender=None, reply_to=None):
    """Send the letter `<template>_subject.txt`, `<template>.txt` and `<template>.html` to one address.

    `sender` is a pair (name, address), by default the platform's; `reply_to` an address. The templates get `platform`,
    `site_url` and `language` besides `context`. Raises what the mail backend raises.
    """
    name, own_address = sender or platform_sender()
    context = {"platform": name, "site_url": settings.WAGTAILADMIN_BASE_URL, "language": language, **context}
    with translation.override(language):
        mail = EmailMultiAlternatives(
            " ".join(render_to_string(f"{template}_subject.txt", context).split()),
            render_to_string(f"{template}.txt", context).strip() + "\n",
            formataddr((name, own_address)),
            [address],
            reply_to=[reply_to] if reply_to else None,
            # RFC 3834: no answering machine has to answer.
            headers={"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"},
        )
        mail.attach_alternative(render_to_string(f"{template}.html", context), "text/html")
    mail.send()


def is_for_good(error):
    """Return whether a mail server that raised `error` (OSError) will refuse this mail the next time too."""
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= 500 for code, _text in error.recipients.values())
    return isinstance(error, SMTPResponseException) and error.smtp_code >= 500


def platform_sender():
    """Return the name of the platform and the address it writes from."""
    site = Site.objects.filter(is_default_site=True).first()
    own = SiteSettings.for_site(site) if site else SiteSettings()
    return own.organisation_name, settings.DEFAULT_FROM_EMAIL
