"""The items of an issue for its web page, kept until the content changes or a moment changes what they say."""

import pickle
from bisect import bisect_right
from dataclasses import replace
from functools import cache

from django.utils import timezone
from django.utils.safestring import mark_safe

from newsletters.compose.items import build_items, expand_rich_texts
from pages.kept import is_kept, kept


def find_items(issue, request=None):
    """Return the Items of an issue as its page shows them; those that are kept have no `record` and no `text`."""
    if not is_kept(issue, request):
        return prepare_for_page(build_items(issue.items, issue.locale), request)
    now = timezone.now()

    @cache
    def build():
        return prepare_for_page(build_items(issue.items, issue.locale), request)

    moments = kept(issue, request, "issue-turning-points", lambda: find_turning_points(build()))
    name = f"issue-items-{bisect_right(moments, now)}"
    # As bytes, so that each request has Items of its own, and without the whole records.
    stored = kept(
        issue, request, name, lambda: pickle.dumps([replace(item, record=None, text=None) for item in build()])
    )
    return pickle.loads(stored)  # noqa: S301 (written above)


def find_turning_points(items):
    """Return the moments (aware datetimes, sorted) at which Items with their records say something else by themselves.

    Such as the end of an event: then nobody can register any more.
    """
    moments = {moment for item in items for moment in getattr(item.record, "turning_points", ())}
    return sorted(moments | {entry.turns_at for item in items for entry in item.entries if entry.turns_at})


def prepare_for_page(items, request=None):
    """Give Items what a web page shows of them (html of the text, url and language of the record); return them."""
    with_text = [item for item in items if item.text]
    expanded = expand_rich_texts([item.text.source for item in with_text])
    for item, html in zip(with_text, expanded, strict=True):
        # Rich text is sanitised when it is stored.
        item.html = mark_safe(html)
    for item in items:
        if item.record:
            item.url = item.record.get_url(request) or ""
            item.language = item.record.locale.language_code
    return items
