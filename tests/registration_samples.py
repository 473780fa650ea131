"""Events that one can sign up for, and people who did."""

from django.core import mail

from events.models import EventQuestion, RegistrationLetter
from events.registrations import letters, sign_up
from tests.sample_records import add_event, from_now


def open_event(title="Wijktafel", *, start=None, **fields):
    """Publish an event in ten days with registration on this site."""
    return add_event(title, start=start or from_now(days=10), registration="form", **fields)


def register(event, address="anna@example.org", name="Anna Aanmelder", **values):
    """Sign up with an address; return the unconfirmed Registration."""
    return sign_up.register(event, name=name, address=address, **({"language": "nl"} | values))


def join(event, address="anna@example.org", name="Anna Aanmelder", **values):
    """Sign up and confirm; return the Registration."""
    return sign_up.confirm(register(event, address, name, **values))


def fill(event, number):
    """Register so many people; return their Registrations."""
    return [join(event, f"deelnemer{place}@example.org", f"Deelnemer {place}") for place in range(number)]


def sent_letters():
    """Send the letters that wait, as the worker does; return those of this call."""
    mail.outbox.clear()
    for pk in RegistrationLetter.objects.filter(sent_at=None).values_list("pk", flat=True):
        letters.send.func(pk)
    return list(mail.outbox)


def a_question(label, kind="singleline", **fields):
    return EventQuestion(label=label, field_type=kind, **{"required": False} | fields)


def with_questions(**fields):
    """Publish an event that asks which workshop, and only with lunch what for lunch."""
    questions = [
        a_question("Welke workshop?", "radio", choices="Armoede\nWonen", required=True),
        a_question("Eet u mee?", "checkbox"),
        a_question("Wat eet u?", "dropdown", choices="Soep\nBrood", depends_on="Eet u mee?", depends_value="ja"),
    ]
    for place, question in enumerate(questions):
        question.required = question.required or bool(question.depends_on)
        question.sort_order = place
    return open_event(children={"questions": questions}, **fields)


def form_address(event):
    return f"{event.url}aanmelden/"
