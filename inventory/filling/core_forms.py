"""The fixed questions of the inventory, one form for each step."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from inventory.models import ProjectPage, Visibility
from network.models import Municipality
from visitors.addresses import AddressField

from . import choices
from .fields import LinesField, MonthField, TextField, UploadField, asked
from .step_form import StepForm

REGION = "regio"
PROJECT, NO_PROJECT = "project", "no-project"
STATUSES = [choice for choice in ProjectPage.Status.choices if choice[0] != ProjectPage.Status.UNKNOWN]
LONGEST_SUMMARY = 300
MOST_FILES = 5
EDITORS = Visibility.EDITORS


def _ticks(**kwargs):
    return asked(forms.MultipleChoiceField(**{"required": False, "widget": forms.CheckboxSelectMultiple, **kwargs}))


class WhoForm(StepForm):
    """Who reports, on behalf of which municipality, and whether it is a project."""

    contact_name = asked(
        forms.CharField(
            label=_("Your name"),
            max_length=120,
            widget=forms.TextInput(attrs={"autocomplete": "name"}),
            error_messages={"required": _("Fill in your name.")},
        ),
        EDITORS,
    )
    contact_address = asked(
        AddressField(help_text=_("We send you a link with which you can go on later, and a confirmation.")), EDITORS
    )
    contact_organisation = asked(
        forms.CharField(
            label=_("Your organisation"),
            max_length=200,
            help_text=_("A municipality is an organisation too."),
            widget=forms.TextInput(attrs={"autocomplete": "organization"}),
            error_messages={"required": _("Fill in the name of your organisation.")},
        ),
        EDITORS,
    )
    municipality = asked(
        forms.ChoiceField(
            label=_("For which municipality do you fill this in?"),
            help_text=_("We see from it which municipalities have answered."),
            error_messages={"required": _("Choose a municipality, or “not for one municipality”.")},
        )
    )
    reports = asked(
        forms.ChoiceField(
            label=_("What do you want to report?"),
            widget=forms.RadioSelect,
            help_text=_("Do you have more projects? Fill in the form once for each."),
            error_messages={"required": _("Choose what you want to report.")},
        ),
        EDITORS,
    )

    def build_fields(self):
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


class ProjectForm(StepForm):
    """What the project is."""

    title = asked(
        forms.CharField(
            label=_("Name of the project"),
            max_length=255,
            error_messages={"required": _("Fill in the name of the project.")},
        )
    )
    summary = asked(
        TextField(
            label=_("In short"),
            rows=3,
            max_length=LONGEST_SUMMARY,
            help_text=_("What happens, for whom, and why? In at most 300 characters; it stands in lists."),
            error_messages={"required": _("Describe in short what the project is.")},
        )
    )
    description = asked(
        TextField(
            label=_("Description"),
            rows=8,
            required=False,
            help_text=_("As long as you like. An empty line begins a new paragraph. Leave out names of clients."),
        )
    )
    status = asked(
        forms.ChoiceField(
            label=_("How far along is it?"),
            choices=STATUSES,
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose how far along the project is.")},
        )
    )
    starts = asked(MonthField(label=_("Beginning"), required=False))
    ends = asked(
        MonthField(label=_("End"), required=False, help_text=_("Leave it empty when there is no end in sight."))
    )
    website = asked(
        forms.URLField(
            label=_("Website of the project"),
            required=False,
            assume_scheme="https",
            max_length=500,
            widget=forms.URLInput(attrs={"inputmode": "url", "autocomplete": "url"}),
            error_messages={"invalid": _("This is no web address. Write it as https://www.example.nl.")},
        )
    )

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


class AboutForm(StepForm):
    """About what and for whom the project is, and who takes part."""

    themes = _ticks(
        label=_("Which themes is it about?"),
        required=True,
        error_messages={"required": _("Choose at least one theme.")},
    )
    audiences = _ticks(label=_("For whom is what you learn useful?"))
    laws = _ticks(label=_("Which laws does it concern?"))
    municipalities = _ticks(
        label=_("Which municipalities take part?"),
        error_messages={"required": _("Choose at least one municipality.")},
    )
    lead_organisation = asked(
        forms.CharField(
            label=_("Which organisation leads the project?"),
            max_length=200,
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
            error_messages={"required": _("Fill in which organisation leads the project.")},
        )
    )
    partners = asked(
        LinesField(
            label=_("Which organisations take part?"),
            required=False,
            help_text=_("One name on each line. Only organisations, no people."),
        )
    )

    def build_fields(self):
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


class LearnForm(StepForm):
    """What others can learn from the project, and what it looks for in others."""

    results = asked(
        TextField(
            label=_("What did you learn, and for whom is that useful?"),
            required=False,
            rows=6,
            help_text=_("What did not work is worth telling too."),
        )
    )
    wanted = asked(
        TextField(
            label=_("What are you looking for in others?"),
            required=False,
            help_text=_("Such as a partner, a researcher, or the experience of another municipality."),
        )
    )
    open_for_contact = asked(
        forms.BooleanField(
            label=_("Others may send me a message about this project"),
            required=False,
            help_text=_("The message comes by mail. They do not see your address unless you answer."),
        )
    )
    files = asked(
        UploadField(
            label=_("Files"),
            most=MOST_FILES,
            required=False,
            help_text=_("A report, a picture or a presentation. At most five."),
        ),
        EDITORS,
    )
