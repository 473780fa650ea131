"""The forms of readers who register for an event: signing up, and changing what they filled in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from pages.questions.answers import describe_own_answer
from pages.questions.fields import NameField, TextField
from pages.questions.forms import QuestionsForm
from pages.questions.rules import distinct_questions, name_of
from visitors.addresses import AddressField
from visitors.honeypot import TRAP, HoneypotMixin
from visitors.plain_text import clean_text

LONGEST_NEEDS = 1_000  # characters
# Fields that are there when the event asks for them: {field: attribute of the event}.
ASKED_BY = {
    "organisation": "asks_organisation",
    "role": "asks_role",
    "access_needs": "asks_access",
    "diet": "asks_diet",
}


def field_name_of(question):
    """Return the name of the form field of an EventQuestion, prefixed against clashes with the fixed fields."""
    return f"vraag-{name_of(question)}"


class RegistrationForm(QuestionsForm):
    """What an event asks besides the address; `event` is EventPage.registered_on.

    The names of the fixed fields are those of Registration.
    """

    name = NameField(
        label=_("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Fill in your name.")},
    )
    organisation = NameField(
        label=_("Your organisation"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    role = NameField(
        label=_("Your role"),
        help_text=_("Such as policy officer, social worker or resident."),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    access_needs = TextField(
        label=_("What do you need to take part?"),
        help_text=_("Such as a sign language interpreter, or a place for a wheelchair. Only the organisers see it."),
        rows=3,
        max_length=LONGEST_NEEDS,
        required=False,
    )
    diet = NameField(
        label=_("Is there anything that you do not eat?"),
        help_text=_("Such as: vegetarian, no nuts. Only the organisers see it."),
        max_length=255,
        required=False,
    )

    def __init__(self, data=None, *, event, **kwargs):
        super().__init__(data, label_suffix="", **kwargs)
        for name, asks in ASKED_BY.items():
            if not getattr(event, asks):
                del self.fields[name]
        self.ask(event.questions.all())

    def field_name_of(self, question):
        return field_name_of(question)

    @property
    def values(self):
        """What a valid form says of a Registration, as {name of the column: value}; what was not asked is left out."""
        plain = {name: self._plain(name, value) for name, value in self.cleaned_data.items()}
        found = {name: plain[name] for name in ("name", *ASKED_BY) if name in plain}
        answers = {name_of(question): plain.get(self.field_name_of(question)) for question in self.questions}
        return found | {"answers": {name: value for name, value in answers.items() if value not in (None, "", [])}}

    def _plain(self, name, value):
        return clean_text(value).strip() if isinstance(self.fields[name], forms.CharField) and value else value


def describe_values(registration):
    """Return what a Registration holds as [(label, text)] in the active language, without what is empty."""
    fixed = [("name", registration.name), ("address", registration.address)]
    fixed += [(name, getattr(registration, name)) for name in ASKED_BY]
    found = [(str(SignUpForm.base_fields[name].label), value) for name, value in fixed if value]
    return found + describe_answers(registration)


def describe_answers(registration):
    """Return the answers to own questions that a Registration holds, as [(label, text)], without what is empty."""
    found = []
    for question in distinct_questions(registration.event.questions.all()):
        value = describe_own_answer(question, registration.answers.get(name_of(question)))
        found.append((question.label, ", ".join(value) if isinstance(value, list) else value))
    return [(label, value) for label, value in found if value]


class SignUpForm(HoneypotMixin, RegistrationForm):
    """The form with which somebody signs up, with the address to confirm."""

    address = AddressField(help_text=_("We mail you a link to confirm your registration."))

    field_order = ["name", "address", *ASKED_BY]

    def visible_fields(self):
        """Return the bound fields that people see: all but the honeypot, which the template draws apart."""
        return [field for field in super().visible_fields() if field.name != TRAP]


class ChangeForm(RegistrationForm):
    """The form with which somebody changes a registration; `registration` is what is stored."""

    def __init__(self, data=None, *, registration, **kwargs):
        stored = {name: getattr(registration, name) for name in ("name", *ASKED_BY)}
        # Also what was not answered, so that nothing is filled in beforehand.
        for question in registration.event.questions.all():
            stored[field_name_of(question)] = registration.answers.get(name_of(question))
        super().__init__(data, event=registration.event, initial=stored, **kwargs)
