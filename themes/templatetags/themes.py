"""Themes, agendas, programmes and workgroups for the templates of all rooms."""

from django import template
from django.db.models import Q, prefetch_related_objects
from wagtail.models import Page

from pages import cache_version
from pages.home_lists import cards_on_home
from pages.kept import kept
from pages.page_context import in_language, locale_of
from pages.record_index.reading import indexed_records, make_cards
from themes.agendas import agendas_of, themes_of_agendas
from themes.models import ThemeMapping, WorkgroupPage

register = template.Library()


@register.simple_tag(takes_context=True)
def agenda_themes(context, agenda_id):
    """Return the Cards of the themes of a knowledge agenda by number, kept while nothing changes; none without one."""
    language = locale_of(context).language_code

    def find():
        return themes_of_agendas(language, Page.objects.filter(pk=agenda_id).values_list("translation_key", flat=True))

    return cache_version.cached(f"agenda-themes:{agenda_id}:{language}", find, alone=True) if agenda_id else []


@register.simple_tag(takes_context=True)
def home_themes(context):
    """Return the Cards of the themes of the knowledge agenda of the home page by number; none without an agenda."""
    cards = cards_on_home(context, "themes", locale_of(context).language_code)
    return sorted(cards, key=lambda theme: (theme.row.sort_title, theme.pk))


@register.simple_tag
def werkplaats_agendas(landing):
    """Return the Cards of the knowledge agendas of the werkplaats of a pages.landing.Landing, the newest first, with
    themes in `shown_themes`.
    """
    return agendas_of(landing)


@register.simple_tag
def werkplaats_workgroups(landing):
    """Return the Cards of the workgroups under the werkplaats of a pages.landing.Landing and of those that name it, by
    number.
    """
    return _by_number(landing.cards("workgroups"))


@register.simple_tag(takes_context=True)
def workgroups_of(context, programme):
    """Return the Cards of the workgroups under a programme, by number, kept until the content changes."""
    if not programme.pk:
        return []
    language, below = locale_of(context).language_code, Page.objects.child_of(programme).order_by()

    def read():
        workgroups = indexed_records(language, WorkgroupPage).filter(page__in=below.values("pk"))
        return _by_number(make_cards(workgroups))

    return kept(programme, context.get("request"), f"workgroups-{language}", read)


def _by_number(workgroups):
    def place(card):
        return card.number is None, card.number, card.title.casefold(), card.pk

    return sorted(workgroups, key=place)


@register.simple_tag
def themes_of(record):
    """Return the published themes of a record with their agendas, in the editors' order and the record's language."""
    links = list(record.theme_links.all())
    prefetch_related_objects(links, "theme__locale")
    themes = in_language([link.theme for link in links if link.theme.live], record.locale)
    prefetch_related_objects(themes, "agenda")
    return themes


@register.simple_tag(takes_context=True)
def theme_mappings(context, theme):
    """Return how a theme relates to themes of other agendas, in both directions, as (words, themes) pairs.

    What was written down for one version of a theme holds for its translations, and shows the versions in their
    language. A relation that editors wrote down on both sides is named once.
    """
    return kept(theme, context.get("request"), "mappings", lambda: _relate(theme)) if theme.pk else []


def _relate(theme):
    key = theme.translation_key
    found = [(str(mapping.get_relation_display()), mapping.other) for mapping in theme.mappings.all()]
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


@register.simple_tag
def sidebar_themes(landing):
    """Return the Cards of the themes of most records of a pages.landing.Landing, without the theme that it is about."""
    return landing.cards("sidebar-themes")


@register.simple_tag
def product_targets(page):
    """Return the numbers of the pages that a workgroup names as its products."""
    return [product.target_id for product in page.products.all() if product.target_id]


@register.simple_tag
def parent_of(page):
    """Return the published page that a page stands under, or None."""
    parent = page.get_parent() if page.path and page.depth and page.depth > 1 else None
    return parent if parent and parent.live else None
