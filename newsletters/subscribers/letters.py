"""Transactional mail to subscribers, in Dutch and English (visitors.letters): confirmation, preferences link."""

from urllib.parse import urljoin

from django.conf import settings
from django.utils import translation
from wagtail.models import Site

from newsletters.models import NewsletterIssuePage, NewsletterSettings
from newsletters.subscribers.tokens import change_token, confirm_token, preferences_token
from pages.models import SiteSettings
from visitors.letters import LetterSender, absolute_url, send_letter


def send_confirmation(subscriber, names):
    """Ask a subscriber to confirm the address and the lists with these names (texts)."""
    with translation.override(subscriber.language):
        link = absolute_url("newsletter-confirm", confirm_token(subscriber.pk))
        _send("confirm", subscriber.address, subscriber.language, link, names)


def send_already_subscribed(subscriber, names):
    """Tell a subscriber who signed up again that they are subscribed to the lists with these names (texts) already."""
    with translation.override(subscriber.language):
        link = absolute_url("newsletter-preferences", preferences_token(subscriber.pk))
        _send("known", subscriber.address, subscriber.language, link, names)


def send_welcome(subscriber, names):
    """Welcome a subscriber who confirmed the lists with these names (texts): preferences, stopping, newest issue."""
    with translation.override(subscriber.language):
        link = absolute_url("newsletter-preferences", preferences_token(subscriber.pk))
        issue = _newest_issue(subscriber.language)
        address = urljoin(settings.WAGTAILADMIN_BASE_URL, issue.get_url()) if issue else ""
        more = {"newest": issue, "newest_address": address}
        _send("welcome", subscriber.address, subscriber.language, link, names, **more)


def send_preferences_link(subscriber):
    """Send the link to the preferences page."""
    with translation.override(subscriber.language):
        link = absolute_url("newsletter-preferences", preferences_token(subscriber.pk))
        _send("preferences", subscriber.address, subscriber.language, link)


def send_change_confirmation(change):
    """Ask the owner of the new address of an AddressChange to confirm it."""
    language = change.subscriber.language
    with translation.override(language):
        link = absolute_url("newsletter-confirm", change_token(change.pk))
        _send("change", change.address, language, link)


def send_to(subscriber, name, context):
    """Send the letter `newsletters/letters/<name>` to a subscriber; context: for its templates."""
    template = f"newsletters/letters/{name}"
    send_letter(template, subscriber.address, subscriber.language, context, sender=letter_sender())


def letter_sender():
    """Return the LetterSender of the newsletter settings of the default site."""
    site = Site.objects.filter(is_default_site=True).first()
    own = NewsletterSettings.for_site(site) if site else NewsletterSettings()
    return LetterSender(
        own.sender_name,
        own.sender_address or settings.DEFAULT_FROM_EMAIL,
        own.reply_address,
        SiteSettings.for_site(site).postal_address if site else "",
    )


def _newest_issue(language):
    """Return the newest issue in the archive in a language (its code), or None."""
    issues = NewsletterIssuePage.objects.live().public().filter(locale__language_code=language)
    return issues.order_by("-sort_date", "-pk").first()


def _send(name, address, language, link, names=(), **context):
    context |= {"link": link, "lists": names}
    send_letter(f"newsletters/letters/{name}", address, language, context, sender=letter_sender())
