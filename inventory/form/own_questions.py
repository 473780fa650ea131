"""The step with own questions of the round: form fields by Wagtail's form builder, and their conditions."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.forms.forms import FormBuilder

from inventory.form.fields import DayField, NumberField, TextField, UploadField, with_visibility
from inventory.form.step_form import StepForm
from inventory.models import Visibility
from inventory.rounds.question_rules import (
    YES,
    asked_questions,
    find_choice,
    find_parent,
    is_yes,
    list_choices,
    list_defaults,
    name_of,
    same_words,
    say_condition,
    visibility_of,
)


def questions_of(submission):
    """Return the RoundQuestions of a submission in their order; none without a round.

    Of two with the same clean name only the first counts; the form of a round refuses the second.
    """
    found = {}
    for question in submission.round.questions.all() if submission.round is not None else []:
        found.setdefault(name_of(question), question)
    return list(found.values())


class QuestionFields(FormBuilder):
    """Builds form fields of RoundQuestions whose cleaned values are JSON."""

    def create_multiline_field(self, field, options):
        return TextField(**options)

    def create_number_field(self, field, options):
        return NumberField(**options)

    def create_date_field(self, field, options):
        return DayField(**options)

    def create_dropdown_field(self, field, options):
        options["choices"] = [("", _("Choose")), *self.get_formatted_field_choices(field)]
        return forms.ChoiceField(**options)

    def create_file_field(self, field, options):
        del options["initial"]
        return UploadField(**options)

    def get_field_options(self, field):
        options = super().get_field_options(field)
        # Wagtail escapes it; so do our templates.
        options["help_text"] = field.help_text
        if field.field_type == "checkbox":
            options["initial"] = same_words(field.default_value) in YES
        return options

    def get_formatted_field_choices(self, field):
        return [(choice, choice) for choice in list_choices(field)]

    def get_formatted_field_initial(self, field):
        return list_defaults(field)


class OwnForm(StepForm):
    """The own questions, stored in `answers["own"]`; a question whose condition is not met is neither required nor
    stored.

    Without JavaScript a conditional question is always shown, under a sentence that says when to answer it.
    """

    def add_prefix(self, field_name):
        """Return the HTML name: prefixed against clashes with the page's own fields; file fields keep their name."""
        return field_name if isinstance(self.fields.get(field_name), UploadField) else f"vraag-{field_name}"

    def build_fields(self):
        self.questions = questions_of(self.submission)
        made = QuestionFields(self.questions).formfields
        for question in self.questions:
            name = name_of(question)
            field = made[name]
            if parent := find_parent(question, self.questions):
                self.has_conditions = True
                field.condition = say_condition(question, parent)
                field.parent_name = self.add_prefix(name_of(parent))
                # What the browser sends of the other question when this one is asked; nothing for no tick.
                tick = "on" if is_yes(question) else ""
                field.when = tick if parent.field_type == "checkbox" else find_choice(question, parent)
            self.fields[name] = with_visibility(field, Visibility(visibility_of(question)))
        if self.is_bound:
            self._release()

    @property
    def answers(self):
        return self.submission.answers.setdefault("own", {})

    def clean(self):
        """Drop the answers to questions that are not asked."""
        cleaned = super().clean()
        for name in set(self.fields) - asked_questions(self.questions, cleaned):
            cleaned.pop(name, None)
            self._errors.pop(name, None)
        return cleaned

    def write_cleaned(self):
        for name in self.fields:
            self.answers.pop(name, None)
        super().write_cleaned()

    def _release(self):
        """Make questions that are not asked optional."""
        answers = {name: self[name].data for name in self.fields}
        for name in set(self.fields) - asked_questions(self.questions, answers):
            self.fields[name].required = False
