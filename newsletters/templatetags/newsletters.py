"""Newsletter issues for the templates of all rooms."""

from django import template
from django.db.models import Q, Subquery
from django.utils.translation import get_language
from wagtail.models import Locale

from newsletters.alerts import topics
from newsletters.compose.items import Item, audiences_of
from newsletters.compose.page_items import find_items, prepare_for_page
from newsletters.models import NewsletterIssuePage
from pages.agenda import collect_agenda_entries
from pages.home_lists import cards_on_home
from pages.kept import kept
from pages.page_context import locale_of

register = template.Library()


@register.simple_tag(takes_context=True)
def newest_issue(context):
    """Return the Card of the newest issue in the language of the home page, or None."""
    return next(iter(cards_on_home(context, "issues", locale_of(context).language_code)), None)


@register.simple_tag
def follow_address(kind, name, query):
    """Return the address of the page to follow a topic by mail (newsletters.alerts.topics); empty when it cannot be."""
    return topics.follow_address(kind, name or "", query or "")


@register.simple_tag(takes_context=True)
def issue_items(context, page):
    """Return the Items of an issue, in a number of queries that does not grow."""
    return find_items(page, context.get("request"))


@register.simple_tag(takes_context=True)
def neighbouring_issues(context, page):
    """Return the issues before and after this one as {"earlier", "later"}, each an issue or None."""
    if not page.pk:
        return {"earlier": None, "later": None}
    return kept(page, context.get("request"), "neighbours", lambda: _find_neighbours(page))


def _find_neighbours(page):
    issues = NewsletterIssuePage.objects.published().filter(locale=page.locale).exclude(pk=page.pk)
    earlier = issues.filter(sort_date__lt=page.sort_date).order_by("-sort_date", "-pk").values("pk")[:1]
    later = issues.filter(sort_date__gt=page.sort_date).order_by("sort_date", "pk").values("pk")[:1]
    near = NewsletterIssuePage.objects.filter(Q(pk=Subquery(earlier)) | Q(pk=Subquery(later)))
    # By whether it is the later one.
    found = {issue.sort_date > page.sort_date: issue for issue in near.only("title", "url_path", "sort_date")}
    return {"earlier": found.get(False), "later": found.get(True)}


@register.simple_tag
def issue_contents(items):
    """Return the table of contents as (item, [items below it]) pairs; items without a heading are not in it."""
    contents = []
    for item in items:
        if not item.heading:
            continue
        if contents and item.level > contents[-1][0].level:
            contents[-1][1].append(item)
        else:
            contents.append((item, []))
    return contents


@register.simple_tag
def issue_body(items):
    """Return the items in their order, all but the closing notes."""
    return [item for item in items if item.kind != "closing_note"]


@register.simple_tag
def closing_notes(items):
    """Return the closing notes of an issue."""
    return [item for item in items if item.kind == "closing_note"]


@register.filter
def item_language(item):
    """Return the language code of an item's record when that is not the visitor's; empty for an item without one."""
    return "" if item.language == get_language() else item.language


@register.simple_tag
def item_of(value):
    """Return the Item of one block of an issue, for the preview of the block; None while it has no record."""
    record = value["record"].specific if value.get("record") else None
    if "record" in value and record is None:
        return None
    text_record = value["text_record"].specific if value.get("text_record") else record
    text = value["text"] if value["text"] and value["text"].source else None
    item = Item(
        kind="record" if record else "text",
        anchor="preview-record" if record else "preview-text",
        kicker=value["kicker"],
        heading=value["heading"] or (record.title if record else ""),
        text=text,
        summary=text_record.summary if text_record else "",
        record=record,
        image=value["image"] or (record.listing_image if record else None),
        actions=[action.action for action in value["actions"]] or (record.actions if record else []),
        facts=record.when_and_where if record else [],
        for_whom=value.get("for_whom") or (audiences_of(record) if record else ""),
    )
    return prepare_for_page([item])[0]


@register.simple_tag
def agenda_of(value):
    """Return the Item of one agenda block, for the preview of the block; None while it has no period."""
    if not (value["first_day"] and value["last_day"]):
        return None
    found = collect_agenda_entries(value["first_day"], value["last_day"], Locale.get_active())
    entries = [entry for entry in found if value.get("with_deadlines") or not entry.is_deadline]
    return Item(kind="agenda", anchor="preview-agenda", heading=value["heading"], entries=entries)
