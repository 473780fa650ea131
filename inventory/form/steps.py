"""The steps of the form. Only those that apply are shown.

A step writes on a Submission in memory; the caller saves it, and stores and deletes the files of the UploadFields
before the form is made.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from inventory.form.core_forms import AboutForm, CheckForm, LearnForm, NeedsForm, ProjectForm, WhoForm, needs_are_asked
from inventory.form.own_questions import OwnForm, questions_of
from inventory.form.questions import ABOUT, LEARN, NO_PROJECT, PROJECT_STEP, WHO
from inventory.form.step_form import StepForm

# Names in addresses.
OWN, NEEDS = "vragen", "knelpunten"


def _always(submission):
    return True


def is_about_project(submission):
    """Return whether a submission reports a project, as far as is known; False for only needs, or nothing to report."""
    return bool(submission.project_id) or submission.answers.get("reports") != NO_PROJECT


def _has_own_questions(submission):
    return is_about_project(submission) and bool(questions_of(submission))


@dataclass(frozen=True)
class Step:
    """One page of the form. `slug` is its place in addresses; `applies` returns whether a Submission is asked it."""

    slug: str
    title: str | Promise
    form_class: type[StepForm]
    introduction: str | Promise = ""
    applies: Callable = _always

    def make_form(self, submission, data=None, files=None, **options):
        """Return the form of this step with the stored answers of a Submission, or bound to `data` and `files`."""
        return self.form_class(data, files, submission=submission, **options)

    def save(self, form, submission):
        """Set the answers of a valid form on the submission; does not save it."""
        form.submission = submission
        form.write_cleaned()

    def save_partly(self, form, submission):
        """Set what was typed on the submission, valid or not; does not save it."""
        form.submission = submission
        form.write_typed()


STEPS = (
    Step(WHO, _("Who you are"), WhoForm),
    Step(PROJECT_STEP, _("The project"), ProjectForm, applies=is_about_project),
    Step(ABOUT, _("About what and for whom"), AboutForm, applies=is_about_project),
    Step(LEARN, _("What others can learn"), LearnForm, applies=is_about_project),
    Step(OWN, _("More questions"), OwnForm, applies=_has_own_questions),
    Step(
        NEEDS,
        _("Where too little happens"),
        NeedsForm,
        _("On which themes does too little happen in your municipality? We lay it beside the projects."),
        applies=needs_are_asked,
    ),
    Step("controle", _("Check and send"), CheckForm),
)


def list_steps(submission):
    """Return the Steps that apply to a Submission, in order; the last one is the check with the consent."""
    return [step for step in STEPS if step.applies(submission)]


def check_whole(submission):
    """Return the incomplete or invalid steps as [(Step, bound form with errors)]; empty for a complete submission.

    The consent of the last step is not checked: submitting gives it.
    """
    found = []
    for step in list_steps(submission)[:-1]:
        form = step.make_form(submission)
        bound = step.make_form(submission, data=form.as_data(), files={})
        if not bound.is_valid():
            found.append((step, bound))
    return found
