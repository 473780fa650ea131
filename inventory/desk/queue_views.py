"""Admin views: the queue of submissions, and the page of one submission."""

from django.db.models import Case, Count, IntegerField, Value, When
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.ui.tables import TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import HeaderButton

from inventory.desk import workflow
from inventory.desk.history import list_history
from inventory.form.answers import describe
from inventory.form.steps import is_about_project
from inventory.matching.similar import find_similar
from inventory.models import Submission, SubmissionFile

INDEX = "inventory_desk:index"
Status = Submission.Status
# What waits for an editor stands first, then what waits for somebody else, then what is done.
RANKS = {Status.SUBMITTED: 0, Status.ASKED_BACK: 1, Status.UNCONFIRMED: 1, Status.DRAFT: 3}


class NameColumn(TitleColumn):
    """What a submission is called, with the link to its page."""


def url_of(submission):
    """Return the address of the page of a submission."""
    return reverse("inventory_desk:inspect", args=[submission.pk])


def name_of(submission):
    """Return the title with the reference; of a draft, which was not sent to us yet, the reference only."""
    if submission.status == Status.DRAFT or not submission.title:
        return submission.reference
    return f"{submission.title} ({submission.reference})"


def kind_of(submission):
    """Return what kind of report it is, in a word or two."""
    if submission.status == Status.DRAFT:
        return "–"
    if not is_about_project(submission):
        return gettext("Only needs")
    if submission.project_id and submission.status in workflow.UNDECIDED:
        return gettext("Update")
    return gettext("Project")


def handler_of(submission):
    """Return the name of the editor who takes care of it."""
    user = submission.handler
    return (user.get_full_name() or user.get_username()) if user else "–"


def is_waiting(submission):
    """Return whether it waits for an editor."""
    return submission.status == Status.SUBMITTED


class QueueView(IndexView):
    """The queue: what waits for an editor first, the longest waiting on top."""

    page_title = _("Submissions")

    def get_base_queryset(self):
        """Return the submissions with what a row shows, in one query."""
        rank = Case(
            *(When(status=status, then=Value(rank)) for status, rank in RANKS.items()),
            default=Value(2),
            output_field=IntegerField(),
        )
        rows = Submission.objects.for_editors().select_related("municipality", "round", "handler").annotate(rank=rank)
        return rows.order_by("rank", "submitted_at", "pk")

    def search_queryset(self, queryset):
        """Search in what was sent to us: drafts are not ours to read yet."""
        found = super().search_queryset(queryset)
        return found.exclude(status=Status.DRAFT) if self.is_searching else found

    def get_context_data(self, *args, **kwargs):
        """Return the context with the numbers per state."""
        counts = dict(Submission.objects.for_editors().order_by().values_list("status").annotate(Count("pk")))
        chosen = self.request.GET.getlist("status")
        return super().get_context_data(*args, **kwargs) | {
            "states": [
                {"value": value, "label": label, "number": counts.get(value, 0), "is_chosen": chosen == [value]}
                for value, label in Status.choices
            ],
            "index": reverse(INDEX),
        }

    @cached_property
    def header_more_buttons(self):
        """The queue as it is filtered now, as a file; the response to rounds."""
        query = self.request.GET.urlencode()
        return [
            HeaderButton(
                gettext("Export"), url=f"{reverse('inventory_desk:export')}?{query}", icon_name="download", priority=10
            )
        ]


class DeskView(PermissionCheckedMixin, WagtailAdminTemplateMixin):
    """Base of the pages of one submission: permission, the submission, breadcrumbs."""

    model = Submission
    permission_required = "handle"
    header_icon = "form"

    @cached_property
    def submission(self):
        """The Submission of the address of the page."""
        rows = Submission.objects.for_editors().select_related(
            "round__locale", "municipality", "project__latest_revision__user", "handler"
        )
        return get_object_or_404(rows.prefetch_related("files", "round__questions"), pk=self.kwargs["pk"])

    def get_breadcrumbs_items(self):
        """Return the path: home, the queue, the submission, this page."""
        items = [*self.breadcrumbs_items, {"url": reverse(INDEX), "label": gettext("Submissions")}]
        own = {"url": url_of(self.submission), "label": name_of(self.submission)}
        if self.get_page_title() == own["label"]:
            return [*items, own | {"url": ""}]
        return [*items, own, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs):
        """Return the context with the submission."""
        return super().get_context_data(**kwargs) | {"submission": self.submission}


class DetailView(DeskView, TemplateView):
    """All that was sent with who sees it, the files, the history, what looks alike, and what can be done."""

    template_name = "inventory/desk/detail.html"

    def get_page_title(self):
        """Return the name of the submission."""
        return name_of(self.submission)

    def get_context_data(self, **kwargs):
        """Return the context; of a draft nothing is shown but its history."""
        submission = self.submission
        is_draft = submission.status == Status.DRAFT
        return super().get_context_data(**kwargs) | {
            "is_draft": is_draft,
            "kind": kind_of(submission),
            "handler": handler_of(submission),
            "sections": [] if is_draft else describe(submission),
            "files": [] if is_draft else submission.files.all(),
            "history": list_history(submission),
            "similar": [] if is_draft or not is_about_project(submission) else similar_to(submission),
            "actions": list_actions(submission),
            "can_assign": submission.status in workflow.UNDECIDED and submission.handler_id != self.request.user.pk,
        }


def similar_to(submission):
    """Return the Similar projects of a submission (matching.similar)."""
    answers = submission.answers

    def texts(key):
        values = answers.get(key)
        return [str(value) for value in values] if isinstance(values, list) else []

    return find_similar(
        submission.title,
        str(answers.get("summary") or ""),
        texts("themes"),
        texts("audiences"),
        texts("municipalities"),
        exclude=submission.project,
    )


def list_actions(submission):
    """Return the actions that a submission allows now, as (URL name, label)."""
    accept = gettext("Accept as a new project") if is_about_project(submission) else gettext("Take in the needs")
    labels = {
        "accept": accept,
        "compare": gettext("Compare with a project"),
        "ask_back": gettext("Ask back"),
        "decline": gettext("Decline"),
        "reopen": gettext("Reopen"),
    }
    names = {
        Status.SUBMITTED: ["accept", "compare", "ask_back", "decline"],
        Status.ASKED_BACK: ["reopen", "decline"],
        Status.UNCONFIRMED: ["reopen"],
        Status.DECLINED: ["reopen"],
    }.get(submission.status, [])
    if submission.status == Status.SUBMITTED:
        if not is_about_project(submission):
            names = [name for name in names if name != "compare"]
        elif submission.project_id:
            names = [name for name in names if name != "accept"]
            labels["compare"] = gettext("Compare and update")
    if submission.status in (Status.ASKED_BACK, Status.UNCONFIRMED):
        labels["reopen"] = gettext("Take the question back")
    return [(name, labels[name]) for name in names]


class AssignView(DeskView, View):
    """Makes the user the handler of a submission."""

    def post(self, request, *args, **kwargs):
        """Assign it."""
        try:
            workflow.assign(self.submission, request.user)
        except workflow.TransitionNotAllowed as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, gettext("You take care of this submission."))
        return redirect(url_of(self.submission))


class FileView(DeskView, View):
    """A file of a submission, as a download only: its content is not trusted."""

    def get(self, request, *args, **kwargs):
        """Return the file; of a draft there is none."""
        rows = SubmissionFile.objects.filter(submission__in=Submission.objects.readable_by_editors())
        file = get_object_or_404(rows, pk=kwargs["file_pk"], submission=kwargs["pk"])
        response = FileResponse(file.file.open("rb"), as_attachment=True, filename=file.name)
        response["Content-Type"] = file.content_type or "application/octet-stream"
        response["Cache-Control"] = "private, no-store"
        return response
