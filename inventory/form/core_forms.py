"""The forms of the fixed steps: the core questions (inventory.form.questions), the needs, and the consent."""

import copy
import hashlib

from bs4 import BeautifulSoup
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from inventory.form import choices
from inventory.form.questions import ABOUT, LEARN, NO_PROJECT, PROJECT, PROJECT_STEP, WHO, questions_of_step
from inventory.form.step_form import StepForm, sanitize, with_visibility
from inventory.models import Need, Submission, Visibility
from inventory.retention import retention_words
from network.models import Municipality
from pages.questions.fields import TextField
from pages.subjects import suggest_subjects

REGION = "regio"
# Of our own consent text; raised with it.
OWN_VERSION = "platform-1"
LONGEST_EXPLANATION = 1000
# The answers that say in words what a project is about.
TOLD = ("summary", "description", "results", "wanted")


class CoreForm(StepForm):
    """The core questions of one step; a subclass adds what depends on the submission."""

    step = ""

    def build_fields(self):
        questions = questions_of_step(self.step)
        self.fields.update({question.name: copy.deepcopy(question.field) for question in questions})
        self.columns = tuple(question.name for question in questions if question.is_column)


class WhoForm(CoreForm):
    """Who reports, on behalf of which municipality, and whether it is a project."""

    step = WHO

    def build_fields(self):
        super().build_fields()
        self.fields["municipality"].choices = [
            ("", _("Choose")),
            (REGION, _("Not for one municipality")),
            *choices.current_municipalities().items(),
        ]
        asks_needs = self.submission.round is not None and self.submission.round.asks_needs
        self.fields["reports"].choices = [
            (PROJECT, _("A project that runs, begins or is being thought of")),
            (
                NO_PROJECT,
                _("No project. I do want to say where too little happens, or that there is nothing to report")
                if asks_needs
                else _("No project: there is nothing to report"),
            ),
        ]
        if self.submission.project_id:
            del self.fields["reports"]

    def read(self):
        kept = super().read()
        if self.submission.municipality_id:
            kept["municipality"] = self.submission.municipality.code
        elif self.answers.get("regional"):
            kept["municipality"] = REGION
        return kept

    def write(self, name, value):
        if name != "municipality":
            super().write(name, value)
            return
        before = self.submission.municipality
        now = Municipality.objects.filter(code=value).first() if value != REGION else None
        self.submission.municipality = now
        self.answers["regional"] = value == REGION
        taking_part = self.answers.get("municipalities")
        if before and now and before != now and isinstance(taking_part, list):
            rest = [code for code in taking_part if code not in (before.code, now.code)]
            self.answers["municipalities"] = [now.code, *rest]


class ProjectForm(CoreForm):
    """What the project is."""

    step = PROJECT_STEP

    def clean_website(self):
        """Take web addresses only."""
        website = self.cleaned_data["website"]
        if website and not website.lower().startswith(("http://", "https://")):
            raise ValidationError(self.fields["website"].error_messages["invalid"], code="invalid")
        return website

    def clean(self):
        """Refuse an end before the beginning, as far as both are known."""
        cleaned = super().clean()
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if starts and ends and ends[: len(starts)] < starts[: len(ends)]:
            self.add_error("ends", _("The end comes before the beginning."))
        return cleaned


class AboutForm(CoreForm):
    """About what and for whom the project is, and who takes part."""

    step = ABOUT

    def build_fields(self):
        super().build_fields()
        names, current = choices.theme_names(), choices.current_themes()
        kept = self.answers.get("themes")
        # A project from before keeps the themes of the agenda of its time.
        earlier = [key for key in kept if key in names and key not in current] if isinstance(kept, list) else []
        self.fields["themes"].choices = [
            *((key, title) for key, (title, _explanation) in current.items()),
            *((key, names[key]) for key in earlier),
        ]
        self.explanations = {"themes": {key: explanation for key, (_title, explanation) in current.items()}}
        self.fields["lead_organisation"].initial = self.submission.contact_organisation
        municipalities = choices.current_municipalities()
        own = self.own_code()
        field = self.fields["municipalities"]
        field.choices = [(code, name) for code, name in municipalities.items() if code != own]
        field.required = not own
        if own:
            field.label = gettext("Which municipalities take part besides %(name)s?") % {
                "name": self.submission.municipality.name
            }

    def leading(self, name):
        """Return the subjects (slugs) that what was typed so far seems to be about."""
        if name != "subjects":
            return super().leading(name)
        return suggested_subjects(self.submission)

    def own_code(self):
        """Return the code of the submitter's municipality, or None."""
        return self.submission.municipality.code if self.submission.municipality_id else None

    def read(self):
        kept = super().read()
        if isinstance(kept.get("municipalities"), list):
            kept["municipalities"] = [code for code in kept["municipalities"] if code != self.own_code()]
        return kept

    def write(self, name, value):
        if name == "municipalities" and isinstance(value, list) and self.own_code():
            value = [self.own_code(), *(code for code in value if code != self.own_code())]
        super().write(name, value)


def suggested_subjects(submission):
    """Return the subjects (slugs) that the words of a submission seem to be about, the likeliest first."""
    texts = [str(submission.answers.get(key) or "") for key in TOLD]
    return [subject.slug for subject in suggest_subjects(submission.title, "\n".join(texts))]


class LearnForm(CoreForm):
    """What others can learn from the project, and what it looks for in others."""

    step = LEARN


def consent_wording(submission):
    """Return what a submitter agrees to as plain text, with how long it is kept.

    The text is the round's, or our own for a change outside a round.
    """
    asking = submission.round
    return "\n\n".join([*(_paragraphs_of(asking) or [_own_wording()]), *retention_words(asking)])


def _paragraphs_of(asking):
    """Return the consent text of a round as paragraphs of plain text; empty without a round or a text."""
    soup = BeautifulSoup(asking.consent_text if asking is not None else "", "html.parser")
    paragraphs = [" ".join(part.get_text().split()) for part in soup.find_all(["p", "li"])]
    return list(filter(None, paragraphs or [" ".join(soup.get_text(" ").split())]))


def _own_wording():
    return gettext(
        "The platform may publish what I filled in as is said with each question, and keep my name and address "
        "to write to me about it. I can see, correct and erase all of it by the link in my mail."
    )


def consent_version(submission):
    """Return the version of that text: as the editors call it, or our own outside a round."""
    return submission.round.consent_version if submission.round is not None else OWN_VERSION


class CheckForm(StepForm):
    """The consent. The form carries a hash of the text it showed: when that changed, it must be read again."""

    consent = with_visibility(
        forms.BooleanField(
            label=_("I agree"),
            error_messages={"required": _("Tick this to send it. Without it we may not use your answers.")},
        ),
        Visibility.EDITORS,
    )
    shown_wording = forms.CharField(widget=forms.HiddenInput, required=False)

    def build_fields(self):
        self.wording = consent_wording(self.submission)
        self._print = hashlib.sha256(self.wording.encode()).hexdigest()[:16]

    def read(self):
        agreed = self.submission.consented_at and self.submission.consent_wording == self.wording
        return {"consent": bool(agreed), "shown_wording": self._print}

    def clean(self):
        """Refuse consent to a text that changed after the form was rendered."""
        cleaned = super().clean()
        if cleaned.get("consent") and cleaned.get("shown_wording") != self._print:
            self.data = self.data.copy()
            self.data[self.add_prefix("shown_wording")] = self._print
            self.data.pop(self.add_prefix("consent"), None)
            raise ValidationError(_("The text that you agree to has changed. Please read it again."), code="changed")
        return cleaned

    def write_cleaned(self):
        self.submission.consent_wording = self.wording
        self.submission.consent_version = consent_version(self.submission)
        self.submission.consented_at = timezone.now()

    def write_typed(self):
        """Store nothing: consent counts only when the form is submitted."""


def needs_are_asked(submission):
    """Return whether a submission is asked for needs: the round asks, and nobody of its municipality answered yet."""
    asking = submission.round
    if asking is None or not asking.asks_needs or submission.project_id:
        return False
    if not submission.municipality_id:
        # Before the first step is kept it is not known yet; most have one.
        return "reports" not in submission.answers
    if submission.answers.get("needs"):
        return True
    of_round = Q(round__translation_key=asking.translation_key, municipality=submission.municipality_id)
    others = Submission.objects.answers().filter(of_round, status__in=Submission.UNDECIDED, answers__has_key="needs")
    others = others.exclude(pk=submission.pk)
    if others.exclude(answers__needs=[]).exists():
        return False
    needs = Need.objects.filter(of_round)
    if submission.pk:
        needs = needs.exclude(submission=submission)
    return not needs.exists()


class NeedsForm(StepForm):
    """Urgency and explanation per theme, stored together in the answer `needs`."""

    def build_fields(self):
        self.themes = {key: title for key, (title, _explanation) in choices.current_themes().items()}
        names = choices.theme_names()
        for need in self._kept():
            if need.get("theme") in names:
                self.themes.setdefault(need["theme"], names[need["theme"]])
        urgencies = [("", _("Enough happens, or I do not know")), *Need.Urgency.choices]
        for key, title in self.themes.items():
            urgency = forms.ChoiceField(label=title, choices=urgencies, required=False, widget=forms.RadioSelect)
            # One of the choices is no answer, so that it need not say that it may be left empty.
            urgency.says_empty = True
            self.fields[f"urgency-{key}"] = with_visibility(urgency)
            self.fields[f"explanation-{key}"] = with_visibility(
                TextField(
                    label=gettext("What is missing at “%(theme)s”?") % {"theme": title},
                    rows=2,
                    max_length=LONGEST_EXPLANATION,
                    required=False,
                )
            )

    def clean(self):
        """Require an urgency where an explanation is given."""
        cleaned = super().clean()
        for key in self.themes:
            if cleaned.get(f"explanation-{key}") and not cleaned.get(f"urgency-{key}", "-"):
                self.add_error(f"urgency-{key}", _("Choose how urgent it is."))
        return cleaned

    def read(self):
        kept = {f"urgency-{key}": "" for key in self.themes}
        for need in self._kept():
            kept[f"urgency-{need.get('theme')}"] = str(need.get("urgency") or "")
            kept[f"explanation-{need.get('theme')}"] = need.get("explanation", "")
        return kept

    def write_cleaned(self):
        self._write({name: self.cleaned_data.get(name, "") for name in self.fields})

    def write_typed(self):
        self._write({name: sanitize(self[name].data) for name in self.fields})

    def _write(self, values):
        valid = {str(number) for number in Need.Urgency.values}
        needs = []
        for key in self.themes:
            urgency, explanation = values[f"urgency-{key}"], values[f"explanation-{key}"]
            if urgency in valid or explanation:
                number = int(urgency) if urgency in valid else None
                needs.append({"theme": key, "urgency": number, "explanation": explanation})
        self.submission.answers["needs"] = needs

    def _kept(self):
        kept = self.submission.answers.get("needs")
        return [need for need in kept if isinstance(need, dict)] if isinstance(kept, list) else []
