"""Timelines of werkplaatsen and of knowledge agendas."""

from datetime import date

from django import template
from django.utils.text import capfirst

from pages.drawings.timeline import Row, draw_timeline
from pages.fuzzy_date import parse
from pages.page_context import locale_of
from pages.record_index.reading import indexed_records, make_cards
from themes.models import KnowledgeAgendaPage, ProgrammePage, ProgrammePhase

register = template.Library()

AGENDA_COLOUR, PROGRAMME_COLOUR = "", "colour-teal"


@register.simple_tag(takes_context=True)
def agenda_timeline(context, current=None):
    """Return the Timeline of all knowledge agendas; `current` is the one the page is about."""
    agendas = make_cards(indexed_records(locale_of(context).language_code, KnowledgeAgendaPage))
    return draw_timeline(
        [
            Row(agenda.title, agenda.werkplaats_title, agenda.date, agenda, is_current=_is(agenda, current))
            for agenda in sorted(agendas, key=_by_time)
        ]
    )


def _is(card, page):
    return page is not None and card.pk == page.pk


@register.simple_tag
def werkplaats_timeline(landing):
    """Return the Timeline of the werkplaats of a pages.landing.Landing with what came before and after it, and their
    agendas and programmes.

    None when there is nothing besides the werkplaats.
    """
    page = landing.entity
    family = _family(page, landing.cards("werkplaatsen"))
    parts = {str(member.translation_key): [] for member in family}
    found = sorted([*landing.cards("agendas"), *landing.cards("programmes")], key=_by_time)
    for part in found:
        keys = part.werkplaats_keys or () if part.record_type is ProgrammePage else [part.werkplaats_key]
        for key in parts.keys() & set(keys):
            parts[key].append(part)
    rows = []
    for member in family:
        rows.append(Row(member.title, _kind(member), member.date, member, is_current=member.pk == page.pk))
        for part in parts[str(member.translation_key)]:
            rows += _part_rows(part)
    return draw_timeline(rows)


def _part_rows(part):
    is_programme = part.record_type is ProgrammePage
    colour = PROGRAMME_COLOUR if is_programme else AGENDA_COLOUR
    phases = part.phase_periods or () if is_programme else ()
    word = capfirst(str(ProgrammePhase._meta.verbose_name))
    return [
        Row(part.title, _kind(part), part.date, part, level=2, colour=colour),
        *(Row(title, word, parse(period) if period else None, level=3, colour=colour) for title, period in phases),
    ]


def _kind(record):
    """Return what a page or Card is in a word, or nothing when its title says so already."""
    kind = capfirst(str(record.kind_label))
    return "" if record.title.casefold().startswith(kind.casefold()) else kind


def _by_time(card):
    """Sort by the first day that a record can mean, the undated last and by title."""
    return (card.date.earliest if card.date else date.max, card.title)


def _family(page, cards):
    """Return the werkplaatsen that a werkplaats came out of, itself, and what came out of it, in that order.

    All but the page itself are Cards. A circle of predecessors, which editors can make, is followed once.
    """
    known = {member.pk: member for member in cards}
    line, seen = [], {page.pk}
    before = known.get(page.predecessor_id)
    while before and before.pk not in seen:
        seen.add(before.pk)
        line.insert(0, before)
        before = known.get(before.predecessor_id)
    line.append(page)
    # The list grows while it is read: successors of successors.
    later = [page]
    for member in later:
        after = [each for each in cards if each.predecessor_id == member.pk and each.pk not in seen]
        seen.update(each.pk for each in after)
        later += sorted(after, key=_by_time)
    return [*line, *later[1:]]
