"""Newsletter issues, put together from the records that are already there, and who asked to get them."""

from .delivery import Batch, Delivery
from .issue import NewsletterIndexPage, NewsletterIssuePage
from .mailing import Mailing, Pace, Rendering
from .mailing_list import MailingList
from .newsletter_settings import NewsletterSettings
from .subscriber import Consent, Subscriber, Subscription, Suppression

__all__ = [
    "Batch",
    "Consent",
    "Delivery",
    "Mailing",
    "MailingList",
    "NewsletterIndexPage",
    "NewsletterIssuePage",
    "NewsletterSettings",
    "Pace",
    "Rendering",
    "Subscriber",
    "Subscription",
    "Suppression",
]
