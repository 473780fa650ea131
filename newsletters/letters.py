"""Short mails to one person: to confirm, to get a link, to hear that all is well already. In Dutch and English."""

from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from wagtail.models import Site

from newsletters.models import NewsletterSettings
from newsletters.tokens import change_token, confirm_token, preferences_token


def absolute(name, *args):
    """Return the whole address of a view in the active language."""
    return settings.WAGTAILADMIN_BASE_URL + reverse(name, args=args)


def send_confirmation(subscriber, names):
    """Ask whether an address is its owner's and whether they want the lists called `names` (texts)."""
    with translation.override(subscriber.language):
        link = absolute("newsletter-confirm", confirm_token(subscriber.pk))
        _send("confirm", subscriber.address, subscriber.language, link, names)


def send_known(subscriber, names):
    """Tell somebody who signed up again that they get the lists called `names` already."""
    with translation.override(subscriber.language):
        link = absolute("newsletter-preferences", preferences_token(subscriber.pk))
        _send("known", subscriber.address, subscriber.language, link, names)


def send_preferences(subscriber):
    """Send the link to the preferences page."""
    with translation.override(subscriber.language):
        link = absolute("newsletter-preferences", preferences_token(subscriber.pk))
        _send("preferences", subscriber.address, subscriber.language, link)


def send_change(change):
    """Ask at the new address of an AddressChange whether it is its owner's."""
    language = change.subscriber.language
    with translation.override(language):
        link = absolute("newsletter-confirm", change_token(change.pk))
        _send("change", change.address, language, link)


def _send(name, address, language, link, names=()):
    site = Site.objects.filter(is_default_site=True).first()
    own = NewsletterSettings.for_site(site) if site else NewsletterSettings()
    context = {
        "link": link,
        "lists": names,
        "platform": own.sender_name,
        "site_url": settings.WAGTAILADMIN_BASE_URL,
        "language": language,
    }
    folder = "newsletters/letters"
    subject = " ".join(render_to_string(f"{folder}/{name}_subject.txt", context).split())
    mail = EmailMultiAlternatives(
        subject,
        render_to_string(f"{folder}/{name}.txt", context).strip() + "\n",
        formataddr((own.sender_name, own.sender_address or settings.DEFAULT_FROM_EMAIL)),
        [address],
        reply_to=[own.reply_address] if own.reply_address else None,
        # RFC 3834: no answering machine has to answer.
        headers={"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"},
    )
    mail.attach_alternative(render_to_string(f"{folder}/{name}.html", context), "text/html")
    mail.send()
