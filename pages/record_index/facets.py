"""Facets: what a list of records can be narrowed by. A type of record names its own in `facets`.

The name of a facet is its parameter in addresses, in Dutch. Most facets store which record has which value
(RecordFacet); what changes with the clock is a condition on the columns of IndexedRecord.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from operator import itemgetter

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from wagtail import hooks
from wagtail.models import Page

from pages.languages import LANGUAGE_NAMES
from pages.read_together import read_together
from pages.record_index.lookups import follow, rows_in_hand, values_at

# The names of the values of facets: at most so many characters are kept.
LONGEST_LABEL = 255


@dataclass(frozen=True)
class Term:
    """A value of a facet: its text in addresses, its name, its place among the others, and its heading there.

    `name` and `group` are text, a lazy translation, or a (Dutch, English) pair of which the second may be empty.
    """

    value: str
    name: str | Promise | tuple
    position: int = 0
    group: str | Promise | tuple = ""

    def label(self, language):
        """Return the name in a language (ISO 639-1 code)."""
        return _in_language(self.name, language)

    def heading(self, language):
        """Return the heading in a language; empty for none."""
        return _in_language(self.group, language)


def _in_language(words, language):
    if isinstance(words, tuple):
        dutch, english = words
        return (english if language == "en" and english else dutch)[:LONGEST_LABEL]
    with override(language):
        return str(words)[:LONGEST_LABEL]


class Facet:
    """A facet whose values are rows that a record refers to.

    The versions of a page are one value in all languages: it stands in addresses as the main version does, and has the
    name of the version in the language of the list.

    relations: lookups from the record to the rows, such as ["municipalities"]; several make one facet together.
    value: the field of a row that stands in addresses. names: its Dutch and, optionally, its English name.
    rank: a function of the fields named in `order` that returns a whole number: lower stands first.
    group: the lookup from a row to the heading under which it stands.
    implied: a Wagtail hook; a function of a set of primary keys of rows that returns {key: keys of rows that a record
    has besides}.
    """

    is_stored = True
    # How many values there must be before it is offered.
    fewest_choices = 1
    # Whether its values are in sight by their place, rather than those with the most records.
    is_ordered = False

    def __init__(
        self,
        name,
        label,
        relations,
        *,
        value="slug",
        names=("name",),
        order=(),
        rank=None,
        group="",
        implied="",
        is_ordered=False,
    ):
        self.name = name
        self.label = label
        self.relations = relations
        self.value = value
        self.names = names
        self.order = order
        self.rank = rank
        self.group = group
        self.implied = implied
        # Headings would be torn apart by the numbers.
        self.is_ordered = bool(group) or self.is_ordered

    @property
    def paths(self):
        """The lookups to the rows that a record's values depend on; when such a row changes the record is indexed."""
        if not self.group:
            return self.relations
        return [*self.relations, *(f"{relation}__{self.group.rpartition('__')[0]}" for relation in self.relations)]

    def condition(self, values, moment=None):
        """Return the Q on IndexedRecord that holds for the records with any of the values (a collection) at a moment.

        None where its columns do not say so, and only RecordFacet does.
        """

    def ask(self, model, pages):
        """Return (querysets, finish) for a list of pages of `model`: what is still to be read, and what makes of that
        (pairs, terms).

        querysets: a list, of values_list(); finish: a function of the list of rows of each. pairs: a set of (primary
        key of the page, key of the term). terms: {key: Term}. What the pages were read with is not read again.
        """
        pairs, related, rows = set(), None, {}
        for relation in self.relations:
            pairs |= values_at(model, pages, relation)
            related = follow(model, relation)
            rows |= rows_in_hand(model, pages, relation, self._fields)
        keys = {key for _pk, key in pairs}
        if self.implied:
            more = self._imply(keys)
            pairs = {(pk, other) for pk, key in pairs for other in (key, *more.get(key, ()))}
            keys = {key for _pk, key in pairs}
        if issubclass(related, Page):
            same = related._base_manager.filter(pk__in=keys).order_by().values("translation_key")
            versions = related._base_manager.filter(translation_key__in=same)
            versions = versions.values_list("pk", "translation_key", "live", "locale__language_code", *self._fields)
            return [versions] if keys else [], lambda found=(): (pairs, self._name_pages(keys, found))
        in_hand = [(pk, *(getattr(rows[pk], name) for name in self._fields)) for pk in keys & rows.keys()]
        missing = keys - rows.keys()
        others = related._base_manager.filter(pk__in=missing).values_list("pk", *self._fields)
        return [others] if missing else [], lambda found=(): (pairs, self._name_rows([*in_hand, *found]))

    def _imply(self, keys):
        found = defaultdict(set)
        for source in hooks.get_hooks(self.implied):
            for key, others in source(keys).items():
                found[key] |= set(others)
        return found

    def _name_rows(self, rows):
        return {pk: self._term(row) for pk, *row in rows if row[0]}

    def _name_pages(self, keys, versions):
        """Return {primary key: Term}; a page of which readers can open no version is no choice."""
        key_of, live = {}, defaultdict(dict)
        for pk, key, is_live, language, *row in sorted(versions, key=itemgetter(0)):
            key_of[pk] = key
            if is_live and row[0]:
                live[key][language] = row
        terms = {}
        for key, by_language in live.items():
            main = by_language.get(settings.LANGUAGE_CODE) or next(iter(by_language.values()))
            terms[key] = self._term(main, by_language.get("en"))
        return {pk: terms[key_of[pk]] for pk in keys if key_of.get(pk) in terms}

    @property
    def _fields(self):
        return [self.value, *self.names, *self.order, *([self.group] if self.group else [])]

    def _term(self, row, english=None):
        """Return the Term of the values of _fields; `english`: those of the English version of a page."""
        value, rest = row[0], row[1:]
        names, order = rest[: len(self.names)], rest[len(self.names) : len(self.names) + len(self.order)]
        name = (names[0], english[1] if english else names[1] if len(names) > 1 else "")
        position = self.rank(*order) if self.rank else order[0] if order else 0
        group = (row[-1] or "", english[-1] or "" if english else "") if self.group else ""
        return Term(str(value), name, position, group)


class FacetOfColumns(Facet):
    """A facet whose values are made of what was read with the pages: read(model, pages) returns (pairs, terms)."""

    def __init__(self, name, label):
        super().__init__(name, label, [])

    def ask(self, model, pages):
        """Return (querysets, finish) as Facet does; nothing is to be read."""
        return [], lambda: self.read(model, pages)


class ChoiceFacet(FacetOfColumns):
    """A facet of a field with choices; `empty` names the value that stands for nothing."""

    def __init__(self, name, label, field):
        super().__init__(name, label)
        self.field = field

    def read(self, model, pages):
        """Return (pairs, terms); the key is the value itself."""
        choices = [(value, name) for value, name in model._meta.get_field(self.field).flatchoices if value]
        terms = {value: Term(value, name, place) for place, (value, name) in enumerate(choices)}
        rows = ((page.pk, getattr(page, self.field)) for page in pages)
        return {(pk, value) for pk, value in rows if value in terms}, terms


class YearFacet(FacetOfColumns):
    """The year in which a record falls, by its own date; the newest stands first."""

    is_ordered = True

    def __init__(self):
        super().__init__("jaar", _("Year"))

    def condition(self, values, moment=None):
        """Return the Q of the days of the years: then a list sorted by day is read from its index, whatever the year.

        What has no date of its own stands among them by the day it was first mentioned, and is in no year.
        """
        years = sorted(int(value) for value in values)
        found = Q(sort_day__range=(date(years[0], 1, 1), date(years[-1], 12, 31)), mentioned_on=None)
        for before, after in pairwise(years):
            if after > before + 1:
                found &= ~Q(sort_day__range=(date(before + 1, 1, 1), date(after - 1, 12, 31)))
        return found

    def read(self, model, pages):
        """Return (pairs, terms); the key is the year."""
        pairs = {(page.pk, page.sort_date.year) for page in pages if page.sort_date.year > 1}
        return pairs, {year: Term(str(year), str(year), -year) for _pk, year in pairs}


class LanguageFacet(FacetOfColumns):
    """The languages of a work where a type has the field `languages`, else the language of the page itself."""

    fewest_choices = 2

    def __init__(self):
        super().__init__("taal", _("Language"))

    def read(self, model, pages):
        """Return (pairs, terms); the key is the ISO 639-1 code."""
        pairs = {
            (page.pk, code)
            for page in pages
            for code in getattr(page, "languages", None) or [page.locale.language_code]
        }
        names = list(LANGUAGE_NAMES)
        return pairs, {
            code: Term(code, LANGUAGE_NAMES.get(code, code), names.index(code) if code in names else len(names))
            for _pk, code in pairs
        }


class ConditionFacet(Facet):
    """A facet of which each value is a condition on the page.

    conditions: {value: (name, Q)}. paths: lookups to rows that the conditions ask, child rows aside.
    """

    def __init__(self, name, label, conditions, paths=()):
        super().__init__(name, label, [])
        self.conditions = conditions
        self._paths = list(paths)

    @property
    def paths(self):
        return self._paths

    def ask(self, model, pages):
        """Return (querysets, finish) as Facet does; the key is the value."""
        pks = [page.pk for page in pages]
        # One filter() each, so that all that a condition asks of a child row is asked of the same row.
        querysets = [
            model._base_manager.filter(Q(pk__in=pks) & condition).distinct().values_list("pk")
            for _name, condition in self.conditions.values()
        ]
        terms = {value: Term(value, name, place) for place, (value, (name, _q)) in enumerate(self.conditions.items())}

        def finish(*met):
            return {(pk, value) for value, rows in zip(terms, met, strict=True) for (pk,) in rows}, terms

        return querysets, finish


class TimeFacet(Facet):
    """A facet that changes with the clock: of each record, whether `ends_at` is still to come.

    coming, over: (value, name). open_ended: whether a record without `ends_at` is still to come.
    """

    is_stored = False

    def __init__(self, name, label, coming, over, *, open_ended=False):
        super().__init__(name, label, [])
        self.coming, self.over = coming, over
        self.open_ended = open_ended

    @property
    def choices(self):
        """The (value, name) pairs."""
        return [self.coming, self.over]

    def condition(self, values, moment=None):
        """Return the Q on IndexedRecord that holds for any of the values (a collection) at an aware datetime."""
        moment = moment or timezone.now()
        over = Q(ends_at__lte=moment) if self.open_ended else Q(ends_at=None) | Q(ends_at__lte=moment)
        wanted = Q()
        if self.coming[0] in values:
            coming = Q(ends_at__gt=moment)
            wanted |= coming | Q(ends_at=None) if self.open_ended else coming
        if self.over[0] in values:
            wanted |= over
        return wanted


def read_facets(model, pages):
    """Return [(facet, pairs, terms)] of the stored_facets() for a list of pages of `model`, as Facet.ask() describes
    them. What is left to read of all of them is read in one query.
    """
    asked = [(facet, *facet.ask(model, pages)) for facet in stored_facets(model)]
    querysets = [queryset for _facet, found, _finish in asked for queryset in found]
    read = iter(read_together(*querysets) if querysets else ())
    return [(facet, *finish(*(next(read) for _queryset in found))) for facet, found, finish in asked]


def stored_facets(record_type):
    """Return the Facets, Relations too, of which the index keeps the values that records of a type have."""
    return [facet for facet in (*record_type.facets, *record_type.relations) if facet.is_stored]


def without(facets, *names):
    """Return the facets, except those with these names."""
    return [facet for facet in facets if facet.name not in names]


def replaced(facets, *others):
    """Return the facets with `others` in the place of those with the same names, and the rest of `others` in front."""
    by_name = {facet.name: facet for facet in others}
    kept = [by_name.pop(facet.name, facet) for facet in facets]
    return [*by_name.values(), *kept]


def rank_theme(day, number):
    """Return the place of a theme: those of the newest knowledge agenda first, by number."""
    return number - (day.toordinal() * 1000 if day else 0)


def opened_by(*, download=None, recording=None, report=None, paths=()):
    """Return the facet of what can be opened; each argument is a Q of the type besides what every record has."""
    leads_somewhere = Q(action_links__url__gt="") | Q(action_links__document__isnull=False)
    leads_somewhere |= Q(action_links__target__isnull=False)
    downloads = Q(attachments__isnull=False) | Q(action_links__kind="download") & leads_somewhere
    recordings = Q(action_links__kind__in=["watch", "listen"]) & leads_somewhere
    reports = Q(action_links__kind="read-report") & leads_somewhere
    return ConditionFacet(
        "openen",
        _("What you can open"),
        {
            "download": (_("Download"), downloads | download if download else downloads),
            "opname": (_("Recording"), recordings | recording if recording else recordings),
            "verslag": (_("Report"), reports | report if report else reports),
        },
        # A target that is deleted leaves a link that leads nowhere.
        ["action_links__document", "action_links__target", "attachments__document", *paths],
    )


def base_facets():
    """Return the facets of every type of record; a type leaves out what says nothing of it."""
    return [
        Facet(
            "thema",
            _("Theme"),
            ["theme_links__theme"],
            names=("title",),
            group="agenda__title",
            order=("sort_date", "number"),
            rank=rank_theme,
            implied="themes_today",
        ),
        Facet(
            "onderwerp",
            _("Subject"),
            ["subject_links__subject"],
            names=("name", "name_en"),
            implied="broader_subjects",
        ),
        Facet("werkplaats", _("Werkplaats"), ["werkplaatsen"], names=("title",)),
        Facet("gemeente", _("Municipality"), ["municipalities"]),
        Facet("regio", _("Region"), ["municipalities__region_groups"]),
        Facet("doelgroep", _("For whom"), ["audiences"], names=("name", "name_en"), order=("position",)),
        Facet("wet", _("Law"), ["laws"], names=("name", "name_en"), order=("position",)),
        YearFacet(),
        LanguageFacet(),
        opened_by(),
    ]
