"""The rows of the overview: themes, audiences, laws or years, in their order."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language, gettext

from inventory.models import CoverageFact
from pages.models import Audience, Law
from themes.models import KnowledgeAgendaPage, ThemePage

Kind = CoverageFact.Kind


@dataclass(frozen=True)
class Row:
    """What one row counts: `value` as in CoverageFact, `slug` in the listing's filter (empty: not to be filtered on).

    `group` is the title of the agenda that a theme belongs to; `lang` the language of the title where it differs from
    that of the page.
    """

    value: int
    title: str
    slug: str = ""
    group: str = ""
    lang: str = ""


def list_rows(kind, counted):
    """Return the Rows of a kind; `counted` are the values that have projects.

    Themes of the present agendas and all audiences and laws are there also when nothing counts under them: an empty
    row is what the overview is for. Other themes and years are there when something does.
    """
    if kind == Kind.THEME:
        rows = _list_themes(counted)
    elif kind == Kind.YEAR:
        years = sorted((value for value in counted if value), reverse=True)
        rows = [Row(year, str(year), str(year)) for year in years]
    else:
        terms = (Audience if kind == Kind.AUDIENCE else Law).objects.all()
        rows = [Row(term.pk, term.label, term.slug) for term in terms]
    if CoverageFact.NOTHING in counted:
        nothing = {
            Kind.THEME: gettext("No theme given"),
            Kind.AUDIENCE: gettext("No audience given"),
            Kind.LAW: gettext("No law given"),
            Kind.YEAR: gettext("No year known"),
        }
        rows.append(Row(CoverageFact.NOTHING, nothing[kind]))
    return rows


def _list_themes(counted):
    themes = list(
        ThemePage.objects.published()
        .filter(locale__language_code=settings.LANGUAGE_CODE)
        .order_by("-agenda__sort_date", "agenda__title", "number", "pk")
        .values_list("pk", "title", "slug", "agenda", "agenda__title")
    )
    in_use = {agenda for pk, _title, _slug, agenda, _agenda_title in themes if pk in counted}
    whole = _agendas_to_show_whole(in_use)
    lang = "" if get_language() == settings.LANGUAGE_CODE else settings.LANGUAGE_CODE
    return [
        Row(pk, title, slug, agenda_title or "", lang)
        for pk, title, slug, agenda, agenda_title in themes
        if pk in counted or agenda in whole
    ]


def _agendas_to_show_whole(in_use):
    """Return the newest agenda of all, and the newest of each werkplaats with projects under it (`in_use`)."""
    agendas = KnowledgeAgendaPage.objects.published().filter(locale__language_code=settings.LANGUAGE_CODE)
    rows = sorted(agendas.values_list("sort_date", "pk", "werkplaats", "werkplaats__successors"), reverse=True)
    newest = {}
    for _day, pk, werkplaats, successor in rows:
        if successor is None:
            newest.setdefault(werkplaats, pk)
    return {pk for pk in newest.values() if pk in in_use} | {pk for _day, pk, _werkplaats, _successor in rows[:1]}
