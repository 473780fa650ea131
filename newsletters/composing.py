"""A new issue: a draft with a title, its month and an agenda that is already filled."""

import calendar
import re
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils import formats, timezone, translation
from django.utils.text import slugify
from django.utils.translation import gettext

from newsletters.models import NewsletterIndexPage, NewsletterIssuePage
from newsletters.tray_panel import find_last_issue
from pages.fuzzy_date import parse

# From this day of the month on, the issue that an editor begins is that of the next month.
DAY_OF_NEXT = 20
# “Platformnieuws november 2021”: the words before the month are the name of the newsletter.
NAMED_BY_MONTH = re.compile(r"^(.*\S) \S+ \d{4}$")


def indexes_for(user):
    """Return the archives (NewsletterIndexPage, one per language) under which the user may add an issue."""
    indexes = NewsletterIndexPage.objects.filter(alias_of=None).select_related("locale").order_by("locale__pk", "pk")
    return [index for index in indexes if index.permissions_for_user(user).can_add_subpage()]


def open_drafts(index):
    """Return the issues under `index` that were never published, the latest changed first."""
    drafts = NewsletterIssuePage.objects.child_of(index).filter(live=False, first_published_at=None, alias_of=None)
    return drafts.order_by("-latest_revision_created_at", "-pk")


def month_to_make(today):
    """Return the first day (date) of the month for which an editor who begins on `today` makes an issue."""
    return next_month(today) if today.day >= DAY_OF_NEXT else today.replace(day=1)


def next_month(day):
    """Return the first day of the month after that of `day`."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def make_issue(index, month, user):
    """Return (issue, is_made): the draft for `month` (a date) under `index`, made unless there is one for that month.

    Two presses at the same moment make one issue: the second finds what the first made.
    """
    found = _draft_of(index, month)
    if found:
        return found, False
    try:
        with transaction.atomic():
            # Only one request at a time goes on from here where the engine knows locks of rows.
            NewsletterIndexPage.objects.select_for_update().get(pk=index.pk)
            found = _draft_of(index, month)
            return (found, False) if found else (_add_issue(index, month, user), True)
    except IntegrityError:
        # Where it does not, the place in the tree was taken by the other request.
        found = _draft_of(index, month)
        if found is None:
            raise
        return found, False


def _draft_of(index, month):
    return open_drafts(index).filter(sort_date=month).first()


def _add_issue(index, month, user):
    issue = NewsletterIssuePage(locale=index.locale, date=parse(f"{month:%Y-%m}"), live=False, owner=user)
    with translation.override(index.locale.language_code):
        issue.title = f"{_name_of_newsletter(issue)} {formats.date_format(month, 'F Y')}"
        issue.slug = _free_slug(index, slugify(formats.date_format(month, "F Y")))
        issue.items = [("agenda", _agenda_of(month, timezone.localdate()))]
    # Read again: the tree may have grown since `index` was read.
    NewsletterIndexPage.objects.get(pk=index.pk).add_child(instance=issue)
    issue.save_revision(user=user, log_action=False)
    return issue


def _name_of_newsletter(issue):
    last = find_last_issue(issue)
    named = NAMED_BY_MONTH.match(last.title) if last else None
    return named[1] if named else gettext("Newsletter")


def _free_slug(index, wanted):
    taken = set(index.get_children().values_list("slug", flat=True))
    number, slug = 1, wanted
    while slug in taken:
        number += 1
        slug = f"{wanted}-{number}"
    return slug


def _agenda_of(month, today):
    """Return the value of an agenda item from the month of the issue, or today, to the end of the month after it."""
    following = next_month(month)
    last_day = date(following.year, following.month, calendar.monthrange(following.year, following.month)[1])
    first_day = min(max(month, today), last_day)
    return {"heading": gettext("Agenda"), "first_day": first_day, "last_day": last_day, "with_deadlines": True}
