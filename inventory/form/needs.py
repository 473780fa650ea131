"""The step with needs: on which themes of the current agenda too little happens."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from inventory.form import choices
from inventory.form.fields import TextField, with_visibility
from inventory.form.step_form import StepForm, sanitize
from inventory.models import Need, Submission

LONGEST_EXPLANATION = 1000


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
    waiting = [Submission.Status.SUBMITTED, Submission.Status.ASKED_BACK]
    others = Submission.objects.filter(of_round, status__in=waiting, answers__has_key="needs").exclude(pk=submission.pk)
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
