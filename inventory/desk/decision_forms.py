"""The forms of decisions about a submission."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from inventory.desk.organisations import LEAVE_OUT, NEW
from inventory.desk.sent_values import SentValues

LONGEST_TEXT = 4000  # characters


class StepForm(forms.Form):
    """Carries the last step in the history that the editor has seen, so that a later one is not passed over."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    @property
    def step_seen(self):
        """The number of that step."""
        return self.cleaned_data["seen"]


class ReasonForm(StepForm):
    """A text for the submitter."""

    text = forms.CharField(max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 6}))

    def __init__(self, *args, label, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].label = label


class AcceptForm(StepForm):
    """Which organisations the names mean, and which files become attachments."""

    def __init__(self, *args, submission, **kwargs):
        super().__init__(*args, **kwargs)
        self.names = {}
        sent = SentValues(submission)
        for number, name in enumerate(dict.fromkeys([*sent.lead_organisation, *sent.partners])):
            if sent.names.match(name) is None:
                field = f"organisation_{number}"
                self.names[field] = name
                self.fields[field] = organisation_field(name, sent.names.suggest(name))
        files = list(submission.files.all())
        if files:
            self.fields["files"] = forms.TypedMultipleChoiceField(
                label=_("Files to publish as attachments"),
                help_text=_("Everyone can download them then. Look at them first."),
                choices=[(file.pk, file.name) for file in files],
                coerce=int,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )

    @property
    def organisation_choices(self):
        """What was chosen, as {name as typed: choice} for desk.organisations."""
        return {name: self.cleaned_data[field] for field, name in self.names.items()}


class CompareForm(AcceptForm):
    """Which fields are taken over; those that changed are ticked to begin with."""

    seen_revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, lines, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["fields"] = forms.MultipleChoiceField(
            choices=[(line.name, line.label) for line in lines],
            initial=[line.name for line in lines if line.is_changed and line.sent],
            required=False,
        )


def organisation_field(name, suggestions):
    """Return the field that asks which organisation an unknown name means."""
    known = [(str(row.pk), gettext("This is %(name)s") % {"name": row.name}) for row in suggestions]
    return forms.ChoiceField(
        label=gettext("Organisation “%(name)s” is not known yet") % {"name": name},
        choices=[
            (NEW, gettext("Add it")),
            *known,
            (LEAVE_OUT, gettext("Leave it out")),
        ],
        initial=NEW,
        widget=forms.RadioSelect,
    )
