"""What is wrong with content files, named so that its writer finds it at once."""

from dataclasses import dataclass

from django.utils import timezone


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to put right. `file` is a path as given by the user, `line` counts from 1, `field` may be empty."""

    file: str
    line: int
    field: str
    message: str

    def __str__(self):
        place = f"{self.file}:{self.line}: "
        return f"{place}{self.field}: {self.message}" if self.field else place + self.message


class ContentRefused(Exception):
    """The content was not written; `problems` lists every Problem, sorted by file and line."""

    def __init__(self, problems):
        self.problems = sorted(set(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class Place:
    """Where a value stands: one file and one field. Collects the problems found there.

    `serializers` maps every id that may be referred to onto its schema.RecordSerializer. `folder` is the Path of the file's folder.
    `today` (date) is the day from which relative dates count; None is this day in the time zone of the site.
    """

    def __init__(self, file, field, problems, serializers, folder, today=None):
        self.file = file
        self.field = field
        self.problems = problems
        self.serializers = serializers
        self.folder = folder
        self.today = today or timezone.localdate()
        self.references = set()

    def inside(self, name):
        """Return the Place of a part of this field, such as `members[2].since`."""
        part = Place(self.file, f"{self.field}{name}", self.problems, self.serializers, self.folder, self.today)
        part.references = self.references
        return part

    def refuse(self, line, message):
        """Note a problem at `line`; the message is a sentence that says what to do."""
        self.problems.append(Problem(self.file, line, self.field, str(message)))
