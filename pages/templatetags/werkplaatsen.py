"""What the page of a werkplaats shows besides its own text."""

from django import template
from django.db.models import prefetch_related_objects
from wagtail.models import Page

from pages.models import ListedQuerySet, WerkplaatsPage
from pages.page_context import locale_of, ready_for_cards
from pages.record_types import news_types

register = template.Library()


@register.simple_tag(takes_context=True)
def werkplaats_news(context, page, limit=8):
    """Return the `limit` newest records of a werkplaats, of whatever type, ready for cards."""
    if not page.pk:
        return []
    visible = ListedQuerySet(Page).published().in_language(locale_of(context)).order_by().values("pk")
    parts = [
        model.objects.filter(werkplaatsen__translation_key=page.translation_key, pk__in=visible)
        .order_by()
        .values_list("pk", "sort_date")
        for model in news_types()
    ]
    newest = [pk for pk, _day in parts[0].union(*parts[1:]).order_by("-sort_date", "-pk")[:limit]]
    records = {record.pk: record for record in Page.objects.filter(pk__in=newest).specific()}
    return ready_for_cards(records[pk] for pk in newest)


@register.simple_tag
def werkplaats_members(page):
    """Return the members of a werkplaats with their organisations: who leads first, then in the editors' order."""
    members = list(page.members.all())
    prefetch_related_objects(members, "organisation")
    return sorted(members, key=lambda member: not member.is_lead)


@register.simple_tag
def werkplaats_lineage(page):
    """Return {"predecessor", "successors"} of a werkplaats, as far as they are published."""
    known = WerkplaatsPage.objects.published().select_related("locale")
    return {
        "predecessor": known.filter(pk=page.predecessor_id).first() if page.predecessor_id else None,
        "successors": list(known.filter(predecessor_id=page.pk).order_by("title")) if page.pk else [],
    }
