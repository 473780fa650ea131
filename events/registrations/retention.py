"""Retention of registrations: after the days that the event says, only what is counted stays."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from events.models import Registration, RegistrationLetter
from events.registrations.links import HOURS_TO_CONFIRM, PURPOSE
from visitors.models import PrivateLink

# Of an event that got no date, from the day of signing up.
LONGEST_DAYS = 400
# At most so many rows in one run of the clock, so that a large event does not hold up the rest.
MOST_AT_ONCE = 500
NOTHING = {
    "name": "",
    "address": "",
    "address_key": "",
    "organisation": "",
    "role": "",
    "access_needs": "",
    "diet": "",
    "answers": {},
}


def forget_registrations(moment):
    """Delete registrations that nobody confirmed, and anonymise those kept too long. A scheduled job."""
    unconfirmed = Registration.objects.filter(state=Registration.State.UNCONFIRMED)
    delete_registrations(unconfirmed.filter(created_at__lt=moment - timedelta(hours=HOURS_TO_CONFIRM)))
    anonymise(Registration.objects.filter(_kept_too_long(moment), forgotten_at=None))


def _kept_too_long(moment):
    """Return the Q that the retention period of a registration is over at `moment` (aware datetime)."""
    known = Registration.objects.filter(forgotten_at=None).order_by()
    over = Q(event__ends_at=None, created_at__lt=moment - timedelta(days=LONGEST_DAYS))
    for days in known.values_list("event__registration_kept_days", flat=True).distinct():
        over |= Q(event__registration_kept_days=days, event__ends_at__lt=moment - timedelta(days=days))
    return over


@transaction.atomic
def anonymise(registrations):
    """Remove from Registrations (a queryset, at most MOST_AT_ONCE of it) what says who somebody is, and their letters.

    State, moments and attendance stay.
    """
    chosen = _chosen(registrations)
    RegistrationLetter.objects.filter(registration__in=chosen).delete()
    Registration.objects.filter(pk__in=chosen).update(forgotten_at=timezone.now(), **NOTHING)


@transaction.atomic
def delete_registrations(registrations):
    """Delete Registrations (a queryset, at most MOST_AT_ONCE of it) with their letters and private links."""
    Registration.objects.filter(pk__in=_chosen(registrations)).delete()


def _chosen(registrations):
    """Return the primary keys, locked, after deleting the private links to them."""
    rows = registrations.order_by("pk").only("pk").select_for_update(of=("self",))
    chosen = [each.pk for each in rows[:MOST_AT_ONCE]]
    PrivateLink.objects.filter(purpose=PURPOSE, subject__in=chosen).delete()
    return chosen
