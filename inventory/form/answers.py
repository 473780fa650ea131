"""What was filled in, in words: for the summary, print, letters and the editors' desk."""

from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext

from inventory.form import choices
from inventory.form.core_forms import NO_PROJECT, PROJECT, AboutForm, LearnForm, ProjectForm, WhoForm
from inventory.form.fields import DayField, MonthField, NumberField
from inventory.form.own_questions import questions_of
from inventory.form.steps import STEPS, is_about_project
from inventory.models import Need, ProjectPage, Visibility
from inventory.rounds.question_rules import asked_questions, name_of, visibility_of

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
    """Return what somebody filled in as a list of Sections, in the active language, without what was left empty.

    levels: the Visibility values to show. What is not right yet in a draft is shown as it was typed.
    """
    described = [
        ("wie", _describe_form(WhoForm, submission, _who(submission))),
        *_describe_project(submission),
        ("knelpunten", _describe_needs(submission)),
    ]
    sections = []
    for slug, found in described:
        shown = [answer for answer in found if answer.visibility in levels and answer.value not in ("", [], None)]
        if shown:
            sections.append(Section(str(TITLES[slug]), slug, shown))
    return sections


def _describe_project(submission):
    if not is_about_project(submission):
        return []
    files = {}
    for file in submission.files.all() if submission.pk else []:
        files.setdefault(file.question, []).append(file.name)
    kept = submission.answers
    project = {
        "title": submission.title,
        "status": _named(kept.get("status"), dict(ProjectPage.Status.choices)),
        "starts": _in_words(MonthField, kept.get("starts")),
        "ends": _in_words(MonthField, kept.get("ends")),
    }
    about = {
        "themes": _named(kept.get("themes"), choices.theme_names()),
        "audiences": _named(kept.get("audiences"), choices.audience_names()),
        "laws": _named(kept.get("laws"), choices.law_names()),
        "municipalities": _named(kept.get("municipalities"), choices.municipality_names()),
    }
    learn = {
        "open_for_contact": gettext("yes") if kept.get("open_for_contact") else gettext("no"),
        "files": files.get("files", []),
    }
    return [
        ("project", _describe_form(ProjectForm, submission, project)),
        ("waarover", _describe_form(AboutForm, submission, about)),
        ("leren", _describe_form(LearnForm, submission, learn)),
        ("vragen", _describe_own(submission, files)),
    ]


def _who(submission):
    reports = {PROJECT: capfirst(gettext("a project")), NO_PROJECT: capfirst(gettext("no project"))}
    municipality = submission.municipality.name if submission.municipality_id else ""
    return {
        "contact_name": submission.contact_name,
        "contact_address": submission.contact_address,
        "contact_organisation": submission.contact_organisation,
        "municipality": municipality
        or (gettext("not for one municipality") if submission.answers.get("regional") else ""),
        "reports": reports.get(submission.answers.get("reports"), ""),
    }


def _describe_form(form_class, submission, values):
    """Return an Answer per field of a form; `values` are those that are not kept in words."""
    return [
        Answer(
            name,
            str(field.label),
            values[name] if name in values else _words(submission.answers.get(name)),
            field.visibility,
        )
        for name, field in form_class.base_fields.items()
    ]


def _describe_own(submission, files):
    questions, kept = questions_of(submission), submission.answers.get("own") or {}
    asked = asked_questions(questions, kept)
    return [
        Answer(
            name,
            question.label,
            describe_own_answer(question, kept.get(name), files.get(name)),
            visibility_of(question),
        )
        for question in questions
        if (name := name_of(question)) in asked
    ]


def describe_own_answer(question, value, files=None):
    """Return the answer to a RoundQuestion as text or a list of texts; `files` are the names of files with it."""
    if question.field_type == "file":
        return files or []
    if question.field_type == "checkbox":
        return "" if value is None else gettext("yes") if value else gettext("no")
    if question.field_type == "date":
        return _in_words(DayField, value)
    return _in_words(NumberField, value) if question.field_type == "number" else _words(value)


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


def _named(value, names):
    """Return the names of a kept value or list of values; one that has no name stays as it is."""
    if isinstance(value, list):
        return [str(names.get(part, part)) for part in value if isinstance(part, str)]
    return str(names.get(value, value)) if isinstance(value, str) else ""


def _in_words(field_class, value):
    return _words(field_class().prepare_value(value))


def _words(value):
    if isinstance(value, list):
        return [str(part) for part in value]
    return "" if value is None else str(value)
