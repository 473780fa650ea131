"""Values of a submission as project parts read them (inventory.form.project_parts)."""

from django.conf import settings
from django.utils.functional import cached_property
from django.utils.translation import override

from inventory.form.own_questions import questions_of
from inventory.form.project_parts import find_themes, is_uuid
from inventory.form.questions import project_parts
from inventory.organisation_names import OrganisationNames
from pages.questions.answers import describe_own_answer
from pages.questions.rules import asked_questions, name_of


class SubmittedValues:
    """The answers of one Submission, cleaned; needs and own answers are read once.

    choices: which organisations its names mean (OrganisationNames). Records that are unknown or gone are left out.
    edited: answers {question: value} of the editor, in the place of those that were sent.
    """

    def __init__(self, submission, choices=None, edited=None):
        self.submission = submission
        self.answers = submission.answers | (edited or {})
        self.names = OrganisationNames(choices)

    def is_asked(self, *keys):
        """Return whether at least one of these answers was given, possibly empty."""
        return any(key in self.answers for key in keys)

    def text(self, key):
        """Return an answer as stripped text."""
        return str(self.answers.get(key) or "").strip()

    def list_of(self, key):
        """Return an answer as a list of texts without duplicates."""
        values = self.answers.get(key)
        return list(dict.fromkeys(str(value).strip() for value in values)) if isinstance(values, list) else []

    @property
    def organisation_names(self):
        """The names of organisations as typed, each once, that of the lead organisation first."""
        parts = [part for part in project_parts() if part.has_organisations]
        return list(dict.fromkeys(name for part in parts for name in part.sent(self)))

    @cached_property
    def needs(self):
        """The needs as (ThemePage, urgency 1-3, explanation); each theme once."""
        rows = [row for row in self.answers.get("needs") or [] if isinstance(row, dict)]
        sent = {str(row.get("theme")): row for row in rows if is_uuid(str(row.get("theme")))}
        found = []
        for theme in find_themes(list(sent)):
            row = sent[str(theme.translation_key)]
            urgency = row.get("urgency") if row.get("urgency") in (1, 2, 3) else 2
            found.append((theme, urgency, str(row.get("explanation") or "").strip()))
        return found

    @cached_property
    def own(self):
        """The answers to the round's own questions, as (RoundQuestion, text for people); files are not among them."""
        given = self.answers.get("own")
        given = given if isinstance(given, dict) else {}
        questions = questions_of(self.submission) if given else []
        asked = asked_questions(questions, given)
        found = []
        with override(settings.LANGUAGE_CODE):
            for question in questions:
                if name_of(question) in asked and question.field_type != "file":
                    value = describe_own_answer(question, given.get(name_of(question)))
                    found.append((question, ", ".join(value) if isinstance(value, list) else value))
        return [(question, text) for question, text in found if text]
