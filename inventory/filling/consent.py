"""The last step: what was filled in is right, and the submitter agrees with what happens to it."""

import hashlib

from bs4 import BeautifulSoup
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from inventory.filling.fields import asked
from inventory.filling.step_form import StepForm
from inventory.models import Visibility


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
    """The tick with which somebody agrees. The form knows which text it showed: one that changed must be read first."""

    consent = asked(
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
        """Refuse a tick under a text that an editor changed while it was being read."""
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
        """Keep nothing: a tick counts only when the form is sent."""
