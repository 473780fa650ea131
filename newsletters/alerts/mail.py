"""The mail about what one subscriber follows, as plain text and HTML."""

from dataclasses import dataclass, replace

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext

from newsletters.mailings.mail.content import absolute_url
from newsletters.mailings.mail.rendering import RenderedMail
from newsletters.models import Alert, AlertTopic
from newsletters.subscribers.tokens import TOKEN_PLACEHOLDER
from visitors import letters

LONGEST_TITLE = 80  # characters of a title in the subject


def _facts(card):
    return card.kind_label, card.news_date, card.place_line


@dataclass(frozen=True)
class Section:
    """What is new on one topic: the Alert, its AlertTopic, primary keys of pages, and how many more there are.

    `cards` are the pages.record_index Cards of those pages that readers still see.
    """

    alert: Alert
    topic: AlertTopic
    pages: list
    more: int
    cards: tuple = ()

    def with_cards(self, cards):
        """Return the Section with its Cards out of {primary key of a page: Card}."""
        return replace(self, cards=tuple(cards[page] for page in self.pages if page in cards))

    @property
    def items(self):
        """The cards as (Card, absolute URL, the line with its kind, date and place)."""
        with translation.override(self.topic.language):
            return [(card, self.absolute(card.url), " · ".join(filter(None, _facts(card)))) for card in self.cards]

    @property
    def address(self):
        """The absolute URL of the topic."""
        return self.absolute(self.topic.path)

    @property
    def foreign(self):
        """The language of the topic where it is another than the active one; else empty."""
        return "" if translation.get_language() == self.topic.language else self.topic.language

    @property
    def stop(self):
        """The absolute URL of the page with a button to stop this alert, with TOKEN_PLACEHOLDER in it."""
        return f"{stop_url(TOKEN_PLACEHOLDER, translation.get_language())}?volgt={self.alert.pk}"

    @staticmethod
    def absolute(path):
        return absolute_url(settings.WAGTAILADMIN_BASE_URL, path)


def stop_url(token, language):
    """Return the absolute URL of the page that stops alerts for a token, in a language (code)."""
    with translation.override(language):
        return letters.absolute_url("newsletter-follow-stop", token)


def render_alerts(sections, language, sender):
    """Return the RenderedMail of Sections with cards, in a language (code), from a LetterSender; no queries."""
    with translation.override(language):
        context = {
            "sections": sections,
            "language": language,
            "platform": sender.name,
            "postal_address": sender.postal_address,
            "site_url": settings.WAGTAILADMIN_BASE_URL,
            "stop_all": stop_url(TOKEN_PLACEHOLDER, language),
            # Without a token: a forwarded mail must not open the preferences of its recipient.
            "preferences": letters.absolute_url("newsletter-ask-link"),
        }
        text = render_to_string("newsletters/mail/alerts.txt", context).strip() + "\n"
        return RenderedMail(_subject(sections), render_to_string("newsletters/mail/alerts.html", context), text)


def _subject(sections):
    card = sections[0].cards[0]
    first = " ".join(card.news_title.split())
    first = first if len(first) <= LONGEST_TITLE else f"{first[: LONGEST_TITLE - 1]}…"
    others = sum(len(section.cards) + section.more for section in sections) - 1
    if card.news_title == card.title:
        words = gettext("New: %(title)s and %(count)d more") if others else gettext("New: %(title)s")
    else:
        # It says what the news is.
        words = gettext("%(title)s and %(count)d more") if others else "%(title)s"
    return words % {"title": first, "count": others}
