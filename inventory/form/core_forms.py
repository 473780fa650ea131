"""The forms of the steps with core questions (inventory.form.questions), and of the last step with the consent."""

import copy
import hashlib

from bs4 import BeautifulSoup
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from inventory.form import choices
from inventory.form.fields import with_visibility
from inventory.form.questions import ABOUT, LEARN, NO_PROJECT, PROJECT, PROJECT_STEP, WHO, questions_of_step
from inventory.form.step_form import StepForm
from inventory.models import Visibility
from network.models import Municipality

REGION = "regio"


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
        self.fields["audiences"].choices = list(choices.audience_names().items())
        self.fields["laws"].choices = list(choices.law_names().items())
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


class LearnForm(CoreForm):
    """What others can learn from the project, and what it looks for in others."""

    step = LEARN


def consent_wording(submission):
    """Return what a submitter agrees to as plain text: the round's text, or our own where there is none."""
    asking = submission.round
    if asking is not None and asking.consent_text:
        soup = BeautifulSoup(asking.consent_text, "html.parser")
        paragraphs = [" ".join(part.get_text().split()) for part in soup.find_all(["p", "li"])]
        return "\n\n".join(filter(None, paragraphs)) or " ".join(soup.get_text(" ").split())
    return gettext(
        "The platform may publish what I filled in as is said with each question, and keep my name and address "
        "to write to me about it. I can see, correct and erase all of it by the link in my mail."
    )


def consent_version(submission):
    """Return the version of that text, as the editors call it; empty without one."""
    return submission.round.consent_version if submission.round is not None else ""


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
