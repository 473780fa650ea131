"""Base of the forms of all steps: where answers are stored, and who sees them."""

from django.utils.datastructures import MultiValueDict

from inventory.models import Visibility
from pages.questions.fields import UploadField
from pages.questions.forms import AskedField, QuestionsForm

LONGEST_KEPT = 20_000  # characters of an answer that is not right yet
MOST_KEPT = 400  # ticks of such an answer


def with_visibility(field, visibility=Visibility.EVERYONE):
    """Return the form field with `visibility`, a value of Visibility, set on it."""
    field.visibility = visibility
    return field


class VisibleField(AskedField):
    """A bound field whose aria-describedby includes the sentence that says who sees the answer."""

    note_template = "inventory/form/who_note.html"

    @property
    def aria_describedby(self):
        return super().aria_describedby if self.is_hidden else f"{super().aria_describedby} {self.auto_id}_who".lstrip()

    @property
    def visibility(self):
        """Who will see the answer, one of Visibility."""
        return getattr(self.field, "visibility", Visibility.EDITORS)


class StepForm(QuestionsForm):
    """The questions of one step, initially with the stored answers of a Submission. Nothing here writes to the
    database.
    """

    bound_field_class = VisibleField
    stored_files_template = "inventory/form/stored_files.html"
    # Fields that are columns of Submission; every other answer is stored in its `answers` under the name of the field.
    columns = ()

    def __init__(self, data=None, files=None, *, submission, **kwargs):
        self.submission = submission
        super().__init__(data, files, label_suffix="", **kwargs)
        self.build_fields()
        self.initial = self.read() | self.initial
        self._find_files()

    def build_fields(self):
        """Set up what depends on the submission: fields, choices, required. For subclasses."""

    @property
    def answers(self):
        """The dict in which the submission stores the answers of this form that are no columns."""
        return self.submission.answers

    def read(self):
        """Return {field: stored value}, without fields that were never answered."""
        kept = {name: getattr(self.submission, name) for name in self.columns if name in self.fields}
        return kept | {name: self.answers[name] for name in self.fields if name in self.answers}

    def write(self, name, value):
        """Set one answer on the submission, cleaned or as typed."""
        if name in self.columns:
            setattr(self.submission, name, value)
        else:
            self.answers[name] = value

    def write_cleaned(self):
        """Set all answers of a valid form on the submission."""
        for name, value in self.cleaned_data.items():
            if not isinstance(self.fields[name], UploadField):
                self.write(name, value)

    def write_typed(self):
        """Set what was typed on the submission: valid answers cleaned, invalid ones as typed."""
        self.is_valid()
        for name, field in self.fields.items():
            if isinstance(field, UploadField):
                continue
            typed = self.cleaned_data[name] if name in self.cleaned_data else sanitize(self[name].data)
            if name in self.columns:
                longest = self.submission._meta.get_field(name).max_length
                typed = typed[:longest] if isinstance(typed, str) else ""
            self.write(name, typed)

    def as_data(self):
        """Return the stored answers as form data, to validate whether they are complete; defaults do not count."""
        data = MultiValueDict()
        for name, field in self.fields.items():
            value = field.prepare_value(self.initial.get(name))
            if value is True:
                value = ["on"]
            elif value is None or value is False or value == "":
                value = []
            data.setlist(self.add_prefix(name), [str(part) for part in (value if isinstance(value, list) else [value])])
        return data

    def _find_files(self):
        uploads = {name: field for name, field in self.fields.items() if isinstance(field, UploadField)}
        if uploads and self.submission.pk:
            for file in self.submission.files.all():
                if file.question in uploads:
                    uploads[file.question].stored.append(file)


def sanitize(typed):
    """Return typed input (text, list, bool, None) cut to its maximum length, without NUL characters."""
    if isinstance(typed, list):
        return [sanitize(part) for part in typed[:MOST_KEPT]]
    return typed if isinstance(typed, bool) else str(typed or "").replace("\x00", "")[:LONGEST_KEPT]
