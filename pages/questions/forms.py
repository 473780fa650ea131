"""Forms with questions: form fields by Wagtail's form builder, conditions, and what their templates draw."""

from django import forms
from django.forms.boundfield import BoundField
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.forms.forms import FormBuilder

from pages.questions.fields import DayField, NumberField, TextField, UploadField
from pages.questions.rules import (
    YES,
    asked_questions,
    distinct_questions,
    find_choice,
    find_parent,
    is_yes,
    list_choices,
    list_defaults,
    name_of,
    same_words,
    say_condition,
)


class AskedField(BoundField):
    """A bound field as templates/pages/questions draw it: its choices with explanations, and its condition."""

    @cached_property
    def options(self):
        """The choices of a group that stand in sight, each with its `explanation` ("" without one)."""
        return self._split_options[0]

    @cached_property
    def more_options(self):
        """The choices of a group that are folded away below those; empty where all are in sight."""
        return self._split_options[1]

    @cached_property
    def _split_options(self):
        explanations = self.form.explanations.get(self.name, {})
        for option in self.subwidgets:
            option.explanation = explanations.get(option.data.get("value"), "")
        leading = self.form.leading(self.name)
        if leading is None:
            return self.subwidgets, []
        options = {str(option.data["value"]): option for option in self.subwidgets}
        chosen = [value for value, option in options.items() if option.data["selected"]]
        first = [value for value in dict.fromkeys([*chosen, *leading]) if value in options]
        return [options[value] for value in first], [options[value] for value in options if value not in first]

    @property
    def aria_describedby(self):
        condition = f"{self.auto_id}_condition" if getattr(self.field, "condition", "") else ""
        return " ".join(filter(None, [condition, super().aria_describedby]))


class QuestionsForm(forms.Form):
    """A form whose fields templates/pages/questions/fields.html draws, with the questions of editors among them.

    A question whose condition is not met is neither required nor among the cleaned values. Without JavaScript a
    conditional question is always shown, under a sentence that says when to answer it.
    """

    bound_field_class = AskedField
    # Of choices that need one: {name of the field: {value: explanation}}.
    explanations = {}
    questions = ()
    has_conditions = False

    def leading(self, name):
        """Return the values of a field that stand first beside those that are chosen, with the others folded away;
        None where all choices are in sight. For subclasses.
        """
        return

    def field_name_of(self, question):
        """Return the name of the form field of an OwnQuestion. For subclasses whose other fields may clash with it."""
        return name_of(question)

    def ask(self, questions):
        """Add a field for each of the OwnQuestions, behind the fields that there are."""
        self.questions = distinct_questions(questions)
        made = QuestionFields(self.questions).formfields
        for question in self.questions:
            field = made[name_of(question)]
            if parent := find_parent(question, self.questions):
                self.has_conditions = True
                field.condition = say_condition(question, parent)
                field.parent_name = self.add_prefix(self.field_name_of(parent))
                # What the browser sends of the other question when this one is asked; nothing for no tick.
                tick = "on" if is_yes(question) else ""
                field.when = tick if parent.field_type == "checkbox" else find_choice(question, parent)
            self.fields[self.field_name_of(question)] = field
        if self.is_bound:
            names = [self.field_name_of(question) for question in self.questions]
            for name in self._not_asked({name: self[name].data for name in names}):
                self.fields[name].required = False

    def clean(self):
        """Drop the answers to questions that are not asked."""
        cleaned = super().clean()
        for name in self._not_asked(cleaned):
            cleaned.pop(name, None)
            self._errors.pop(name, None)
        return cleaned

    def _not_asked(self, values):
        """Return the names of the fields of questions that are not asked, given {field: value}."""
        answers = {name_of(question): values.get(self.field_name_of(question)) for question in self.questions}
        asked = asked_questions(self.questions, answers)
        return [self.field_name_of(question) for question in self.questions if name_of(question) not in asked]


class QuestionFields(FormBuilder):
    """Builds form fields of OwnQuestions whose cleaned values are JSON."""

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
