"""Creates the draft of a new issue: title, month and an agenda item filled in."""

import calendar
import re
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import formats, timezone, translation
from django.utils.text import slugify
from django.utils.translation import gettext

from newsletters.compose.stored_items import read_items
from newsletters.compose.tray_panel import find_last_issue
from newsletters.models import Mailing, NewsletterIndexPage, NewsletterIssuePage
from pages.fuzzy_date import parse

# From this day of the month on, a new issue is that of the next month.
FIRST_DAY_FOR_NEXT_MONTH = 20
# An issue that was published longer ago is not sent any more.
UNSENT = timedelta(days=31)
MOST_UNSENT = 20
# “Platformnieuws november 2021”: what precedes month and year is the name of the newsletter.
TITLE_WITH_MONTH = re.compile(r"^(.*\S) \S+ \d{4}$")


def indexes_for(user):
    """Return the archives (NewsletterIndexPage, one per language) under which the user may add an issue."""
    indexes = NewsletterIndexPage.objects.filter(alias_of=None).select_related("locale").order_by("locale__pk", "pk")
    return [index for index in indexes if index.permissions_for_user(user).can_add_subpage()]


def open_drafts(index):
    """Return the issues under `index` that were never published, the latest changed first."""
    drafts = NewsletterIssuePage.objects.child_of(index).filter(live=False, first_published_at=None, alias_of=None)
    return drafts.order_by("-latest_revision_created_at", "-pk")


def issues_naming(record):
    """Return the issues (list) that name a page and were not sent: drafts, and what was published in the last month."""
    sent = Mailing.objects.exclude(state__in=[Mailing.DRAFT, Mailing.SCHEDULED, Mailing.CANCELLED])
    recent = Q(live=False) | Q(first_published_at=None) | Q(first_published_at__gt=timezone.now() - UNSENT)
    issues = NewsletterIssuePage.objects.filter(recent, alias_of=None).exclude(
        translation_key__in=sent.values("issue_key")
    )
    latest = issues.order_by("-latest_revision_created_at", "-pk")[:MOST_UNSENT]
    drafts = [issue.get_latest_revision_as_object() for issue in latest]
    return [draft for draft in drafts if any(record.pk in item.records for item in read_items(draft))]


def default_month(today):
    """Return the first day (date) of the month that the form for a new issue proposes on `today` (date)."""
    return next_month(today) if today.day >= FIRST_DAY_FOR_NEXT_MONTH else today.replace(day=1)


def next_month(day):
    """Return the first day of the month after that of `day`."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def get_or_create_draft(index, month, user):
    """Return (issue, created): the draft for `month` (date, first day) under `index`, created by `user` if missing.

    Idempotent; safe under concurrent requests.
    """
    found = _find_draft(index, month)
    if found:
        return found, False
    try:
        with transaction.atomic():
            # Serialises concurrent requests on engines with row locks (PostgreSQL).
            NewsletterIndexPage.objects.select_for_update().get(pk=index.pk)
            found = _find_draft(index, month)
            return (found, False) if found else (_add_issue(index, month, user), True)
    except IntegrityError:
        # On SQLite the concurrent request took the same position in the page tree.
        found = _find_draft(index, month)
        if found is None:
            raise
        return found, False


def _find_draft(index, month):
    return open_drafts(index).filter(sort_date=month).first()


def _add_issue(index, month, user):
    issue = NewsletterIssuePage(locale=index.locale, date=parse(f"{month:%Y-%m}"), live=False, owner=user)
    with translation.override(index.locale.language_code):
        issue.title = f"{_newsletter_name(issue)} {formats.date_format(month, 'F Y')}"
        issue.slug = _free_slug(index, slugify(formats.date_format(month, "F Y")))
        issue.items = [("agenda", _agenda_value(month, timezone.localdate()))]
    # Read again: children may have been added since `index` was read.
    NewsletterIndexPage.objects.get(pk=index.pk).add_child(instance=issue)
    issue.save_revision(user=user, log_action=False)
    return issue


def _newsletter_name(issue):
    last = find_last_issue(issue)
    named = TITLE_WITH_MONTH.match(last.title) if last else None
    return named[1] if named else gettext("Newsletter")


def _free_slug(index, wanted):
    taken = set(index.get_children().values_list("slug", flat=True))
    number, slug = 1, wanted
    while slug in taken:
        number += 1
        slug = f"{wanted}-{number}"
    return slug


def _agenda_value(month, today):
    """Return the block value of an agenda: from the start of `month` or from today to the end of the next month."""
    following = next_month(month)
    last_day = date(following.year, following.month, calendar.monthrange(following.year, following.month)[1])
    first_day = min(max(month, today), last_day)
    return {"heading": gettext("Agenda"), "first_day": first_day, "last_day": last_day, "with_deadlines": True}
