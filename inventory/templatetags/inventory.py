"""Rounds and projects of the inventory for the templates of all rooms."""

from django import template
from django.db.models import F
from django.utils import timezone
from django.utils.translation import get_language

from inventory.connections.similar import find_similar_to
from inventory.models import InventoryRoundPage, ProjectPage, Visibility
from inventory.municipality import Report
from inventory.ownership.answers import answers_by_visibility
from inventory.ownership.publishing import original_of
from inventory.project_map import draw_places, find_places
from pages import cache_version
from pages.page_context import fetch_details, locale_of, ready_for_cards

register = template.Library()


@register.simple_tag(takes_context=True)
def current_round(context):
    """Return the round that is open now, else the newest one, ready for a card; None when there never was one."""
    found = InventoryRoundPage.objects.published().in_language(locale_of(context))
    running = found.open_at(timezone.now()).order_by(F("closes_at").asc(nulls_last=True), "-pk")[:1]
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


@register.inclusion_tag("inventory/components/project_map.html")
def project_map(listing):
    """Show how many projects of a listing each municipality has, as a drawing and as a list that both lead further."""
    places = find_places(listing)
    return {"places": places, "maps": draw_places(places), "has_unconfirmed": any(each.unconfirmed for each in places)}


@register.simple_tag(takes_context=True)
def own_answers(context, page):
    """Return {"everyone", "network"} of a project: its answers to the editors' own questions that this reader may see.

    The network's are for editors who are logged in; owners read them through their private link.
    """
    request = context.get("request")
    answers = answers_by_visibility(original_of(page)) if page.pk else {}
    is_editor = bool(request) and request.user.has_perm("wagtailadmin.access_admin")
    return {
        "everyone": answers.get(Visibility.EVERYONE, []),
        "network": answers.get(Visibility.NETWORK, []) if is_editor else [],
    }


@register.simple_tag(takes_context=True)
def similar_projects(context, page):
    """Return at most three projects like `page`, likest first, as {title, url, language, reasons}."""
    if not page.pk:
        return []
    locale = locale_of(context)

    def find():
        found = find_similar_to(page, locale)
        ready_for_cards([each.project for each in found])
        return [
            {
                "title": each.project.title,
                "url": each.project.url,
                "language": each.project.locale.language_code,
                "reasons": [str(reason) for reason in each.reasons],
            }
            for each in found
        ]

    return cache_version.cached(f"similar:{page.pk}:{locale.pk}:{get_language()}", find)


@register.simple_tag(takes_context=True)
def municipality_inventory(context, municipality):
    """Return the inventory.municipality.Report of a network.Municipality."""
    return Report(municipality, locale_of(context))
