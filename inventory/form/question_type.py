"""What the declaration of a core question holds, and what follows from it: words for people, cells of exports."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.utils.functional import Promise

from inventory.form.project_parts import LAST, ProjectPart
from inventory.models import Visibility
from pages.questions.answers import in_words
from pages.questions.fields import LinesField, UploadField

# Kinds of values in the open data.
TEXT, LINK, DAY, FLAG, STRUCTURED = "text", "link", "day", "flag", "structured"


@dataclass(frozen=True)
class Column:
    """A column in exports: its place, and its heading (default: the label of the part). Personal ones on request."""

    position: int = LAST
    heading: str | Promise = ""
    is_personal: bool = False


@dataclass(frozen=True)
class OpenData:
    """A field of the open data with the question's name: what it means, its kind, and whether it is a list.

    column: the column of ProjectPage that holds the value as it is; "" when inventory.open_data.records makes it.
    """

    meaning: str | Promise
    kind: str = TEXT
    is_list: bool = False
    column: str = ""


@dataclass(frozen=True, eq=False)
class Question:
    """A core question.

    name: key of the answer in Submission.answers, or with `is_column` a column of Submission.
    step: slug of the step that asks it.
    field: the form field; each form gets a copy.
    visibility: who sees the answer.
    names: for answers that are keys, a function that returns {key: name} in the active language; also the choices of a
        field that has none.
    words: a function that returns the answer of a Submission as text, where it does not follow from the field.
    part: what the answer fills in a project. Several questions can fill one part.
    column: its column in exports. open_data: its field in the open data.
    """

    name: str
    step: str
    field: forms.Field
    visibility: str = Visibility.EVERYONE
    names: Callable | None = None
    words: Callable | None = None
    part: ProjectPart | None = None
    is_column: bool = False
    column: Column | None = None
    open_data: OpenData | None = None

    def __post_init__(self):
        self.field.visibility = self.visibility
        if self.names and isinstance(self.field, forms.ChoiceField) and not self.field.choices:
            # Read when the form is shown or validated: names depend on the language and the content.
            self.field.choices = lambda: self.names().items()

    @property
    def heading(self):
        """The heading of its column in exports."""
        return self.column.heading or self.part.label

    def stored(self, submission):
        """Return what a Submission holds, right or as it was typed; None when it was never answered."""
        return getattr(submission, self.name) if self.is_column else submission.answers.get(self.name)

    def describe(self, submission, files):
        """Return the answer as text or a list of texts in the active language; files: {question: [file names]}."""
        if self.words:
            return self.words(submission)
        if isinstance(self.field, UploadField):
            return files.get(self.name, [])
        value = self.stored(submission)
        if self.names:
            return named(value, self.names())
        return in_words(self.field, value)

    def make_cell(self):
        """Return a function that returns the export cell of a Submission, in the language that is active now."""
        if isinstance(self.field, forms.MultipleChoiceField | LinesField):
            names = self.names() if self.names else {}

            def cell(submission):
                found = self.stored(submission)
                return [str(names.get(str(part), part)) for part in found] if isinstance(found, list) else None

            return cell
        if self.names:
            labels = {key: str(label) for key, label in self.names().items()}
            return lambda submission: labels.get(str(self.stored(submission)))
        return self.stored


def named(value, names):
    """Return the names of a stored value or list of values; one that has no name stays as it is."""
    if isinstance(value, list):
        return [str(names.get(part, part)) for part in value if isinstance(part, str)]
    return str(names.get(value, value)) if isinstance(value, str) else ""
