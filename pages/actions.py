"""Typed links: what a reader can do with a record, in words that stand alone."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pages.deadlines import closed_words, until_words

DOWNLOAD, ORDER, READ_REPORT, READ_ARTICLE, WATCH, LISTEN = (
    "download",
    "order",
    "read-report",
    "read-article",
    "watch",
    "listen",
)
JOIN, REGISTER, FILL_IN, VISIT, SUBSCRIBE, READ = "join", "register", "fill-in", "visit", "subscribe", "read"

KINDS = [
    (DOWNLOAD, _("Download")),
    (ORDER, _("Order")),
    (READ_REPORT, _("Read the report")),
    (READ_ARTICLE, _("Read the article")),
    (READ, _("Read more")),
    (WATCH, _("Watch")),
    (LISTEN, _("Listen")),
    (JOIN, _("Join")),
    (REGISTER, _("Register")),
    (FILL_IN, _("Fill in")),
    (VISIT, _("Visit")),
    (SUBSCRIBE, _("Subscribe")),
]

PHRASES = {
    DOWNLOAD: _("Download %(subject)s"),
    ORDER: _("Order %(subject)s"),
    READ_REPORT: _("Read the report: %(subject)s"),
    READ_ARTICLE: _("Read the article: %(subject)s"),
    READ: _("Read more about %(subject)s"),
    WATCH: _("Watch %(subject)s"),
    LISTEN: _("Listen to %(subject)s"),
    JOIN: _("Join %(subject)s"),
    REGISTER: _("Register for %(subject)s"),
    FILL_IN: _("Fill in %(subject)s"),
    VISIT: _("Visit %(subject)s"),
    SUBSCRIBE: _("Subscribe to %(subject)s"),
}


@dataclass(frozen=True)
class Action:
    """One thing a reader can do: its kind, its link text, and where it leads.

    `url` is empty when the address is not known (any more): such an action is not shown (`reachable`). `deadline` is an
    aware datetime or None; `is_external` says that the link leaves the site.
    """

    kind: str
    label: str
    url: str = ""
    deadline: datetime | None = None
    is_external: bool = False

    @property
    def is_closed(self):
        """True once the deadline has passed."""
        return self.deadline is not None and self.deadline <= timezone.now()

    @property
    def is_link(self):
        """True when there is somewhere to go and it is not too late."""
        return bool(self.url) and not self.is_closed

    @property
    def note(self):
        """What the reader should know besides: a passed or coming deadline; empty for nothing."""
        if self.deadline:
            return closed_words(self.deadline) if self.is_closed else until_words(self.deadline)
        return ""


def reachable(actions):
    """Return the Actions that lead somewhere, as a list: an action whose address is lost is left out."""
    return [action for action in actions if action.url]


def build_action(kind, subject, *, url="", document=None, page=None, deadline=None):
    """Return the Action of `kind` on the first target given: document, page, address, or none (address not known).

    `subject` names what the link leads to; empty takes the title of the target.
    """
    facts, external = "", False
    if document is not None:
        url, facts, subject = document.url, document.facts, subject or document.title
    elif page is not None:
        url, subject = page.url or "", subject or page.title
    elif url:
        # A path is an address of this site.
        external, subject = not url.startswith("/"), subject or url.split("//")[-1].rstrip("/")
    label = str(PHRASES[kind]) % {"subject": subject or gettext("this record")}
    if facts:
        label = f"{label} ({facts})"
    return Action(kind=kind, label=label, url=url, deadline=deadline, is_external=external)
