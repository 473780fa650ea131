"""Admin views and forms with which an editor decides about a submission. A refused form keeps what was typed."""

from abc import ABC, abstractmethod
from dataclasses import dataclass

from django import forms
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin import messages

from inventory.desk import publishing, workflow
from inventory.desk.queue_views import INDEX, DeskView, name_of, similar_to, url_of
from inventory.desk.submitted_values import SubmittedValues
from inventory.form import choices
from inventory.form.core_forms import suggested_subjects
from inventory.form.steps import is_about_project
from inventory.models import ProjectPage
from inventory.organisation_names import LEAVE_OUT, NEW
from pages.subjects import subjects_of

SUBJECTS = "subjects"  # the question, and its part of a project
FOUND = 10  # projects that a search by title shows


LONGEST_TEXT = 4000  # characters


@dataclass(frozen=True)
class Line:
    """One part of a project: `current` and `sent` are lines of text, empty when there is no value."""

    name: str
    label: str
    current: list
    sent: list

    @property
    def is_changed(self):
        """True when what was sent differs."""
        return self.current != self.sent

    @property
    def mark(self):
        """How they differ, in a word."""
        if not self.is_changed:
            return gettext("The same")
        if not self.current:
            return gettext("New")
        return gettext("Changed") if self.sent else gettext("Emptied")


def compare(sent, page):
    """Return a Line for each part of a project that SubmittedValues answer."""
    return [
        Line(
            part.name,
            str(part.label),
            part.show(part.current(page)),
            part.show_sent(part.sent(sent), sent),
        )
        for part in publishing.list_parts()
        if part.is_sent(sent)
    ]


class DecisionForm(forms.Form):
    """Carries the last event that the editor has seen (optimistic locking), so that a newer one is not overlooked."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    @property
    def event_seen(self):
        """The primary key of that event."""
        return self.cleaned_data["seen"]


class ReasonForm(DecisionForm):
    """A text for the submitter."""

    text = forms.CharField(max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 6}))

    def __init__(self, *args, label, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].label = label


class AcceptForm(DecisionForm):
    """Corrects the subjects, maps unknown names to organisations, and chooses files to publish as attachments.

    known: the subjects (slugs) of the project that is there already, for a submission that says none.
    """

    def __init__(self, *args, submission, known=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.names = {}
        sent = SubmittedValues(submission)
        if is_about_project(submission):
            chosen = sent.list_of(SUBJECTS) if sent.is_asked(SUBJECTS) else list(known)
            self.fields[SUBJECTS] = subjects_field(submission, chosen)
        for number, name in enumerate(sent.organisation_names):
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
        """{name as typed: choice}, for organisation_names.OrganisationNames."""
        return {name: self.cleaned_data[field] for field, name in self.names.items()}

    @property
    def edited(self):
        """{question: answer} of what the editor chose otherwise than was sent, for SubmittedValues."""
        return {name: self.cleaned_data[name] for name in self.changed_data if name == SUBJECTS}


class CompareForm(AcceptForm):
    """Chooses the parts to publish; those that changed are ticked initially."""

    seen_revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, lines, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["fields"] = forms.MultipleChoiceField(
            choices=[(line.name, line.label) for line in lines],
            initial=[line.name for line in lines if line.is_changed and line.sent],
            required=False,
        )


def subjects_field(submission, chosen):
    """Return the field with all subjects; first what is chosen (slugs), then what fits the words of a submission."""
    names = choices.subject_names()
    chosen = [slug for slug in chosen if slug in names]
    order = dict.fromkeys([*chosen, *suggested_subjects(submission), *names])
    return forms.MultipleChoiceField(
        label=_("Subjects"),
        help_text=_("What was sent is ticked; what fits its words comes next. Your choice is what is published."),
        choices=[(slug, names[slug]) for slug in order],
        initial=chosen,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "desk-subjects"}),
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


class DecisionView(ABC, DeskView, FormView):
    """A page with one form and one button; `take` performs the transition."""

    form_class = DecisionForm
    template_name = "inventory/desk/decision.html"
    button = ""
    is_serious = False
    done = ""

    def get_page_subtitle(self):
        """Return the name of the submission."""
        return name_of(self.submission)

    def get_initial(self):
        """Return the last event in the history, which the editor sees."""
        return {"seen": workflow.latest_event(self.submission)}

    def get_context_data(self, **kwargs):
        """Return the context with the words of the button and of the page."""
        return super().get_context_data(**kwargs) | {
            "button": self.button,
            "explanation": self.explain(),
            "is_serious": self.is_serious,
            "back": url_of(self.submission),
        }

    def explain(self):
        """Return what will happen, as a sentence."""
        return ""

    @abstractmethod
    def take(self, form):
        """Perform the transition; raises TransitionNotAllowed."""

    def form_valid(self, form):
        """Perform the transition, or show the form again with the reason why it is not allowed."""
        try:
            taken = self.take(form)
        except workflow.TransitionNotAllowed as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        buttons = []
        if isinstance(taken, ProjectPage):
            buttons = [
                messages.button(taken.url, gettext("Look at the project")),
                messages.button(reverse("wagtailadmin_pages:edit", args=[taken.pk]), gettext("Edit")),
            ]
        messages.success(self.request, self.done, buttons=buttons)
        return redirect(INDEX)


class AskBackView(DecisionView):
    """Asks the submitter something."""

    page_title = _("Ask back")
    form_class = ReasonForm
    button = _("Send the question")
    done = _("The question was sent. The submission waits for the answer.")

    def get_form_kwargs(self):
        """Return what the form is made with."""
        return super().get_form_kwargs() | {"label": _("Your question")}

    def explain(self):
        return gettext(
            "The submitter gets a mail with the question, and answers or changes the text by a private link."
        )

    def take(self, form):
        workflow.ask_back(self.submission, self.request.user, form.cleaned_data["text"], seen=form.event_seen)


class DeclineView(DecisionView):
    """Declines a submission."""

    page_title = _("Decline")
    form_class = ReasonForm
    button = _("Decline and tell why")
    is_serious = True
    done = _("The submission was declined, and the submitter told why.")

    def get_form_kwargs(self):
        """Return what the form is made with."""
        return super().get_form_kwargs() | {"label": _("The reason, as the submitter will read it")}

    def explain(self):
        return gettext("Nothing is published. You can reopen the submission later.")

    def take(self, form):
        workflow.decline(self.submission, self.request.user, form.cleaned_data["text"], seen=form.event_seen)


class ReopenView(DecisionView):
    """Puts a submission back on the desk."""

    page_title = _("Reopen")
    button = _("Reopen")
    done = _("The submission waits for a decision again.")

    def explain(self):
        return gettext("The submission waits for a decision again. The submitter gets no mail about it.")

    def take(self, form):
        workflow.reopen(self.submission, self.request.user, seen=form.event_seen)


class AcceptView(DecisionView):
    """Publishes a submission as a new project, or stores its needs only."""

    page_title = _("Accept")
    form_class = AcceptForm
    template_name = "inventory/desk/accept.html"
    done = _("The submission was accepted, and the submitter told so.")

    @property
    def button(self):
        """The words of the button."""
        return gettext("Publish") if is_about_project(self.submission) else gettext("Take in")

    def get_form_kwargs(self):
        """Return what the form is made with."""
        return super().get_form_kwargs() | {"submission": self.submission}

    def get_context_data(self, **kwargs):
        """Return the context with what looks alike: it may be there already."""
        is_project = is_about_project(self.submission)
        return super().get_context_data(**kwargs) | {
            "similar": similar_to(self.submission) if is_project else [],
            "needs": SubmittedValues(self.submission).needs,
        }

    def explain(self):
        if is_about_project(self.submission):
            return gettext(
                "The project is published at once, and its submitter becomes the owner, who gets a mail with a private "
                "link to keep it up to date."
            )
        return gettext("The needs count in the overview at once. The submitter gets a mail.")

    def take(self, form):
        return workflow.accept_as_new(
            self.submission,
            self.request.user,
            choices=form.organisation_choices,
            edited=form.edited,
            files=form.cleaned_data.get("files", ()),
            seen=form.event_seen,
        )


class CompareView(DecisionView):
    """Compares a submission with a project; publishes the chosen parts, or merges both."""

    page_title = _("Compare with a project")
    form_class = CompareForm
    template_name = "inventory/desk/compare.html"
    done = _("The project was changed, and the submitter told so.")

    @cached_property
    def project(self):
        """The ProjectPage to compare with: the chosen one, else that of the submission; None when there is none."""
        chosen = self.request.GET.get("project", "")
        pk = int(chosen) if chosen.isdecimal() and len(chosen) < 19 else self.submission.project_id
        rows = ProjectPage.objects.filter(alias_of=None).select_related("lead_organisation", "latest_revision__user")
        return rows.filter(pk=pk).first()

    @cached_property
    def lines(self):
        """The fields side by side."""
        return compare(SubmittedValues(self.submission), self.project) if self.project else []

    def get_form_kwargs(self):
        """Return what the form is made with."""
        known = [subject.slug for subject in subjects_of(self.project)] if self.project else []
        return super().get_form_kwargs() | {"submission": self.submission, "lines": self.lines, "known": known}

    def get_initial(self):
        """Return also the revision that is compared with."""
        revision = self.project.latest_revision_id if self.project else None
        return super().get_initial() | {"seen_revision": revision}

    def get_context_data(self, **kwargs):
        """Return the context with the lines, why nothing can be published now, and projects to choose from."""
        words = self.request.GET.get("title", "").strip()[:100]
        found = ProjectPage.objects.filter(alias_of=None, title__icontains=words).order_by("title", "pk")[:FOUND]
        context = super().get_context_data(**kwargs)
        chosen = set(context["form"]["fields"].value() or [])
        return context | {
            "project": self.project,
            "lines": [(line, line.name in chosen) for line in self.lines],
            "why_not": publishing.why_not_publish(self.project, self.request.user) if self.project else "",
            "is_owner": workflow.is_owner(self.submission, self.project) if self.project else False,
            "similar": similar_to(self.submission),
            "searched": words,
            "found": found if words else [],
        }

    def take(self, form):
        common = {
            "choices": form.organisation_choices,
            "edited": form.edited,
            "files": form.cleaned_data.get("files", ()),
            "seen": form.event_seen,
            "seen_revision": form.cleaned_data["seen_revision"],
        }
        if "merge" in self.request.POST:
            return workflow.merge(self.submission, self.request.user, self.project, **common)
        # What an editor changed need not be ticked too.
        fields = [*form.cleaned_data["fields"], *form.edited]
        if not fields:
            raise workflow.TransitionNotAllowed(
                gettext("Tick what is to be taken over, or choose to add what is missing.")
            )
        return workflow.accept_as_update(self.submission, self.request.user, fields, project=self.project, **common)
