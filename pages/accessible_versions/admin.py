"""The inbox of requests for an accessible version, and the task that says on the dashboard how many wait."""

from django import forms
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, HelpPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import register_permission_policy

from pages.editors_tasks import PermittedTask, day_of
from pages.models import AccessibleVersionRequest
from pages.permission_policies import NoAddOrDeletePolicy

register_permission_policy(AccessibleVersionRequest, NoAddOrDeletePolicy(AccessibleVersionRequest))


class HandledForm(WagtailAdminModelForm):
    """Whether a request was answered; the day follows."""

    is_handled = forms.BooleanField(label=_("Answered"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["is_handled"].initial = bool(self.instance.handled_at)

    def save(self, commit=True):
        """Keep when it was answered; unticked it waits again."""
        if self.cleaned_data["is_handled"]:
            self.instance.handled_at = self.instance.handled_at or timezone.now()
        else:
            self.instance.handled_at = None
        return super().save(commit)


class RequestIndexView(IndexView):
    """The requests, those that wait first."""

    def get_base_queryset(self):
        """Return all requests with `is_answered`: databases differ on where they sort NULL."""
        return super().get_base_queryset().annotate(is_answered=Q(handled_at__isnull=False))


class RequestViewSet(ModelViewSet):
    """The list with what waits first, and the page of one request."""

    model = AccessibleVersionRequest
    name = "accessible_version_requests"
    url_prefix = "accessible-versions"
    icon = "mail"
    menu_label = _("Accessible versions")
    menu_hook = "register_reports_menu_item"
    menu_order = 920
    menu_item_is_registered = True
    # No copies of personal data outside its own table.
    add_to_reference_index = False
    copy_view_enabled = False
    index_view_class = RequestIndexView
    list_display = [
        "file",
        Column("need", label=_("What somebody needs")),
        Column("address", label=_("Email address")),
        DateColumn("created_at", label=_("Asked"), sort_key="created_at"),
        BooleanColumn("is_answered", label=_("Answered"), sort_key="is_answered"),
    ]
    list_per_page = 50
    search_fields = ["file", "address_key"]
    search_backend_name = None
    ordering = ["is_answered", "-created_at"]
    edit_handler = ObjectList(
        [
            HelpPanel(content=_("Answer by mail, and tick below that you did. Ninety days later it is deleted.")),
            FieldPanel("file", read_only=True),
            FieldPanel("need", read_only=True),
            FieldPanel("name", read_only=True),
            FieldPanel("address", read_only=True),
            FieldPanel("created_at", read_only=True),
            FieldPanel("is_handled"),
        ],
        base_form_class=HandledForm,
    )


class OpenRequests(PermittedTask):
    """Requests for an accessible version that nobody answered yet, the oldest first."""

    name = "accessible-versions"
    model = AccessibleVersionRequest
    heading = _("Readers who ask for an accessible version")
    done = _("Every request for an accessible version is answered.")
    icon = "mail"
    order = 215

    def narrow(self, rows, user):
        return rows.filter(handled_at=None).order_by("created_at", "pk")

    def title(self, row):
        return row.file

    def note(self, row):
        return day_of(row.created_at)

    def edit_url(self, row):
        return reverse("accessible_version_requests:edit", args=[row.pk])
