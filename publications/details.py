"""What the page of one publication shows: its rows, each relation fetched once, and the records beside it."""

from dataclasses import dataclass, field

from django.db.models import Count
from django.utils.translation import gettext
from wagtail.models import Page

from pages.models import ListedQuerySet
from pages.record_index.reading import cards_of_named
from pages.subjects import subjects_of
from publications.models import (
    PublicationPage,
    ResultOf,
)
from publications.series import read_series

MOST_IN_GROUP = 4
MOST_RESULTS = 50


@dataclass(frozen=True)
class PlainCard:
    """The card of a page that is in no list, so not in the record index."""

    pk: int
    title: str
    summary: str
    url: str
    kind_label: str
    language_code: str
    date_line: str = ""
    card_note: str = ""
    picture: None = None
    thumbnail_template: str = ""


@dataclass
class CardGroup:
    """Cards under the reason for which they stand there; `series` is the Series of which all can be seen, or None."""

    reason: str
    cards: list = field(default_factory=list)
    series: object = None


@dataclass
class RelatedPages:
    """What a publication came out of and what came of it (lists of cards), and its other relatives (CardGroups)."""

    sources: list
    results: list
    related: list


def find_related_pages(page, request=None):
    """Return the RelatedPages of a publication; a record stands in the first group that has it, and nowhere else."""
    sources = [link.source_id for link in page.result_of.all()]
    results = _find_results(page)
    shown = {page.pk, *sources, *results}
    groups = []
    for group in _find_relatives(page):
        group.cards = [pk for pk in dict.fromkeys(group.cards) if pk not in shown]
        shown.update(group.cards)
        groups.append(group)
    cards = _make_cards(shown - {page.pk}, page.locale.language_code, request)
    taken = set()

    def take(pks):
        # The card of a page that was named may be that of its translation, which another group has too.
        found = {cards[pk].pk: cards[pk] for pk in pks if pk in cards and cards[pk].pk not in taken}
        taken.update(found)
        return list(found.values())

    sources, results = take(sources), take(results)
    for group in groups:
        group.cards = take(group.cards)
    return RelatedPages(sources, results, [group for group in groups if group.cards])


def _make_cards(pks, language, request):
    cards = cards_of_named(pks, language)
    others = ListedQuerySet(Page).filter(pk__in=pks - cards.keys()).published().specific() if pks - cards.keys() else []
    for other in others:
        facts = (other.title, getattr(other, "summary", ""), other.get_url(request) or "")
        # A record without a row is not in a list of this language.
        if not getattr(other, "is_record", False):
            kind = getattr(other, "kind_label", other._meta.verbose_name)
            cards[other.pk] = PlainCard(other.pk, *facts, str(kind), other.locale.language_code)
    return cards


def _others(page):
    return PublicationPage.objects.published().in_language(page.locale).exclude(pk=page.pk)


def _find_results(page):
    links = ResultOf.objects.filter(source__translation_key=page.translation_key)
    found = _others(page).filter(pk__in=links.values("publication_id"))
    return list(found.newest_first().values_list("pk", flat=True)[:MOST_RESULTS])


def _find_relatives(page):
    """Yield CardGroups with primary keys for cards: chosen, of the series, by the same people, on the same subjects."""
    yield CardGroup(gettext("Chosen by the editors"), [link.target_id for link in page.related_records.all()])
    if page.series:
        yield CardGroup(
            gettext("In the series %(series)s") % {"series": page.series.label}, _neighbours(page), page.series
        )
    yield from _by_the_same_people(page)
    yield from _on_the_same_subjects(page)


def _neighbours(page):
    """Return what stands just before and after a publication in its series."""
    keys = list(read_series(page.series, page.locale))
    place = keys.index(page.pk) if page.pk in keys else 0
    first = max(0, min(place - MOST_IN_GROUP // 2, len(keys) - MOST_IN_GROUP - 1))
    return keys[first : first + MOST_IN_GROUP + 1]


def _by_the_same_people(page):
    people = {row.person_id: row.person.name for row in page.contributors.all() if row.person_id}
    if not people:
        return
    found = _others(page).filter(contributors__person__in=people)
    rows = found.order_by("-sort_date", "-pk").values_list("pk", "contributors__person_id")[: MOST_IN_GROUP * 3]
    keys = list(dict.fromkeys(pk for pk, _person in rows))[:MOST_IN_GROUP]
    names = [name for person, name in people.items() if any(row in rows for row in ((pk, person) for pk in keys))]
    if keys:
        yield CardGroup(gettext("Also by %(names)s") % {"names": ", ".join(names)}, keys)


def _on_the_same_subjects(page):
    subjects = {subject.pk: subject for subject in subjects_of(page)}
    if not subjects:
        return
    found = _others(page).filter(subject_links__subject__in=subjects)
    keys = found.annotate(shared=Count("subject_links__subject", distinct=True)).order_by(
        "-shared", "-sort_date", "-pk"
    )
    names = ", ".join(str(subject) for subject in subjects.values())
    yield CardGroup(
        gettext("On the same subjects: %(names)s") % {"names": names},
        list(keys.values_list("pk", flat=True)[:MOST_IN_GROUP]),
    )
