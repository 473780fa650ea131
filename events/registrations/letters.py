"""Letters about registrations. Each is a RegistrationLetter, stored with the change it is about and sent by a task.

At least once: after a crash in the moment of sending, one can be sent twice. A failed attempt is repeated on the
schedule of all mail (visitors.task_queue); a letter that is out of date when its turn comes is deleted unsent.
"""

import logging

from django.db import transaction
from django.db.models import F, prefetch_related_objects
from django.utils import timezone, translation
from django.utils.translation import gettext

from events import calendar
from events.models import EventPage, Registration, RegistrationLetter, RegistrationNotice
from events.registrations.links import HOURS_TO_CONFIRM, private_address
from visitors.letters import send_letter
from visitors.mail_queue import is_permanent
from visitors.task_queue import LOST_AFTER, retry_delay, task

# Letters per minute that the clock hands to the workers, so that a large event does not flood our mail server.
MOST_AT_ONCE = 200
Kind = RegistrationLetter.Kind
State = Registration.State
LETTER_OF_STATE = {
    State.UNCONFIRMED: Kind.CONFIRM,
    State.REGISTERED: Kind.REGISTERED,
    State.WAITING: Kind.WAITING,
    State.CANCELLED: Kind.CANCELLED,
}
# The states in which a letter still says what is so.
STATES_OF_LETTER = {
    Kind.CONFIRM: [State.UNCONFIRMED],
    Kind.REGISTERED: [State.REGISTERED],
    Kind.MOVED_UP: [State.REGISTERED],
    Kind.WAITING: [State.WAITING],
    Kind.CANCELLED: [State.CANCELLED],
    Kind.REMINDER: [State.REGISTERED],
    Kind.THANKS: [State.REGISTERED],
    Kind.NOTICE: Registration.TAKING_PART,
}
WITH_CALENDAR = (Kind.REGISTERED, Kind.MOVED_UP, Kind.NOTICE)
# Not sent for an event that does not take place: a notice tells that.
AHEAD = (Kind.CONFIRM, Kind.REGISTERED, Kind.MOVED_UP, Kind.WAITING, Kind.REMINDER)

logger = logging.getLogger(__name__)


def kind_of(registration):
    """Return the kind of letter (RegistrationLetter.Kind) that says what the state of a Registration is."""
    return LETTER_OF_STATE[registration.state]


def queue(registration, kind):
    """Store a letter to the person of a Registration, and send it by a task when the transaction commits.

    Without an address nothing is stored.
    """
    if not registration.address:
        return
    letter = RegistrationLetter.objects.create(registration=registration, kind=kind, due_at=timezone.now() + LOST_AFTER)
    transaction.on_commit(lambda: send.enqueue(letter.pk))


def repeat(registration):
    """Send the letter of the state of a Registration again, unless one was stored in the last ten minutes."""
    kinds = [kind_of(registration), Kind.MOVED_UP]
    if not registration.letters.filter(kind__in=kinds, created_at__gt=timezone.now() - LOST_AFTER).exists():
        queue(registration, kind_of(registration))


@transaction.atomic
def tell_registered(event, change, text, *, subject="", user=None, states=Registration.TAKING_PART, languages=None):
    """Tell who takes part in an EventPage (in any language), or waits for a place, of a change; return how many.

    change: identifies the occasion within the event (at most 100 characters), such as "cancelled 2026-11-28"; nobody is
    told twice of one, however often this is called. text: plain text, paragraphs divided by an empty line; subject: by
    default the title of the event; user: who wrote it, or None; states, languages (codes; None: all): of the people who
    are told. The letters leave within some minutes, at most MOST_AT_ONCE a minute.
    """
    notice, _is_new = RegistrationNotice.objects.get_or_create(
        event=event.registered_on, key=change, defaults={"subject": subject, "text": text, "created_by": user}
    )
    people = Registration.objects.of_event(event).taking_part().filter(state__in=states)
    people = people if languages is None else people.filter(language__in=languages)
    people = people.exclude(letters__notice=notice)
    return _store_for_clock(people, Kind.NOTICE, notice)


def _store_for_clock(people, kind, notice=None):
    """Store a letter of a kind to each of a queryset of Registrations with an address; return how many.

    send_due() hands them out.
    """
    keys = people.with_mail().values_list("pk", flat=True)
    rows = [RegistrationLetter(registration_id=pk, kind=kind, notice=notice) for pk in keys]
    RegistrationLetter.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def store_once(people, kind):
    """Store a REMINDER or THANKS to each of a queryset of Registrations who did not get one; return how many."""
    return _store_for_clock(people.exclude(letters__kind=kind), kind)


def send_due(moment):
    """Hand letters that are due at `moment` (aware), or whose task was lost, to the workers. A scheduled job."""
    due = RegistrationLetter.objects.filter(sent_at=None, failed_at=None, due_at__lte=moment)
    chosen = list(due.order_by("due_at", "pk").values_list("pk", flat=True)[:MOST_AT_ONCE])
    RegistrationLetter.objects.filter(pk__in=chosen).update(due_at=moment + LOST_AFTER)
    for pk in chosen:
        send.enqueue(pk)


@task(backend="queue")
def send(pk):
    """Send the RegistrationLetter with this primary key, unless it is out already or out of date."""
    letters = RegistrationLetter.objects.filter(pk=pk, sent_at=None, failed_at=None)
    letter = letters.select_related("registration__event__locale", "notice").first()
    if letter is None:
        return
    if _is_out_of_date(letter):
        letter.delete()
        return
    try:
        write(letter)
    except OSError as error:
        _note_failure(letter, error)
    else:
        RegistrationLetter.objects.filter(pk=pk).update(sent_at=timezone.now())


def _is_out_of_date(letter):
    registration = letter.registration
    event = registration.event
    if registration.forgotten_at or registration.state not in STATES_OF_LETTER[letter.kind]:
        return True
    if letter.kind == Kind.REMINDER and event.starts_at and event.starts_at <= timezone.now():
        return True
    return letter.kind in AHEAD and (event.is_off or event.is_past)


def _note_failure(letter, error):
    """Set when to try again, or that it failed for good. The log names no address."""
    delay = None if is_permanent(error) else retry_delay(letter.attempts + 1)
    moment = timezone.now()
    facts = {"due_at": moment + delay} if delay else {"failed_at": moment}
    RegistrationLetter.objects.filter(pk=letter.pk).update(attempts=F("attempts") + 1, **facts)
    logger.warning("Letter %s about a registration did not leave: %s.", letter.pk, type(error).__name__)


def write(letter):
    """Mail a RegistrationLetter in the language of the person. Raises OSError as the mail backend does."""
    registration = letter.registration
    page = page_in_language(registration.event, registration.language)
    with translation.override(registration.language):
        has_place = registration.state == Registration.State.REGISTERED
        context = {
            "registration": registration,
            "page": page,
            "page_address": page.full_url,
            "facts": facts_of(page, with_meeting=has_place),
            "link": private_address(registration),
            "hours": HOURS_TO_CONFIRM,
            "notice": letter.notice,
        }
    send_letter(
        f"events/letters/{letter.kind.replace('-', '_')}",
        registration.address,
        registration.language,
        context,
        attachments=[calendar_file(page, has_place)] if letter.kind in WITH_CALENDAR and page.sessions.all() else [],
    )


def page_in_language(event, language):
    """Return the published translation of an EventPage in a language (code), else the event itself."""
    if event.locale.language_code != language:
        versions = EventPage.objects.published().filter(translation_key=event.translation_key)
        event = versions.filter(locale__language_code=language).select_related("locale").first() or event
    prefetch_related_objects([event], "sessions", "municipality", "kind", "recordings", "attachments")
    return event


def facts_of(page, *, with_meeting):
    """Return [(label, words)] of an EventPage: every session, where it is; `with_meeting` the address of the online
    meeting too, for who has a place. None for an event that does not take place.
    """
    if page.is_off:
        return []
    sessions = "\n".join(": ".join(filter(None, [each.title, each.when_held])) for each in page.sessions.all())
    where = ", ".join(filter(None, [page.place_line, page.address]))
    facts = [(gettext("When"), sessions or page.date_line), (gettext("Where"), where)]
    if with_meeting and page.online_url:
        facts.append((gettext("Take part online"), page.online_url))
    return [(label, words) for label, words in facts if words]


def calendar_file(page, has_place):
    """Return (name, bytes, MIME type) of the event as iCalendar, to attach to a mail (RFC 6047 2.4).

    Only for who has a place it holds the address of the online meeting.
    """
    content = calendar.event_calendar(page, None, for_registered=has_place)
    return f"{page.slug}.ics", content, "text/calendar; method=PUBLISH"
