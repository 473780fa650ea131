"""Rounds and projects of the inventory for the templates of all rooms."""

from django import template
from django.utils import timezone

from inventory.models import InventoryRoundPage, ProjectPage
from pages.page_context import fetch_details, locale_of, ready_for_cards

register = template.Library()


@register.simple_tag(takes_context=True)
def current_round(context):
    """Return the round that is open now, else the newest one, ready for a card; None when there never was one."""
    found = InventoryRoundPage.objects.published().in_language(locale_of(context))
    running = found.open_at(timezone.now()).order_by("closes_at", "-pk")[:1]
    rounds = ready_for_cards(running) or ready_for_cards(found.newest_first()[:1])
    return next(iter(rounds), None)


@register.simple_tag(takes_context=True)
def round_projects(context, page, limit=50):
    """Return the published projects that were reported in a round, newest first, ready for cards."""
    if not page.pk:
        return []
    found = ProjectPage.objects.published().in_language(locale_of(context))
    return ready_for_cards(found.filter(round__translation_key=page.translation_key).newest_first()[:limit])


@register.simple_tag
def fetch_round(page):
    """Fetch all that the page of one round shows; prints nothing."""
    fetch_details(page, *InventoryRoundPage.listing_prefetch, "attachments__document")
    return ""


@register.simple_tag
def fetch_project(page):
    """Fetch all that the page of one project shows; prints nothing."""
    fetch_details(
        page, *ProjectPage.listing_prefetch, "partners__organisation", "round__locale", "attachments__document"
    )
    return ""
