"""The step with own questions of the round."""

from inventory.form.step_form import StepForm
from pages.questions.fields import UploadField
from pages.questions.rules import distinct_questions


def questions_of(submission):
    """Return the RoundQuestions of a submission in their order, of the same clean name the first; none without a
    round.
    """
    return distinct_questions(submission.round.questions.all()) if submission.round is not None else []


class OwnForm(StepForm):
    """The own questions, stored in `answers["own"]`; a question whose condition is not met is neither required nor
    stored.
    """

    def add_prefix(self, field_name):
        """Return the HTML name: prefixed against clashes with the page's own fields; file fields keep their name."""
        return field_name if isinstance(self.fields.get(field_name), UploadField) else f"vraag-{field_name}"

    def build_fields(self):
        self.ask(questions_of(self.submission))
        for question, name in zip(self.questions, self.fields, strict=True):
            self.fields[name].visibility = question.seen_by

    @property
    def answers(self):
        return self.submission.answers.setdefault("own", {})

    def write_cleaned(self):
        for name in self.fields:
            self.answers.pop(name, None)
        super().write_cleaned()
