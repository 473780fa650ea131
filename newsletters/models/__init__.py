"""Newsletter issues, put together from the records that are already there, and who asked to get them."""

from .issue import NewsletterIndexPage, NewsletterIssuePage
from .link_check import LinkCheck
from .mailing_list import MailingList
from .newsletter_settings import NewsletterSettings
from .subscriber import Consent, Subscriber, Subscription, Suppression

__all__ = [
    "Consent",
    "LinkCheck",
    "MailingList",
    "NewsletterIndexPage",
    "NewsletterIssuePage",
    "NewsletterSettings",
    "Subscriber",
    "Subscription",
    "Suppression",
]
