"""Which municipalities answered the inventory, and when they last did: what an empty cell means."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from django.conf import settings
from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext

from inventory.models import InventoryRoundPage, Invitation, Need, Submission

# Needs of older rounds say too little about today.
LAST_ROUNDS = 2
OLDEST = timedelta(days=4 * 365)


@dataclass(frozen=True)
class Answer:
    """When a municipality was first asked in the newest round that asked it, and when it last answered (dates)."""

    asked_on: date | None = None
    answered_on: date | None = None

    @property
    def is_silent(self):
        """True when it did not answer the newest round that asked it, or was never asked nor answered."""
        if self.asked_on is None:
            return self.answered_on is None
        return self.answered_on is None or self.answered_on < self.asked_on

    @property
    def words(self):
        """What an empty cell of the municipality means, as a clause."""
        if not self.is_silent:
            return gettext("nothing reported")
        if self.answered_on:
            day = date_format(self.answered_on, "j F Y")
            return gettext("the municipality has not answered since %(day)s") % {"day": day}
        if self.asked_on:
            return gettext("the municipality has never answered")
        return gettext("the municipality was not asked yet")

    @property
    def short_words(self):
        """The last answer in a word or two, for the head of a column."""
        if self.answered_on:
            return _month_in_words(self.answered_on.replace(day=1), get_language())
        return gettext("never") if self.asked_on else gettext("not asked")


@lru_cache(maxsize=500)
def _month_in_words(first_day, language):
    return date_format(first_day, "M Y")


def list_rounds():
    """Return the published rounds in the main language that have begun, the newest first."""
    rounds = InventoryRoundPage.objects.published().filter(locale__language_code=settings.LANGUAGE_CODE)
    today = timezone.localdate()
    begun = [found for found in rounds if found.first_day and found.first_day <= today]
    return sorted(begun, key=lambda found: (found.first_day, found.pk), reverse=True)


def take_last(rounds):
    """Return those of list_rounds() that count as the last ones: two at most, none of more than four years ago."""
    oldest = timezone.localdate() - OLDEST
    return [found for found in rounds[:LAST_ROUNDS] if found.first_day >= oldest]


def read_answers(rounds):
    """Return {municipality: Answer} of all that were asked or answered, for `rounds` as list_rounds() gives them.

    A round that invites no municipality by name asks all of them; their Answer is under the key None.
    """
    invited = _read_invited(rounds)
    asked, asked_all = {}, None
    # The oldest first, so that the newest has the last word.
    for found in reversed(rounds):
        if invited.get(found.pk):
            asked |= dict.fromkeys(invited[found.pk], found.first_day)
        else:
            asked_all = found.first_day
            asked = {}
    answered = _read_answered()
    towns = {None, *asked, *answered}
    return {town: Answer(asked.get(town, asked_all), answered.get(town)) for town in towns}


def _read_invited(rounds):
    invited = {}
    chosen = InventoryRoundPage.invited_municipalities.through.objects.filter(inventoryroundpage__in=rounds)
    mailed = Invitation.objects.filter(round__in=rounds).exclude(municipality=None).exclude(invited_at=None)
    pairs = [*chosen.values_list("inventoryroundpage", "municipality"), *mailed.values_list("round", "municipality")]
    for round_pk, town in pairs:
        invited.setdefault(round_pk, set()).add(town)
    return invited


def _read_answered():
    sent = Submission.objects.sent().exclude(municipality=None).exclude(status=Submission.Status.WITHDRAWN)
    answered = {
        town: timezone.localdate(moment)
        for town, moment in sent.order_by().values_list("municipality").annotate(Max("submitted_at"))
    }
    for town, day in Need.objects.order_by().values_list("municipality").annotate(Max("reported_on")):
        answered[town] = max(day, answered.get(town, day))
    return answered
