"""The questions of a round's form, for the page of the round and for its preview."""

from dataclasses import dataclass

from django import template

from inventory.form import steps
from inventory.form.own_questions import questions_of
from inventory.form.questions import questions_of_step
from inventory.models import Submission
from inventory.rounds.question_rules import find_parent, say_condition, visibility_of

register = template.Library()


@dataclass
class AskedQuestion:
    """A question as the page of a round lists it."""

    label: str
    help_text: str
    visibility: str
    is_required: bool
    condition: str = ""


@dataclass
class AskedStep:
    """A step of the form: on the page of a round with its `questions`, in the preview with its `form`."""

    title: str
    introduction: str = ""
    questions: tuple = ()
    form: object = None


@register.simple_tag
def asked_steps(page):
    """Return what a round asks as AskedSteps with their questions, without the last one."""
    submission = Submission(round=page)
    shown = [step for step in steps.STEPS[:-1] if step.slug != steps.NEEDS or page.asks_needs]
    asked = [
        AskedStep(step.title, step.introduction, _own(submission) if step.slug == steps.OWN else _fixed(step))
        for step in shown
    ]
    # The themes about which the needs are asked are said in its introduction.
    return [step for step in asked if step.questions or step.introduction]


@register.simple_tag
def preview_steps(page):
    """Return the AskedSteps of a round with an empty form, also of one that is not saved yet."""
    submission = Submission(round=page)
    has_own = bool(questions_of(submission))
    shown = [step for step in steps.STEPS if step.slug != steps.NEEDS or page.asks_needs]
    shown = [step for step in shown if step.slug != steps.OWN or has_own]
    return [
        AskedStep(step.title, step.introduction, form=step.make_form(submission, auto_id=f"id_{step.slug}_%s"))
        for step in shown
    ]


def _fixed(step):
    return [
        AskedQuestion(question.field.label, question.field.help_text, question.visibility, question.field.required)
        for question in questions_of_step(step.slug)
    ]


def _own(submission):
    questions = questions_of(submission)
    return [
        AskedQuestion(
            question.label,
            question.help_text,
            visibility_of(question),
            question.required,
            say_condition(question, parent) if (parent := find_parent(question, questions)) else "",
        )
        for question in questions
    ]
