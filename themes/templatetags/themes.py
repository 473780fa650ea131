"""Themes, agendas, programmes and workgroups for the templates of all rooms."""

from dataclasses import dataclass

from django import template
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, F, Q, prefetch_related_objects
from django.utils.text import capfirst
from wagtail.models import Page

from pages.models import ListedQuerySet
from pages.page_context import fetch_details, find_listings, locale_of, ready_for_cards
from pages.record_types import in_dossier_order, record_types
from themes.models import KnowledgeAgendaPage, ProgrammePage, ThemeLink, ThemeMapping, ThemePage, WorkgroupPage

register = template.Library()

MOST_SHOWN = 6


@dataclass
class RecordGroup:
    """The records of one type: `label` in the plural, those shown, how many there are, and where to see all."""

    label: str
    anchor: str
    records: list
    total: int
    more_url: str = ""


@register.simple_tag
def agenda_themes(agenda_id):
    """Return the published themes of a knowledge agenda by number, ready for cards; none without an agenda."""
    if not agenda_id:
        return []
    return ready_for_cards(ThemePage.objects.published().filter(agenda_id=agenda_id).order_by("number", "pk"))


@register.simple_tag(takes_context=True)
def werkplaats_agendas(context, page):
    """Return the knowledge agendas of a werkplaats, the newest first, each with its themes in `shown_themes`."""
    found = KnowledgeAgendaPage.objects.published().in_language(locale_of(context))
    agendas = ready_for_cards(found.filter(werkplaats__translation_key=page.translation_key).newest_first())
    themes = (
        ThemePage.objects.published().filter(agenda_id__in=[agenda.pk for agenda in agendas]).order_by("number", "pk")
    )
    by_agenda = {agenda.pk: [] for agenda in agendas}
    for theme in ready_for_cards(themes):
        by_agenda[theme.agenda_id].append(theme)
    for agenda in agendas:
        agenda.shown_themes = by_agenda[agenda.pk]
    return agendas


@register.simple_tag(takes_context=True)
def werkplaats_workgroups(context, page):
    """Return the workgroups under a werkplaats and those that name it, by number, ready for cards."""
    if not page.pk:
        return []
    own = Q(pk__in=Page.objects.child_of(page).values("pk")) | Q(
        pk__in=WorkgroupPage.objects.filter(werkplaatsen__translation_key=page.translation_key).values("pk")
    )
    return _by_number(WorkgroupPage.objects.published().in_language(locale_of(context)).filter(own))


@register.simple_tag
def workgroups_of(programme):
    """Return the published workgroups under a programme, by number, ready for cards."""
    return _by_number(WorkgroupPage.objects.published().child_of(programme)) if programme.pk else []


def _by_number(workgroups):
    return ready_for_cards(workgroups.order_by(F("number").asc(nulls_last=True), "title", "pk"))


@register.simple_tag
def themes_of(record):
    """Return the published themes of a record with their agendas, in the editors' order."""
    links = list(record.theme_links.all())
    prefetch_related_objects(links, "theme__locale", "theme__agenda")
    return [link.theme for link in links if link.theme.live]


@register.simple_tag
def theme_mappings(theme):
    """Return how a theme relates to themes of other agendas, in both directions, as (words, themes) pairs.

    A relation that editors wrote down on both sides is named once.
    """
    if not theme.pk:
        return []
    outward, inward = list(theme.mappings.all()), list(theme.mapped_from.all())
    prefetch_related_objects(outward, "other__agenda", "other__locale")
    prefetch_related_objects(inward, "theme__agenda", "theme__locale")
    named = [(str(mapping.get_relation_display()), mapping.other) for mapping in outward]
    named += [(str(mapping.inverse_label), mapping.theme) for mapping in inward]
    order = [str(ThemeMapping.Relation.CONTINUES.label), str(ThemeMapping.INVERSE[ThemeMapping.Relation.CONTINUES])]
    groups = {}
    for words, other in named:
        if other.live and other not in groups.setdefault(words, []):
            groups[words].append(other)
    shown = [(words, themes) for words, themes in groups.items() if themes]
    return sorted(shown, key=lambda group: order.index(group[0]) if group[0] in order else len(order))


@register.simple_tag(takes_context=True)
def theme_records(context, theme, limit=MOST_SHOWN):
    """Return the published records of a theme as RecordGroups by type, newest first, at most `limit` of each.

    Where there are more, `more_url` leads into the listing of the type. Costs one query for each type besides a
    fixed number.
    """
    locale = locale_of(context)
    links = ThemeLink.objects.filter(theme__translation_key=theme.translation_key)
    visible = ListedQuerySet(Page).published().in_language(locale).filter(pk__in=links.values("record_id"))
    totals = dict(visible.order_by().values_list("content_type_id").annotate(Count("pk")))
    types = {ContentType.objects.get_for_id(number).model_class(): total for number, total in totals.items()}
    listings = find_listings(locale)
    groups = []
    for model in in_dossier_order(set(types).intersection(record_types())):
        records = list(model.objects.filter(pk__in=visible.order_by().values("pk")).newest_first()[:limit])
        address, filters = listings.get(model._meta.label, ("", ()))
        more_url = f"{address}?thema={theme.slug}" if types[model] > limit and "thema" in filters else ""
        label = capfirst(str(model._meta.verbose_name_plural))
        groups.append(RecordGroup(label, f"type-{model._meta.model_name}", records, types[model], more_url))
    ready_for_cards(record for group in groups for record in group.records)
    return groups


@register.simple_tag
def fetch_theme(page):
    """Fetch all that the page of one theme shows besides its records; prints nothing."""
    fetch_details(page, *ThemePage.listing_prefetch, "attachments__document")
    return ""


@register.simple_tag
def fetch_agenda(page):
    """Fetch all that the page of one knowledge agenda shows besides its themes; prints nothing."""
    fetch_details(page, *KnowledgeAgendaPage.listing_prefetch, "werkplaats__locale", "attachments__document")
    return ""


@register.simple_tag
def fetch_programme(page):
    """Fetch all that the page of one programme shows; prints nothing."""
    fetch_details(
        page,
        *ProgrammePage.listing_prefetch,
        "phases",
        "contacts__person__organisation",
        "partners__organisation",
        "attachments__document",
    )
    return ""


@register.simple_tag
def fetch_workgroup(page):
    """Fetch all that the page of one workgroup shows; prints nothing."""
    fetch_details(
        page,
        *WorkgroupPage.listing_prefetch,
        "theme_links__theme__locale",
        "theme_links__theme__agenda",
        "products__target__locale",
        "partners__organisation",
        "attachments__document",
    )
    return ""


@register.simple_tag
def product_targets(page):
    """Return the numbers of the pages that a workgroup names as its products."""
    return [product.target_id for product in page.products.all() if product.target_id]


@register.simple_tag
def parent_of(page):
    """Return the published page that a page stands under, or None."""
    parent = page.get_parent() if page.path and page.depth and page.depth > 1 else None
    return parent if parent and parent.live else None
