"""What municipalities asked for in the last rounds, against what there is: where demand is high and supply empty."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext, ngettext

from inventory.coverage.row_heads import Row
from inventory.coverage.statuses import SUPPLY
from inventory.models import Need

HIGH = Need.Urgency.HIGH.value
# Of fewer answers no picture of a region can be made.
FEW = 5


def read_needs(last, themes):
    """Return {theme of today: {municipality: urgency}} of the last rounds.

    last: as answering.take_last() gives them; themes: a CurrentThemes. What a municipality said in the newer round
    takes the place of all that it said before; of two needs of one round for the same theme the most urgent counts.
    """
    if not last:
        return {}
    place = {found.pk: number for number, found in enumerate(last)}
    # A need that an editor entered by itself counts with the round in which it was reported.
    loose = Q(round=None, reported_on__gte=last[-1].first_day)
    rows = list(
        Need.objects.filter(Q(round__in=last) | loose)
        .order_by()
        .values_list("municipality", "theme", "urgency", "round", "reported_on")
    )

    def number_of(round_pk, day):
        if round_pk is not None:
            return place[round_pk]
        return next(number for number, found in enumerate(last) if found.first_day <= day)

    newest = {}
    for town, _theme, _urgency, round_pk, day in rows:
        number = number_of(round_pk, day)
        newest[town] = min(newest.get(town, number), number)
    today = {theme: themes.resolve(theme) for theme in {row[1] for row in rows}}
    needs = defaultdict(dict)
    for town, theme, urgency, round_pk, day in rows:
        if number_of(round_pk, day) == newest[town]:
            for current in today[theme]:
                needs[current][town] = max(urgency, needs[current].get(town, 0))
    return needs


@dataclass(frozen=True)
class Gap:
    """A theme that municipalities ask for and lack.

    asked: how many of them ask for it; urgent: how many call it urgent; lacking: how many of those that call it urgent
    (of those that ask, when none does) have no project of their own; is_empty: there is none anywhere; weight: the
    urgencies of the municipalities that lack it, added up.
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
    """Return the Gaps, the one that weighs most first.

    rows: of themes; cells: as counting.count_cells() gives them; needs: as read_needs(); towns: primary keys of the
    municipalities looked at; answered: those of them that answered in the last rounds.
    """
    gaps = []
    for row in rows:
        asking = {town: urgency for town, urgency in needs.get(row.value, {}).items() if town in towns}
        supply = cells.get(row.value, {})
        lacking = {town: urgency for town, urgency in asking.items() if not _is_supplied(supply.get(town))}
        if not lacking:
            continue
        urgent = [town for town, urgency in asking.items() if urgency >= HIGH]
        lacking_counted = [town for town in urgent or asking if town in lacking]
        if lacking_counted:
            gaps.append(
                Gap(
                    row=row,
                    asked=len(asking),
                    urgent=len(urgent),
                    lacking=len(lacking_counted),
                    is_empty=not any(map(_is_supplied, supply.values())),
                    weight=sum(lacking.values()),
                    answered=len(answered | set(asking)),
                )
            )
    return sorted(gaps, key=lambda gap: (-gap.weight, not gap.is_empty, gap.row.title.lower()))


def _is_supplied(counts):
    return bool(counts) and any(counts[place] for place in SUPPLY)
