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
        rows = _list_themes(counted)
    elif kind == Kind.YEAR:
        years = sorted((value for value in counted if value), reverse=True)
        rows = [Row(year, str(year), str(year)) for year in years]
    else:
        terms = (Audience if kind == Kind.AUDIENCE else Law).objects.all()
        rows = [Row(term.pk, term.label, term.slug) for term in terms]
    if CoverageEntry.NOTHING in counted:
        nothing = {
            Kind.THEME: gettext("No theme given"),
            Kind.AUDIENCE: gettext("No audience given"),
            Kind.LAW: gettext("No law given"),
            Kind.YEAR: gettext("No year given"),
        }
        rows.append(Row(CoverageEntry.NOTHING, nothing[kind]))
    return rows


def _list_themes(counted):
    themes = list(
        ThemePage.objects.published()
        .filter(locale__language_code=settings.LANGUAGE_CODE)
        .order_by("-agenda__sort_date", "agenda__title", "number", "pk")
        .values_list("pk", "translation_key", "slug", "agenda", "title", "agenda__title")
    )
    in_use = {agenda for pk, _key, _slug, agenda, *_titles in themes if pk in counted}
    whole = _agendas_to_show_whole(in_use)
    language, translated = get_language(), {}
    if language != settings.LANGUAGE_CODE:
        versions = ThemePage.objects.published().filter(locale__language_code=language)
        rows = versions.values_list("translation_key", "title", "agenda__title")
        translated = {key: (title, group or "", "") for key, title, group in rows}
    lang = "" if language == settings.LANGUAGE_CODE else settings.LANGUAGE_CODE
    listed = []
    for pk, key, slug, agenda, title, agenda_title in themes:
        if pk in counted or agenda in whole:
            shown, group, other = translated.get(key, (title, agenda_title or "", lang))
            listed.append(Row(pk, shown, slug, group, other))
    return listed


def _agendas_to_show_whole(in_use):
    """Return the newest agenda of all, and the newest of each werkplaats with projects under it (`in_use`)."""
    agendas = KnowledgeAgendaPage.objects.published().filter(locale__language_code=settings.LANGUAGE_CODE)
    rows = sorted(agendas.values_list("sort_date", "pk", "werkplaats", "werkplaats__successors"), reverse=True)
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
