"""The answers of a submission in words: for the summary, print, mails and the desk."""

from dataclasses import dataclass

from django.utils.translation import gettext

from inventory.form import choices
from inventory.form.own_questions import questions_of
from inventory.form.questions import ABOUT, LEARN, PROJECT_STEP, WHO, questions_of_step
from inventory.form.steps import NEEDS, OWN, STEPS, is_about_project
from inventory.models import Need, Visibility
from pages.questions.answers import describe_own_answer
from pages.questions.rules import asked_questions, name_of

ALL_LEVELS = frozenset(Visibility)
TITLES = {step.slug: step.title for step in STEPS}


@dataclass(frozen=True)
class Answer:
    """One answer: `name` is its key (docs/inventory.md), `value` text or a list of texts, `visibility` a Visibility."""

    name: str
    label: str
    value: str | list
    visibility: str

    @property
    def is_list(self):
        """True when `value` is a list of texts."""
        return isinstance(self.value, list)


@dataclass(frozen=True)
class Section:
    """The answers of one step, in the order in which they were asked."""

    title: str
    step_slug: str
    answers: list


def describe(submission, levels=ALL_LEVELS):
    """Return the answers of a submission as a list of Sections, in the active language, without empty ones.

    levels: the Visibility values to show. Invalid answers of a draft are shown as typed.
    """
    files = {}
    for file in submission.files.all() if submission.pk else []:
        files.setdefault(file.question, []).append(file.name)
    described = [(WHO, _describe_core(WHO, submission, files))]
    if is_about_project(submission):
        described += [(slug, _describe_core(slug, submission, files)) for slug in (PROJECT_STEP, ABOUT, LEARN)]
        described.append((OWN, _describe_own(submission, files)))
    described.append((NEEDS, _describe_needs(submission)))
    sections = []
    for slug, found in described:
        shown = [answer for answer in found if answer.visibility in levels and answer.value not in ("", [], None)]
        if shown:
            sections.append(Section(str(TITLES[slug]), slug, shown))
    return sections


def _describe_core(slug, submission, files):
    return [
        Answer(question.name, str(question.field.label), question.describe(submission, files), question.visibility)
        for question in questions_of_step(slug)
    ]


def _describe_own(submission, files):
    questions, kept = questions_of(submission), submission.answers.get("own") or {}
    asked = asked_questions(questions, kept)
    return [
        Answer(
            name,
            question.label,
            describe_own_answer(question, kept.get(name), files.get(name)),
            question.seen_by,
        )
        for question in questions
        if (name := name_of(question)) in asked
    ]


def _describe_needs(submission):
    needs = submission.answers.get("needs")
    names, urgencies = choices.theme_names(), dict(Need.Urgency.choices)
    found = []
    for need in needs if isinstance(needs, list) else []:
        urgency = urgencies.get(need.get("urgency"))
        words = [gettext("Urgency: %(urgency)s") % {"urgency": str(urgency).lower()}] if urgency else []
        words += [need["explanation"]] if need.get("explanation") else []
        theme = str(need.get("theme"))
        found.append(Answer(f"need-{theme}", names.get(theme, theme), words, Visibility.EVERYONE))
    return found
