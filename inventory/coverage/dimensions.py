"""Rows, columns and statuses of the coverage matrix, each in its order."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext

from inventory.models import CoverageEntry, ProjectPage
from network.models import Municipality
from pages.models import Audience, Law
from pages.read_together import read_together
from themes.models import KnowledgeAgendaPage, ThemePage

Kind = CoverageEntry.Kind
STATUSES = list(ProjectPage.Status)
# What is going on or about to: this, and not what has ended, answers a need.
SUPPLY = frozenset(
    STATUSES.index(status)
    for status in (ProjectPage.Status.IDEA, ProjectPage.Status.STARTING, ProjectPage.Status.RUNNING)
)


@dataclass(frozen=True)
class Row:
    """What one row counts: `value` as in CoverageEntry, `slug` in the listing's filter (empty: not to be filtered on).

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

    Themes of the present agendas and all audiences and laws are listed also when nothing counts under them: empty rows
    show what is missing. Other themes and years are listed when something counts under them.
    """
    if kind == Kind.THEME:
        return list_theme_rows(counted, read_together(*query_themes()))
    if kind == Kind.YEAR:
        years = sorted((value for value in counted if value), reverse=True)
        rows = [Row(year, str(year), str(year)) for year in years]
    else:
        terms = (Audience if kind == Kind.AUDIENCE else Law).objects.all()
        rows = [Row(term.pk, term.label, term.slug) for term in terms]
    return [*rows, *_row_of_nothing(kind, counted)]


def _row_of_nothing(kind, counted):
    """Return a list of the Row of projects without such a value, empty when there are none."""
    nothing = {
        Kind.THEME: gettext("No theme given"),
        Kind.AUDIENCE: gettext("No audience given"),
        Kind.LAW: gettext("No law given"),
        Kind.YEAR: gettext("No year given"),
    }
    return [Row(CoverageEntry.NOTHING, nothing[kind])] if CoverageEntry.NOTHING in counted else []


def query_themes():
    """Return querysets of the themes, their versions in the active language, and the agendas, for list_theme_rows()."""
    themes, agendas = ThemePage.objects.published(), KnowledgeAgendaPage.objects.published()
    dutch = {"locale__language_code": settings.LANGUAGE_CODE}
    fields = ("agenda__sort_date", "agenda__title", "number", "pk", "translation_key", "slug", "agenda", "title")
    versions = themes.filter(locale__language_code=get_language()).exclude(**dutch)
    return (
        themes.filter(**dutch).values_list(*fields),
        versions.values_list("translation_key", "title", "agenda__title"),
        agendas.filter(**dutch).values_list("sort_date", "pk", "werkplaats", "werkplaats__successors"),
    )


def list_theme_rows(counted, rows):
    """Return the Rows of themes as list_rows() does; `rows` is what pages.read_together makes of query_themes()."""
    themes, versions, agendas = rows
    in_use = {agenda for *_order, pk, _key, _slug, agenda, _title in themes if pk in counted}
    whole = _agendas_to_show_whole(in_use, agendas)
    translated = {key: (title, group or "", "") for key, title, group in versions}
    lang = "" if get_language() == settings.LANGUAGE_CODE else settings.LANGUAGE_CODE
    listed = []
    for _day, agenda_title, _number, pk, key, slug, agenda, title in sorted(themes, key=_by_agenda):
        if pk in counted or agenda in whole:
            shown, group, other = translated.get(key, (title, agenda_title or "", lang))
            listed.append(Row(pk, shown, slug, group, other))
    return [*listed, *_row_of_nothing(Kind.THEME, counted)]


def _by_agenda(theme):
    """Sort the newest agenda first, themes without one last, and within an agenda by number."""
    day, agenda_title, number, pk, *_rest = theme
    return day is None, -day.toordinal() if day else 0, agenda_title or "", number is None, number or 0, pk


def _agendas_to_show_whole(in_use, agendas):
    """Return the newest agenda of all, and the newest of each werkplaats with projects under it (`in_use`)."""
    rows = sorted(agendas, key=lambda row: row[:2], reverse=True)
    newest = {}
    for _day, pk, werkplaats, successor in rows:
        if successor is None:
            newest.setdefault(werkplaats, pk)
    return {pk for pk in newest.values() if pk in in_use} | {pk for _day, pk, _werkplaats, _successor in rows[:1]}


@dataclass(frozen=True, eq=False)
class Town:
    """A municipality as a column; `groups` are the short names of its region groups, `url` its page in the overview."""

    pk: int
    name: str
    slug: str
    code: str
    province: str
    groups: frozenset
    is_former: bool
    url: str


def read_towns():
    """Return all Towns by province and name, in two queries."""
    counted = CoverageEntry.objects.filter(
        kind=CoverageEntry.Kind.PROJECT, value=CoverageEntry.NOTHING, municipality=OuterRef("pk")
    )
    today = timezone.localdate()
    current = Q(pk__in=Municipality.objects.valid_on(today).values("pk"))
    kept = Municipality.objects.filter(current | Exists(counted))
    groups = {}
    for town, slug in Municipality.region_groups.through.objects.values_list("municipality", "regiongroup__slug"):
        groups.setdefault(town, set()).add(slug)
    rows = kept.order_by("province", "name").values_list("pk", "name", "slug", "code", "province", "valid_to")
    # Looking up an address takes longer than reading the row.
    url = reverse("coverage-municipality", args=["-"]).removesuffix("-/")
    return [
        Town(
            pk,
            name,
            slug,
            code,
            province,
            groups=frozenset(groups.get(pk, ())),
            is_former=valid_to is not None and valid_to <= today,
            url=f"{url}{slug}/",
        )
        for pk, name, slug, code, province, valid_to in rows
    ]


def in_words(counts):
    """Return the counts by status as (name, count) pairs, without zeros."""
    return [(str(status.label), count) for status, count in zip(STATUSES, counts, strict=True) if count]
