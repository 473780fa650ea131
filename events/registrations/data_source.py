"""What the agenda stores about an email address, for the page where a person sees, corrects and erases it."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.models import Registration
from events.registrations.forms import describe_answers
from events.registrations.links import HOURS_TO_CONFIRM, make_token
from events.registrations.retention import anonymise, delete_registrations
from visitors.personal_data import Editable, Held, PersonalDataSource


class EventData(PersonalDataSource):
    """Registrations of an address for events."""

    name = "events"
    heading = _("Registrations for events")
    order = 30

    def find(self, address):
        """Return one Held per registration."""
        return [_registration(each) for each in self._registrations(address)]

    def _registrations(self, address):
        return Registration.objects.with_address(address).select_related("event__locale").order_by("pk")

    def correct(self, address, key, values):
        """Save a corrected name, organisation or role."""
        registration = self._registrations(address).get(pk=key)
        for name, value in values.items():
            setattr(registration, name, value)
        registration.save()

    def open(self, address, key):
        """Return the path of the page of a registration, with a new link."""
        return reverse("event-registration", args=[make_token(self._registrations(address).get(pk=key))])

    @transaction.atomic
    def erase(self, address):
        """Anonymise registrations for events that have begun, so that their counts stay; delete the others.

        A place that becomes free goes to who waits longest, within a minute.
        """
        found = Registration.objects.with_address(address)
        begun = found.filter(event__starts_at__lte=timezone.now(), state=Registration.State.REGISTERED)
        anonymise(begun)
        delete_registrations(found)


def _registration(registration):
    rows = [
        (gettext("State"), registration.get_state_display()),
        (gettext("Signed up at"), _moment(registration.created_at)),
    ]
    rows += [
        (label, value)
        for label, value in (
            (gettext("What you need to take part"), registration.access_needs),
            (gettext("Diet"), registration.diet),
            (gettext("Attended"), registration.attended_at and _moment(registration.attended_at)),
        )
        if value
    ]
    rows += describe_answers(registration)
    editable = (
        Editable("name", gettext("Name"), registration.name),
        Editable("organisation", gettext("Organisation"), registration.organisation, 200),
        Editable("role", gettext("Role"), registration.role, 200),
    )
    return Held(
        str(registration.pk),
        gettext("Registration for “%(event)s”") % {"event": registration.event.title},
        tuple(rows),
        editable,
        _how_long(registration),
        gettext("Open the registration"),
        {
            **{str(label): str(value) for label, value in rows},
            **{each.label: each.value for each in editable},
            "answers": registration.answers,
            "letters": [
                [letter.get_kind_display(), letter.sent_at.isoformat(timespec="seconds")]
                for letter in registration.letters.exclude(sent_at=None)
            ],
        },
    )


def _how_long(registration):
    if registration.state == Registration.State.UNCONFIRMED:
        return gettext("%(hours)s hours, unless you confirm it.") % {"hours": HOURS_TO_CONFIRM}
    return gettext("Until %(days)s days after the event.") % {"days": registration.event.registration_kept_days}


def _moment(value):
    return date_format(localtime(value), "j F Y H:i")
