"""What a submission says, as the values that a project keeps. `answers` is described in docs/inventory.md."""

import uuid

from django.conf import settings
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import escape
from django.utils.translation import gettext, override

from inventory.form.answers import describe_own_answer
from inventory.form.own_questions import asked_questions, name_of, questions_of
from inventory.models import ProjectPage
from inventory.organisation_names import OrganisationNames
from network.models import Municipality
from pages.fuzzy_date import FuzzyDate, FuzzyDateError, read_point
from pages.models import Audience, Law
from themes.models import ThemePage

NOT_BEGUN = (ProjectPage.Status.IDEA, ProjectPage.Status.STARTING)
OVER = (ProjectPage.Status.FINISHED, ProjectPage.Status.STOPPED)


class SubmittedValues:
    """The values of one Submission; every kind of record is read at most once.

    `choices` says which organisations its names mean (OrganisationNames). What is not known (any more) is left out.
    """

    def __init__(self, submission, choices=None):
        self.submission = submission
        self.answers = submission.answers
        self.names = OrganisationNames(choices)

    def is_asked(self, *keys):
        """Return whether at least one of these answers was given, be it empty."""
        return any(key in self.answers for key in keys)

    def text(self, key):
        """Return an answer as text without outer spaces."""
        return str(self.answers.get(key) or "").strip()

    def list_of(self, key):
        """Return an answer as a list of texts, each once."""
        values = self.answers.get(key)
        return list(dict.fromkeys(str(value).strip() for value in values)) if isinstance(values, list) else []

    @property
    def status(self):
        """One of ProjectPage.Status."""
        status = self.text("status")
        return status if status in ProjectPage.Status.values else ProjectPage.Status.UNKNOWN

    @property
    def period(self):
        """The FuzzyDate from the first to the last month or year; None when neither is known.

        What runs has no end; what still has to begin is expected.
        """
        first, last = (_point(self.text(key)) for key in ("starts", "ends"))
        if first is None or last is None or last.latest < first.earliest:
            point = first or last
            if point is None:
                return None
            goes_on = first is not None and self.status not in (*NOT_BEGUN, *OVER)
            return FuzzyDate(point, None if goes_on else point, point.earliest > timezone.localdate())
        return FuzzyDate(first, last, first.earliest > timezone.localdate())

    @property
    def body(self):
        """The description and what others can learn, as the texts (HTML) of a body, one for each."""
        texts = [_paragraphs(self.text("description"))]
        if results := self.text("results"):
            with override(settings.LANGUAGE_CODE):
                heading = gettext("What others can learn from it")
                texts.append(f"<h2>{heading}</h2>{_paragraphs(results)}")
        return [text for text in texts if text]

    @cached_property
    def themes(self):
        """The ThemePages in the main language."""
        keys = [key for key in self.list_of("themes") if _is_uuid(key)]
        return _themes(keys)

    @cached_property
    def audiences(self):
        """The Audiences."""
        return list(Audience.objects.filter(slug__in=self.list_of("audiences")))

    @cached_property
    def laws(self):
        """The Laws."""
        return list(Law.objects.filter(slug__in=self.list_of("laws")))

    @cached_property
    def municipalities(self):
        """The Municipalities."""
        return list(Municipality.objects.filter(code__in=self.list_of("municipalities")))

    @property
    def lead_organisation(self):
        """The name as typed, in a list: empty when there is none."""
        name = self.text("lead_organisation")
        return [name] if name else []

    @property
    def partners(self):
        """The names as typed."""
        return [name for name in self.list_of("partners") if name]

    @cached_property
    def needs(self):
        """Where too little happens, as (ThemePage, urgency 1-3, explanation); each theme once."""
        rows = [row for row in self.answers.get("needs") or [] if isinstance(row, dict)]
        sent = {str(row.get("theme")): row for row in rows if _is_uuid(str(row.get("theme")))}
        found = []
        for theme in _themes(list(sent)):
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


def _themes(keys):
    found = ThemePage.objects.filter(translation_key__in=keys, locale__language_code=settings.LANGUAGE_CODE)
    return sorted(found.filter(alias_of=None), key=lambda theme: keys.index(str(theme.translation_key)))


def _is_uuid(text):
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False


def _point(text):
    try:
        return read_point(text) if text else None
    except FuzzyDateError:
        return None


def _paragraphs(text):
    parts = [part.strip() for part in text.replace("\r\n", "\n").split("\n\n")]
    return "".join(f"<p>{escape(part).replace(chr(10), '<br/>')}</p>" for part in parts if part)
