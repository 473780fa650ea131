"""The questions that editors add to a round: their fields, by Wagtail's form builder, and when they are asked."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.forms.forms import FormBuilder

from inventory.models import Visibility

from .fields import DayField, NumberField, TextField, UploadField, asked
from .step_form import StepForm

YES, NO = ("yes", "ja"), ("no", "nee")
CHOICE_TYPES = ("dropdown", "radio", "checkboxes")


def questions_of(submission):
    """Return the RoundQuestions that go with a submission in their order; none without a round.

    Of two that would be kept under the same name only the first counts; editors cannot save that.
    """
    found = {}
    for question in submission.round.questions.all() if submission.round is not None else []:
        found.setdefault(name_of(question), question)
    return list(found.values())


def name_of(question):
    """Return the clean name of a RoundQuestion, also of one that was never saved."""
    return question.clean_name or question.get_field_clean_name()


def list_choices(question):
    """Return the choices of a RoundQuestion: its lines that are not empty, without doubles."""
    return list(dict.fromkeys(filter(None, (" ".join(line.split()) for line in question.choices.splitlines()))))


def same_words(text):
    """Return the form in which two labels or answers are equal: without case and outer spaces."""
    return " ".join(text.split()).casefold()


def find_parent(question, questions):
    """Return the earlier question on whose answer a RoundQuestion depends; None for one that is always asked."""
    wanted = same_words(question.depends_on)
    for other in questions:
        if other is question:
            return None
        if wanted and same_words(other.label) == wanted:
            return other
    return None


def asked_questions(questions, answers):
    """Return the clean names of the questions that are asked, given {clean name: answer} of all of them.

    What depends on a question that is not asked is not asked either, whatever its answer.
    """
    found = set()
    for question in questions:
        parent = find_parent(question, questions)
        if parent is None or (name_of(parent) in found and _is_met(question, parent, answers.get(name_of(parent)))):
            found.add(name_of(question))
    return found


def _is_met(question, parent, answer):
    wanted = same_words(question.depends_value)
    if parent.field_type == "checkbox":
        return bool(answer) == (wanted in YES)
    given = answer if isinstance(answer, list) else [answer]
    return any(isinstance(part, str) and same_words(part) == wanted for part in given)


class QuestionFields(FormBuilder):
    """Makes form fields of RoundQuestions; answers clean to what can be kept as JSON."""

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
            options["initial"] = same_words(field.default_value) in (*YES, "on", "true", "1")
        return options

    def get_formatted_field_choices(self, field):
        return [(choice, choice) for choice in list_choices(field)]

    def get_formatted_field_initial(self, field):
        return [" ".join(line.split()) for line in field.default_value.splitlines() if line.strip()]


class OwnForm(StepForm):
    """The questions of the editors. Kept in `answers["own"]`; what is not asked is not required and not kept.

    Without JavaScript a question with a condition is always there, under a sentence that says when to answer it.
    """

    def __init__(self, data=None, files=None, *, submission, **kwargs):
        super().__init__(data, files, submission=submission, prefix="vraag", **kwargs)

    def build_fields(self):
        self.questions = questions_of(self.submission)
        made = QuestionFields(self.questions).formfields
        for question in self.questions:
            name = name_of(question)
            field = made[name]
            field.parent = find_parent(question, self.questions)
            field.question = question
            self.fields[name] = asked(field, Visibility(question.visibility))
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
            self.removed_files += [file for file in getattr(self.fields[name], "stored", ()) if not file.is_removed]
        return cleaned

    def write_cleaned(self):
        for name in self.fields:
            self.answers.pop(name, None)
        super().write_cleaned()

    def _release(self):
        """Let go what is required of a question that is not asked."""
        answers = {name: self[name].data for name in self.fields}
        for name in set(self.fields) - asked_questions(self.questions, answers):
            self.fields[name].required = False
