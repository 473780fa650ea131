"""Themes, agendas, programmes and workgroups for the templates of all rooms."""

from django import template
from django.db.models import Q, prefetch_related_objects
from wagtail.models import Page

from pages import cache_version
from pages.mentions import find_mentions
from pages.page_context import fetch_details, in_language, locale_of
from pages.record_index.reading import indexed_records, make_cards
from themes.models import KnowledgeAgendaPage, ProgrammePage, ThemeMapping, ThemePage, WorkgroupPage

register = template.Library()

# Of each type in the dossier of a theme.
MOST_SHOWN = 6


@register.simple_tag(takes_context=True)
def agenda_themes(context, agenda_id):
    """Return the Cards of the themes of a knowledge agenda by number, kept while nothing changes; none without one."""
    language = locale_of(context).language_code

    def find():
        return _themes(language, Page.objects.filter(pk=agenda_id).values_list("translation_key", flat=True))

    return cache_version.cached(f"agenda-themes:{agenda_id}:{language}", find) if agenda_id else []


def _themes(language, keys):
    found = indexed_records(language, ThemePage).with_value("agenda-key", *keys)
    # Within an agenda by number (ThemePage.sort_title).
    return make_cards(found.order_by("sort_title", "page"))


@register.simple_tag(takes_context=True)
def werkplaats_agendas(context, page):
    """Return the Cards of the knowledge agendas of a werkplaats, the newest first, with themes in `shown_themes`."""
    language = locale_of(context).language_code
    found = indexed_records(language, KnowledgeAgendaPage)
    agendas = make_cards(found.with_value("agenda-werkplaats-key", page.translation_key).newest_first())
    by_agenda = {agenda.translation_key: [] for agenda in agendas}
    for theme in _themes(language, by_agenda) if agendas else []:
        by_agenda[theme.agenda_key].append(theme)
    for agenda in agendas:
        agenda.shown_themes = by_agenda[agenda.translation_key]
    return agendas


@register.simple_tag(takes_context=True)
def werkplaats_workgroups(context, page):
    """Return the Cards of the workgroups under a werkplaats and of those that name it, by number."""
    if not page.pk:
        return []
    workgroups = indexed_records(locale_of(context).language_code, WorkgroupPage)
    return _by_number(_below(workgroups, page) | workgroups.with_value("werkplaats-key", page.translation_key))


@register.simple_tag(takes_context=True)
def workgroups_of(context, programme):
    """Return the Cards of the workgroups under a programme, by number."""
    if not programme.pk:
        return []
    return _by_number(_below(indexed_records(locale_of(context).language_code, WorkgroupPage), programme))


def _below(records, page):
    return records.filter(page__in=Page.objects.child_of(page).order_by().values("pk"))


def _by_number(workgroups):
    def place(card):
        return card.number is None, card.number, card.title.casefold(), card.pk

    return sorted(make_cards(workgroups), key=place)


@register.simple_tag
def themes_of(record):
    """Return the published themes of a record with their agendas, in the editors' order and the record's language."""
    links = list(record.theme_links.all())
    prefetch_related_objects(links, "theme__locale")
    themes = in_language([link.theme for link in links if link.theme.live], record.locale)
    prefetch_related_objects(themes, "agenda")
    return themes


@register.simple_tag
def theme_mappings(theme):
    """Return how a theme relates to themes of other agendas, in both directions, as (words, themes) pairs.

    What was written down for one version of a theme holds for its translations, and shows the versions in their
    language. A relation that editors wrote down on both sides is named once.
    """
    if not theme.pk:
        return []
    key = theme.translation_key
    found = [
        (str(mapping.get_relation_display()), mapping.other)
        for mapping in theme.mappings.select_related("other__agenda", "other__locale")
    ]
    others = ThemeMapping.objects.filter(
        Q(other__translation_key=key) | Q(theme__translation_key=key) & ~Q(theme=theme)
    )
    for mapping in others.select_related("theme__agenda", "theme__locale", "other__agenda", "other__locale"):
        is_outward = mapping.theme.translation_key == key
        words = mapping.get_relation_display() if is_outward else mapping.inverse_label
        found.append((str(words), mapping.other if is_outward else mapping.theme))
    shown = {each.translation_key: each for each in in_language([other for _words, other in found], theme.locale)}
    named = [(words, shown[other.translation_key]) for words, other in found]
    order = [str(ThemeMapping.Relation.CONTINUES.label), str(ThemeMapping.INVERSE[ThemeMapping.Relation.CONTINUES])]
    groups = {}
    for words, other in named:
        if other.live and other not in groups.setdefault(words, []):
            groups[words].append(other)
    shown = [(words, themes) for words, themes in groups.items() if themes]
    return sorted(shown, key=lambda group: order.index(group[0]) if group[0] in order else len(order))


@register.simple_tag(takes_context=True)
def theme_records(context, theme, limit=MOST_SHOWN):
    """Return the records of a theme as Mentions by type, newest first, at most `limit` of each, in two queries."""
    return find_mentions(
        locale_of(context),
        "theme-key",
        theme.translation_key,
        listed_by=("thema", theme.listed_as),
        most=limit,
        newest=limit,
    )


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
