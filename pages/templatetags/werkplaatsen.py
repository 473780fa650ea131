"""What the page of a werkplaats shows besides its own text."""

from django import template
from django.db.models import prefetch_related_objects

from pages.models import WerkplaatsPage
from pages.page_context import locale_of
from pages.record_index.reading import indexed_records, make_cards
from pages.record_types import news_types

register = template.Library()


@register.simple_tag(takes_context=True)
def werkplaats_news(context, page, limit=8):
    """Return the Cards of the `limit` newest records of a werkplaats, of whatever type."""
    if not page.pk:
        return []
    news = indexed_records(locale_of(context).language_code, *news_types())
    return make_cards(news.with_value("werkplaats-key", page.translation_key).newest_first()[:limit])


@register.simple_tag
def werkplaats_members(page):
    """Return the members of a werkplaats with their organisations: who leads first, then in the editors' order."""
    members = list(page.members.all())
    prefetch_related_objects(members, "organisation")
    return sorted(members, key=lambda member: not member.is_lead)


@register.simple_tag
def has_years(members):
    """Return whether it is known of one of these members since when it takes part."""
    return any(member.since for member in members)


@register.simple_tag
def werkplaats_lineage(page):
    """Return {"predecessor", "successors"} of a werkplaats, as far as they are published."""
    known = WerkplaatsPage.objects.published().select_related("locale")
    return {
        "predecessor": known.filter(pk=page.predecessor_id).first() if page.predecessor_id else None,
        "successors": list(known.filter(predecessor_id=page.pk).order_by("title")) if page.pk else [],
    }
