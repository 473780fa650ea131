"""The core questions of the form, each declared once.

A declaration says how a question is asked (label, help, widget, checks), who sees the answer, which part of a project
it fills, its column in exports and its field in the open data. Forms, summaries, the desk, exports, open data and the
prefilling of updates all derive from it: a new question is one entry here, and its column on ProjectPage.
"""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from inventory.form import choices
from inventory.form.project_parts import (
    BodyPart,
    FlagPart,
    LeadOrganisationPart,
    PartnersPart,
    PeriodPart,
    RecordsPart,
    StatusPart,
    SubjectsPart,
    TextPart,
    ThemesPart,
    TitlePart,
    WebsitePart,
)
from inventory.form.question_type import FLAG, LINK, Column, OpenData, Question
from inventory.models import ProjectPage, Visibility
from pages.questions.fields import LinesField, MonthField, TextField, UploadField
from visitors.addresses import AddressField

# Steps of the form, by their slugs in addresses.
WHO, PROJECT_STEP, ABOUT, LEARN = "wie", "project", "waarover", "leren"
# What somebody reports.
PROJECT, NO_PROJECT = "project", "no-project"
LONGEST_SUMMARY = 300  # characters in the form
MOST_FILES = 5
STATUSES = [choice for choice in ProjectPage.Status.choices if choice[0] != ProjectPage.Status.UNKNOWN]


def questions_of_step(slug):
    """Return the Questions of a step in their order."""
    return [question for question in QUESTIONS if question.step == slug]


def project_parts():
    """Return the ProjectParts that questions fill, each once, in the order in which editors compare them."""
    parts = dict.fromkeys(question.part for question in QUESTIONS if question.part)
    return sorted(parts, key=lambda part: part.position)


def exported_questions(*, is_personal):
    """Return the Questions with a column in exports, in the order of the columns."""
    found = [question for question in QUESTIONS if question.column and question.column.is_personal == is_personal]
    return sorted(found, key=lambda question: question.column.position)


def _municipality_in_words(submission):
    if submission.municipality_id:
        return submission.municipality.name
    return gettext("not for one municipality") if submission.answers.get("regional") else ""


def _reports_in_words(submission):
    reports = {PROJECT: capfirst(gettext("a project")), NO_PROJECT: capfirst(gettext("no project"))}
    return reports.get(submission.answers.get("reports"), "")


def _ticks(**options):
    return forms.MultipleChoiceField(**{"required": False, "widget": forms.CheckboxSelectMultiple, **options})


BODY = BodyPart("body", _("Description and results"), position=3, keys=("description", "results"))
PERIOD = PeriodPart("period", _("Period"), position=5, keys=("starts", "ends"))

QUESTIONS = [
    Question(
        "contact_name",
        WHO,
        forms.CharField(
            label=_("Your name"),
            max_length=120,
            widget=forms.TextInput(attrs={"autocomplete": "name"}),
            error_messages={"required": _("Fill in your name.")},
        ),
        Visibility.EDITORS,
        is_column=True,
        column=Column(1, _("Name"), is_personal=True),
    ),
    Question(
        "contact_address",
        WHO,
        AddressField(help_text=_("We send you a link with which you can go on later, and a confirmation.")),
        Visibility.EDITORS,
        is_column=True,
        column=Column(2, _("Email address"), is_personal=True),
    ),
    Question(
        "contact_organisation",
        WHO,
        forms.CharField(
            label=_("Your organisation"),
            max_length=200,
            help_text=_("A municipality is an organisation too."),
            widget=forms.TextInput(attrs={"autocomplete": "organization"}),
            error_messages={"required": _("Fill in the name of your organisation.")},
        ),
        Visibility.EDITORS,
        is_column=True,
        column=Column(3, _("Organisation"), is_personal=True),
    ),
    Question(
        "municipality",
        WHO,
        forms.ChoiceField(
            label=_("For which municipality do you fill this in?"),
            help_text=_("We see from it which municipalities have answered."),
            error_messages={"required": _("Choose a municipality, or “not for one municipality”.")},
        ),
        words=_municipality_in_words,
    ),
    Question(
        "reports",
        WHO,
        forms.ChoiceField(
            label=_("What do you want to report?"),
            widget=forms.RadioSelect,
            help_text=_("Do you have more projects? Fill in the form once for each."),
            error_messages={"required": _("Choose what you want to report.")},
        ),
        Visibility.EDITORS,
        words=_reports_in_words,
    ),
    Question(
        "title",
        PROJECT_STEP,
        forms.CharField(
            label=_("Name of the project"),
            max_length=255,
            error_messages={"required": _("Fill in the name of the project.")},
        ),
        is_column=True,
        part=TitlePart("title", _("Title"), position=1),
        column=Column(10),
        open_data=OpenData(_("Name of the project."), column="title"),
    ),
    Question(
        "summary",
        PROJECT_STEP,
        TextField(
            label=_("In short"),
            rows=3,
            max_length=LONGEST_SUMMARY,
            help_text=_("What happens, for whom, and why? In at most 300 characters; it stands in lists."),
            error_messages={"required": _("Describe in short what the project is.")},
        ),
        part=TextPart("summary", _("Summary"), position=2, longest=600),
        column=Column(11),
        open_data=OpenData(_("What it is, in two or three sentences."), column="summary"),
    ),
    Question(
        "description",
        PROJECT_STEP,
        TextField(
            label=_("Description"),
            rows=8,
            required=False,
            help_text=_("As long as you like. An empty line begins a new paragraph. Leave out names of clients."),
        ),
        part=BODY,
        column=Column(12, _("Description")),
        open_data=OpenData(_("The text on the project's page, without layout. Email addresses are left out.")),
    ),
    Question(
        "status",
        PROJECT_STEP,
        forms.ChoiceField(
            label=_("How far along is it?"),
            choices=STATUSES,
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose how far along the project is.")},
        ),
        names=lambda: dict(ProjectPage.Status.choices),
        part=StatusPart("status", _("Status"), position=4),
        column=Column(18),
        open_data=OpenData(_("idea, starting, running, finished, stopped or unknown."), column="status"),
    ),
    Question(
        "starts",
        PROJECT_STEP,
        MonthField(label=_("Beginning"), required=False),
        part=PERIOD,
        column=Column(15, _("Begins")),
        open_data=OpenData(_("The first year, month or day of the period (ISO 8601); empty when none was given.")),
    ),
    Question(
        "ends",
        PROJECT_STEP,
        MonthField(label=_("End"), required=False, help_text=_("Leave it empty when there is no end in sight.")),
        part=PERIOD,
        column=Column(16, _("Ends")),
        open_data=OpenData(
            _("The last year, month or day of the period; empty when none was given or it still goes on."),
        ),
    ),
    Question(
        "website",
        PROJECT_STEP,
        forms.URLField(
            label=_("Website of the project"),
            required=False,
            assume_scheme="https",
            max_length=500,
            widget=forms.URLInput(attrs={"inputmode": "url", "autocomplete": "url"}),
            error_messages={"invalid": _("This is no web address. Write it as https://www.example.nl.")},
        ),
        part=WebsitePart("website", _("Website"), position=6),
        column=Column(17),
        open_data=OpenData(_("Website of the project itself."), LINK),
    ),
    Question(
        "themes",
        ABOUT,
        _ticks(
            label=_("Which themes is it about?"),
            required=True,
            error_messages={"required": _("Choose at least one theme.")},
        ),
        names=choices.theme_names,
        part=ThemesPart("themes", _("Themes"), position=9, key="translation_key"),
        column=Column(19),
        open_data=OpenData(_("Names of the themes."), is_list=True),
    ),
    Question(
        "subjects",
        ABOUT,
        _ticks(
            label=_("Which subjects is it about?"),
            help_text=_("Those that fit what you wrote so far stand first. Readers find your project by them."),
        ),
        names=choices.subject_names,
        part=SubjectsPart("subjects", _("Subjects"), position=10, key="slug"),
        column=Column(20),
        open_data=OpenData(_("Which subjects, as short names: armoede, mantelzorg."), is_list=True),
    ),
    Question(
        "audiences",
        ABOUT,
        _ticks(label=_("For whom is what you learn useful?")),
        names=choices.audience_names,
        part=RecordsPart("audiences", _("Audiences"), position=11, key="slug"),
        column=Column(21),
        open_data=OpenData(_("For whom, as short names: wijkteams, inwoners."), is_list=True),
    ),
    Question(
        "laws",
        ABOUT,
        _ticks(label=_("Which laws does it concern?")),
        names=choices.law_names,
        part=RecordsPart("laws", _("Laws"), position=12, key="slug"),
        column=Column(22),
        open_data=OpenData(_("Which laws, as short names: wmo, jeugdwet, participatiewet."), is_list=True),
    ),
    Question(
        "municipalities",
        ABOUT,
        _ticks(
            label=_("Which municipalities take part?"),
            error_messages={"required": _("Choose at least one municipality.")},
        ),
        names=choices.municipality_names,
        part=RecordsPart("municipalities", _("Municipalities"), position=13, key="code"),
        column=Column(23),
        open_data=OpenData(_("Where, as codes of Statistics Netherlands (CBS): GM0344."), is_list=True),
    ),
    Question(
        "lead_organisation",
        ABOUT,
        forms.CharField(
            label=_("Which organisation leads the project?"),
            max_length=200,
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
            error_messages={"required": _("Fill in which organisation leads the project.")},
        ),
        part=LeadOrganisationPart("lead_organisation", _("Lead organisation"), position=7),
        column=Column(24),
        open_data=OpenData(_("Name of the organisation that leads it.")),
    ),
    Question(
        "partners",
        ABOUT,
        LinesField(
            label=_("Which organisations take part?"),
            required=False,
            help_text=_("One name on each line. Only organisations, no people."),
        ),
        part=PartnersPart("partners", _("Partners"), position=8),
        column=Column(25),
        open_data=OpenData(_("Names of the organisations that take part."), is_list=True),
    ),
    Question(
        "results",
        LEARN,
        TextField(
            label=_("What did you learn, and for whom is that useful?"),
            required=False,
            rows=6,
            help_text=_("What did not work is worth telling too."),
        ),
        part=BODY,
        column=Column(13, _("What others can learn")),
    ),
    Question(
        "wanted",
        LEARN,
        TextField(
            label=_("What are you looking for in others?"),
            required=False,
            help_text=_("Such as a partner, a researcher, or the experience of another municipality."),
        ),
        part=TextPart("wanted", _("Help wanted"), position=14),
        column=Column(14),
        open_data=OpenData(_("What the project looks for in others."), column="wanted"),
    ),
    Question(
        "open_for_contact",
        LEARN,
        forms.BooleanField(
            label=_("Others may send me a message about this project"),
            required=False,
            help_text=_("The message comes by mail. They do not see your address unless you answer."),
        ),
        part=FlagPart("open_for_contact", _("Open for contact"), position=15),
        column=Column(26),
        open_data=OpenData(
            _("Whether its people said that they want to get messages through this site."),
            FLAG,
            column="open_for_contact",
        ),
    ),
    Question(
        "files",
        LEARN,
        UploadField(
            label=_("Files"),
            most=MOST_FILES,
            required=False,
            help_text=_("A report, a picture or a presentation. At most five."),
        ),
        Visibility.EDITORS,
    ),
]
