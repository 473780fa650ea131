"""Models of newsletters: issues, alerts, mailing lists, subscribers, mailings and deliveries."""

from .alert import Alert, AlertTopic
from .delivery import Batch, Delivery
from .issue import NewsletterIndexPage, NewsletterIssuePage
from .issue_link import IssueLink, LinkVisits
from .kept_mail import KeptMail
from .link_check import LinkCheck
from .mailing import Mailing, RateLimit, Rendering
from .mailing_list import MailingList
from .newsletter_settings import NewsletterSettings
from .sign_up import AddressChange, AddressRequest, SubscriberImport
from .subscriber import Consent, Subscriber, Subscription, Suppression

__all__ = [
    "AddressChange",
    "AddressRequest",
    "Alert",
    "AlertTopic",
    "Batch",
    "Consent",
    "Delivery",
    "IssueLink",
    "KeptMail",
    "LinkCheck",
    "LinkVisits",
    "Mailing",
    "MailingList",
    "NewsletterIndexPage",
    "NewsletterIssuePage",
    "NewsletterSettings",
    "RateLimit",
    "Rendering",
    "Subscriber",
    "SubscriberImport",
    "Subscription",
    "Suppression",
]
