"""Searches that found nothing, counted without who asked (docs/decisions/search.md).

Of a query that was asked on one day only a keyed hash is kept, for a month; its words from the second day on. What is
long, or looks like a name of an account, an address or a number, is not counted at all.
"""

import hashlib
import hmac
import re
from datetime import timedelta

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from pages.models import UnansweredQuery
from pages.search.words import split

LONGEST = 60  # characters
MOST_WORDS = 6
KEPT_ONCE = timedelta(days=31)
KEPT = timedelta(days=400)
MOST_ROWS = 20_000
PRIVATE = re.compile(r"@|https?:|www\.|\d{3}|\d\s*[a-z]{2}\b", re.IGNORECASE)


def normalise(text):
    """Return the words of a query in lower case with single spaces, as they are counted; empty when they are not."""
    words = split(text)
    query = " ".join(words)
    if PRIVATE.search(text) or not 2 < len(query) <= LONGEST or len(words) > MOST_WORDS:
        return ""
    return query


def count(text):
    """Count a query that found nothing."""
    query = normalise(text)
    if not query:
        return
    today = timezone.localdate()
    digest = hmac.new(settings.SECRET_KEY.encode(), f"search:{query}".encode(), hashlib.sha256).hexdigest()
    rows = UnansweredQuery.objects.filter(digest=digest)
    if rows.filter(last_day=today).update(count=F("count") + 1):
        return
    if rows.update(count=F("count") + 1, days=F("days") + 1, last_day=today, query=query):
        return
    forget(today)
    if UnansweredQuery.objects.count() < MOST_ROWS:
        UnansweredQuery.objects.bulk_create([UnansweredQuery(digest=digest, last_day=today)], ignore_conflicts=True)


def forget(today):
    """Delete what was asked on one day only more than a month before `today`, and all that is older than 400 days."""
    UnansweredQuery.objects.filter(query="", last_day__lt=today - KEPT_ONCE).delete()
    UnansweredQuery.objects.filter(last_day__lt=today - KEPT).delete()
