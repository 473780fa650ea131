"""Timelines of werkplaatsen and of knowledge agendas."""

from datetime import date

from django import template
from django.db.models import F
from django.utils.text import capfirst
from django.utils.translation import gettext

from pages.drawings.timeline import Row, draw_timeline
from pages.models import WerkplaatsPage
from pages.page_context import locale_of, ready_for_cards
from themes.models import KnowledgeAgendaPage, ProgrammePage, ProgrammePhase

register = template.Library()

AGENDA_COLOUR, PROGRAMME_COLOUR = "", "colour-teal"


@register.simple_tag(takes_context=True)
def agenda_timeline(context, current=None):
    """Return the Timeline of all knowledge agendas, the undated last; `current` is the one the page is about."""
    found = KnowledgeAgendaPage.objects.published().in_language(locale_of(context)).defer_streamfields()
    agendas = ready_for_cards(found.annotate(belongs_to=F("werkplaats__title")))
    return draw_timeline(
        [
            Row(agenda.title, agenda.belongs_to or "", agenda.date, agenda, is_current=current == agenda)
            for agenda in sorted(agendas, key=_by_time)
        ]
    )


@register.simple_tag(takes_context=True)
def werkplaats_timeline(context, page):
    """Return the Timeline of a werkplaats with what came before and after it, and their agendas and programmes.

    Costs the same number of queries however long the line is. None when there is nothing besides the werkplaats.
    """
    if not page.pk:
        return None
    locale = locale_of(context)
    family = _family(page, WerkplaatsPage.objects.published().in_language(locale).defer_streamfields())
    keys = [member.translation_key for member in family]
    agendas = KnowledgeAgendaPage.objects.published().in_language(locale).defer_streamfields()
    agendas = agendas.filter(werkplaats__translation_key__in=keys).annotate(belongs_to=F("werkplaats__translation_key"))
    programmes = ProgrammePage.objects.published().in_language(locale).defer_streamfields()
    programmes = programmes.filter(werkplaatsen__translation_key__in=keys)
    programmes = programmes.annotate(belongs_to=F("werkplaatsen__translation_key")).prefetch_related("phases")
    parts = {key: [] for key in keys}
    for part in sorted(ready_for_cards([*agendas, *programmes]), key=_by_time):
        parts[part.belongs_to].append(part)
    ready_for_cards(family)
    rows = []
    for member in family:
        rows.append(Row(member.title, _kind(member), member.date, member, is_current=member.pk == page.pk))
        for part in parts[member.translation_key]:
            rows += _part_rows(part)
    return draw_timeline(rows)


def _part_rows(part):
    colour = PROGRAMME_COLOUR if isinstance(part, ProgrammePage) else AGENDA_COLOUR
    rows = [Row(part.title, _kind(part), part.date, part, level=2, colour=colour)]
    if isinstance(part, ProgrammePage):
        word = capfirst(str(ProgrammePhase._meta.verbose_name))
        rows += [Row(phase.title, word, phase.period, level=3, colour=colour) for phase in part.phases.all()]
    return rows


def _kind(page):
    """Return what a page is in a word, or nothing when its title says so already."""
    kind = capfirst(str(page.kind_label))
    return "" if page.title.casefold().startswith(kind.casefold()) else kind


def _by_time(record):
    """Sort by the first day that a record can mean, the undated last and by title."""
    return (record.first_day or date.max, record.title)


def _family(page, known):
    """Return the werkplaatsen that a werkplaats came out of, itself, and what came out of it, in that order.

    A circle of predecessors, which editors can make, is followed once.
    """
    known = {member.pk: member for member in known}
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
        after = [each for each in known.values() if each.predecessor_id == member.pk and each.pk not in seen]
        seen.update(each.pk for each in after)
        later += sorted(after, key=_by_time)
    return [*line, *later[1:]]


@register.filter
def period_words(row):
    """Return when a row of a timeline was, in words, also when nobody knows."""
    return str(row.period) if row.period else gettext("years not known")
