"""What municipalities reported: who answered which round, what they need, and the gaps between need and supply."""

import itertools
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.db.models import Count, Max, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, ngettext

from inventory.coverage.dimensions import SUPPLY, Row
from inventory.form.questions import PROJECT
from inventory.models import InventoryRoundPage, Invitation, Need, Submission
from inventory.models.submission import counts_as_answer
from pages import cache_version
from pages.models.base import UNDATED
from pages.read_together import read_together
from themes.current_themes import CurrentThemes

HIGH = Need.Urgency.HIGH.value
# Of fewer answers no picture of a region can be made.
FEW = 5
# Needs of older rounds say too little about today.
LAST_ROUNDS = 2
OLDEST = timedelta(days=4 * 365)


class BegunRound(NamedTuple):
    """A published round in the main language that has begun, by its primary key."""

    pk: int
    first_day: date


@dataclass(frozen=True)
class Demand:
    """What municipalities ask for: the BegunRounds, the newest first; `needs` as find_needs() and `answers` as
    find_answers() return them; the CurrentThemes by which the needs were read.
    """

    rounds: list
    needs: dict
    answers: dict
    themes: CurrentThemes

    @property
    def last_rounds(self):
        """The rounds that count as the last ones: two at most, none of more than four years ago."""
        return take_last(self.rounds)


def read_demand():
    """Return the Demand of the last rounds, kept for the day while nothing changes: all pages of places ask for it."""
    return cache_version.cached(f"demand:{timezone.localdate()}", _read_demand, alone=True)


def _read_demand():
    """Return the Demand, read in one query."""
    begun = InventoryRoundPage.objects.published().filter(
        locale__language_code=settings.LANGUAGE_CODE, sort_date__gt=UNDATED, sort_date__lte=timezone.localdate()
    )
    asked = begun.order_by().values("pk")
    of_themes = CurrentThemes.list_queries()
    rows = read_together(
        *of_themes,
        begun.values_list("pk", "sort_date"),
        _query_needs(begun),
        *_query_invited(asked),
        *_query_answered(),
    )
    of_themes, (rounds, needs, *answers) = rows[: len(of_themes)], rows[len(of_themes) :]
    rounds = sorted(itertools.starmap(BegunRound, rounds), key=lambda found: (found.first_day, found.pk), reverse=True)
    themes = CurrentThemes(of_themes)
    return Demand(rounds, find_needs(take_last(rounds), needs, themes), find_answers(rounds, *answers), themes)


def take_last(rounds):
    """Return those of some BegunRounds, the newest first, that count as the last ones."""
    oldest = timezone.localdate() - OLDEST
    return [found for found in rounds[:LAST_ROUNDS] if found.first_day >= oldest]


def _query_needs(begun):
    """Return the needs that can count, as rows for find_needs()."""
    last = begun.order_by("-sort_date", "-pk").values("pk")[:LAST_ROUNDS]
    # A need that an editor entered by itself counts with the round in which it was reported.
    loose = Q(round=None, reported_on__gte=timezone.localdate() - OLDEST)
    return Need.objects.filter(Q(round__in=last) | loose).values_list(
        "municipality", "theme", "urgency", "round", "reported_on"
    )


def find_needs(last, rows, themes):
    """Return {current theme: {municipality: urgency}} of the last rounds.

    last: as take_last() returns them; rows: (municipality, theme, urgency, round, day) of needs; themes: a
    CurrentThemes. What a municipality reported in the newer round replaces all that it reported before; of two needs of
    one round for the same theme the most urgent counts.
    """
    place = {found.pk: number for number, found in enumerate(last)}

    def number_of(round_pk, day):
        if round_pk is not None:
            return place.get(round_pk)
        return next((number for number, found in enumerate(last) if found.first_day <= day), None)

    numbered = [(number_of(round_pk, day), *row) for *row, round_pk, day in rows]
    numbered = [row for row in numbered if row[0] is not None]
    newest = {}
    for number, town, _theme, _urgency in numbered:
        newest[town] = min(newest.get(town, number), number)
    today = {theme: themes.resolve(theme) for theme in {row[2] for row in numbered}}
    needs = defaultdict(dict)
    for number, town, theme, urgency in numbered:
        if number == newest[town]:
            for current in today[theme]:
                needs[current][town] = max(urgency, needs[current].get(town, 0))
    return needs


@dataclass(frozen=True)
class Gap:
    """A theme that municipalities ask for and lack.

    asked: how many of them ask for it; urgent: how many call it urgent, 0 when all of these have a project; lacking:
    how many of those that call it urgent (of those that ask, when `urgent` is 0) have no project of their own;
    is_empty: there is none anywhere; weight: the urgencies of the municipalities that lack it, added up.
    """

    row: Row
    asked: int
    urgent: int
    lacking: int
    is_empty: bool
    weight: int
    answered: int

    @property
    def demand(self):
        """The demand as a sentence, with the theme as it is printed elsewhere."""
        words = {"count": self.urgent or self.asked, "answered": self.answered, "theme": self.row.title}
        if self.urgent:
            return (
                ngettext(
                    "In %(count)d of the %(answered)d municipalities that answered, “%(theme)s” is urgent.",
                    "In %(count)d of the %(answered)d municipalities that answered, “%(theme)s” is urgent.",
                    self.urgent,
                )
                % words
            )
        return (
            ngettext(
                "%(count)d of the %(answered)d municipalities that answered asks for more on “%(theme)s”.",
                "%(count)d of the %(answered)d municipalities that answered ask for more on “%(theme)s”.",
                self.asked,
            )
            % words
        )

    @property
    def supply(self):
        """The supply as a sentence."""
        if self.is_empty:
            return gettext("There is no project yet.")
        count = self.urgent or self.asked
        if self.lacking == count:
            return ngettext("It has no project of its own yet.", "None of them has a project of its own yet.", count)
        return ngettext(
            "%(count)d of them has no project of its own yet.",
            "%(count)d of them have no project of their own yet.",
            self.lacking,
        ) % {"count": self.lacking}


def find_gaps(rows, cells, needs, towns, answered):
    """Return the Gaps by descending weight.

    rows: of themes.
    cells: as index.count_cells() returns them.
    needs: as find_needs() returns them.
    towns: primary keys of the municipalities within the filters.
    answered: those of them that answered in the last rounds.
    """
    gaps = []
    for row in rows:
        asking = {town: urgency for town, urgency in needs.get(row.value, {}).items() if town in towns}
        supply = cells.get(row.value, {})
        lacking = {town: urgency for town, urgency in asking.items() if not _is_supplied(supply.get(town))}
        if not lacking:
            continue
        urgent = [town for town, urgency in asking.items() if urgency >= HIGH]
        if not lacking.keys() & urgent:
            urgent = []
        gaps.append(
            Gap(
                row=row,
                asked=len(asking),
                urgent=len(urgent),
                lacking=len(lacking.keys() & (urgent or asking)),
                is_empty=not any(map(_is_supplied, supply.values())),
                weight=sum(lacking.values()),
                answered=len(answered | set(asking)),
            )
        )
    return sorted(gaps, key=lambda gap: (-gap.weight, not gap.is_empty, gap.row.title.lower()))


def are_all_supplied(cells, needs, towns):
    """Return whether these municipalities asked for something and have a project for each theme they asked for.

    cells, needs and towns: as find_gaps() takes them.
    """
    asked = [(theme, town) for theme, asking in needs.items() for town in asking if town in towns]
    return bool(asked) and all(_is_supplied(cells.get(theme, {}).get(town)) for theme, town in asked)


def _is_supplied(counts):
    return bool(counts) and any(counts[place] for place in SUPPLY)


@dataclass(frozen=True)
class Answer:
    """What is known of a municipality.

    asked_on: first day of the newest round that asked it. is_asked: whether that is the newest round of all.
    answered_on: when it last answered. is_waiting: whether something was reported that is no answer yet, or is a
    project that is not on the site yet.
    """

    asked_on: date | None = None
    answered_on: date | None = None
    is_asked: bool = False
    is_waiting: bool = False

    @property
    def is_silent(self):
        """True when it did not answer the newest round that asked it, or was never asked nor answered."""
        if self.asked_on is None:
            return self.answered_on is None
        return self.answered_on is None or self.answered_on < self.asked_on

    @property
    def is_known(self):
        """True when an empty cell means that there is nothing."""
        return not (self.is_silent or self.is_waiting)

    @property
    def words(self):
        """What an empty cell of the municipality means, as a clause."""
        if self.is_waiting:
            return gettext("reported, waits for the editors")
        if not self.is_silent:
            return gettext("nothing reported")
        if self.answered_on:
            day = date_format(self.answered_on, "j F Y")
            return gettext("the municipality has not answered since %(day)s") % {"day": day}
        if self.is_asked:
            return gettext("the municipality has never answered")
        return gettext("the municipality was not asked")

    @property
    def reason(self):
        """Why it is not known what an empty cell means, in a few words; empty when it is known."""
        if self.is_waiting:
            return gettext("waits for the editors")
        if not self.is_silent:
            return ""
        return gettext("no answer") if self.answered_on or self.is_asked else gettext("not asked")

    @property
    def short_words(self):
        """The last answer in a few words, for the head of a column."""
        if self.is_waiting and self.is_silent:
            return gettext("waits for the editors")
        if self.answered_on:
            return _month_in_words(self.answered_on.replace(day=1), get_language())
        return gettext("never") if self.is_asked else gettext("not asked")


@lru_cache(maxsize=500)
def _month_in_words(first_day, language):
    return date_format(first_day, "M Y")


def _query_invited(asked):
    """Return the (round, municipality) pairs of the rounds `asked`: those chosen in the round, and those mailed."""
    chosen = InventoryRoundPage.invited_municipalities.through.objects.filter(inventoryroundpage__in=asked)
    mailed = Invitation.objects.filter(round__in=asked).exclude(municipality=None).exclude(invited_at=None)
    return chosen.values_list("inventoryroundpage", "municipality"), mailed.values_list("round", "municipality")


def _query_answered():
    """Return (municipality, moment of its last answer, number of reports that wait) of what was sent, and
    (municipality, day) of the last needs.
    """
    # The change of a project that is on the site already waits too, but says nothing about what is not there.
    waits = Q(status__in=Submission.UNDECIDED, project=None)
    waits &= Q(address_confirmed_at=None) | Q(answers__reports=PROJECT)
    sent = Submission.objects.sent().exclude(municipality=None).order_by().values("municipality")
    sent = sent.annotate(answered_at=Max("submitted_at", filter=counts_as_answer()), waits=Count("pk", filter=waits))
    needs = Need.objects.order_by().values("municipality").annotate(last=Max("reported_on"))
    return sent.values_list("municipality", "answered_at", "waits"), needs.values_list("municipality", "last")


def find_answers(rounds, chosen, mailed, sent, reported):
    """Return {municipality: Answer} of all that were asked or reported.

    rounds: BegunRounds, the newest first; the others are the rows of _query_invited() and _query_answered(). A round
    that invites no municipality by name asks all of them; their Answer is under the key None.
    """
    invited = {}
    for round_pk, town in [*chosen, *mailed]:
        invited.setdefault(round_pk, set()).add(town)
    asked, asked_all = {}, None
    # The oldest first, so that the newest has the last word.
    for found in reversed(rounds):
        if invited.get(found.pk):
            asked |= dict.fromkeys(invited[found.pk], found.first_day)
        else:
            asked_all = found.first_day
            asked = {}
    newest = rounds[0] if rounds else None
    of_newest = invited.get(newest.pk) if newest else ()
    answered = {town: timezone.localdate(moment) for town, moment, _waits in sent if moment}
    for town, day in reported:
        answered[town] = max(day, answered.get(town, day))
    waiting = {town for town, _moment, number in sent if number}
    return {
        town: Answer(
            asked_on=asked.get(town, asked_all),
            answered_on=answered.get(town),
            is_asked=newest is not None and (not of_newest or town in of_newest),
            is_waiting=town in waiting,
        )
        for town in {None, *asked, *answered, *waiting}
    }
