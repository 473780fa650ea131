"""Short mails to one person: to confirm, to get a link, to hear that all is well already. In Dutch and English."""

from django.conf import settings
from django.utils import translation
from wagtail.models import Site

from newsletters.models import NewsletterSettings
from newsletters.tokens import change_token, confirm_token, preferences_token
from visitors.letters import absolute_url, send_letter


def send_confirmation(subscriber, names):
    """Ask whether an address is its owner's and whether they want the lists called `names` (texts)."""
    with translation.override(subscriber.language):
        link = absolute_url("newsletter-confirm", confirm_token(subscriber.pk))
        _send("confirm", subscriber.address, subscriber.language, link, names)


def send_known(subscriber, names):
    """Tell somebody who signed up again that they get the lists called `names` already."""
    with translation.override(subscriber.language):
        link = absolute_url("newsletter-preferences", preferences_token(subscriber.pk))
        _send("known", subscriber.address, subscriber.language, link, names)


def send_preferences(subscriber):
    """Send the link to the preferences page."""
    with translation.override(subscriber.language):
        link = absolute_url("newsletter-preferences", preferences_token(subscriber.pk))
        _send("preferences", subscriber.address, subscriber.language, link)


def send_change(change):
    """Ask at the new address of an AddressChange whether it is its owner's."""
    language = change.subscriber.language
    with translation.override(language):
        link = absolute_url("newsletter-confirm", change_token(change.pk))
        _send("change", change.address, language, link)


def _send(name, address, language, link, names=()):
    site = Site.objects.filter(is_default_site=True).first()
    own = NewsletterSettings.for_site(site) if site else NewsletterSettings()
    send_letter(
        f"newsletters/letters/{name}",
        address,
        language,
        {"link": link, "lists": names},
        sender=(own.sender_name, own.sender_address or settings.DEFAULT_FROM_EMAIL),
        reply_to=own.reply_address,
    )
