"""The viewset of submissions in the admin menu “Inventory”."""

import django_filters
from django import forms
from django.contrib.auth import get_user_model
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import register_permission_policy

from inventory.desk import decisions, exports, queue_views
from inventory.models import InventoryRoundPage, Submission
from network.models import Municipality
from pages.permission_policies import HandlePolicy

MINE, NOBODY = "mine", "nobody"


register_permission_policy(Submission, HandlePolicy(Submission))


def list_rounds(request):
    """Return the rounds in the main language, the newest first."""
    return InventoryRoundPage.objects.filter(alias_of=None).order_by("-opens_at", "-pk")


class SubmissionFilterSet(WagtailFilterSet):
    """Filters by status, round, municipality and handler."""

    status = django_filters.MultipleChoiceFilter(
        label=_("State"), choices=Submission.Status.choices, widget=forms.CheckboxSelectMultiple
    )
    round = django_filters.ModelChoiceFilter(label=_("Round"), queryset=list_rounds)
    municipality = django_filters.ModelChoiceFilter(
        label=_("Municipality"), queryset=Municipality.objects.filter(submissions__isnull=False).distinct()
    )
    handler = django_filters.ChoiceFilter(label=_("Taken care of by"), method="handled_by", choices=[])

    class Meta:
        model = Submission
        fields = ["status", "round", "municipality", "handler"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        users = get_user_model().objects.filter(pk__in=Submission.objects.values("handler")).order_by("last_name", "pk")
        known = [(str(user.pk), user.get_full_name() or user.get_username()) for user in users]
        self.filters["handler"].field.choices = [
            ("", gettext("All")),
            (MINE, gettext("Me")),
            (NOBODY, gettext("Nobody")),
            *known,
        ]

    def handled_by(self, queryset, name, value):
        """Keep what the user, nobody, or a certain editor takes care of."""
        if value == NOBODY:
            return queryset.filter(handler=None)
        return queryset.filter(handler=self.request.user.pk if value == MINE else value)


class SubmissionViewSet(ModelViewSet):
    """The queue with filters, search and export; the page of one submission with its actions."""

    model = Submission
    name = "inventory_desk"
    url_prefix = "inventory/submissions"
    icon = "form"
    menu_label = _("Submissions")
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    form_fields = ["title"]
    index_view_class = queue_views.QueueView
    list_display = [
        queue_views.NameColumn(
            "name", label=_("Title"), get_url=queue_views.url_of, accessor=queue_views.name_of, sort_key="title"
        ),
        StatusTagColumn(
            "status",
            label=_("State"),
            accessor="get_status_display",
            sort_key="status",
            primary=queue_views.is_waiting,
        ),
        Column("kind", label=_("Kind"), accessor=queue_views.kind_of),
        Column("municipality", label=_("Municipality"), sort_key="municipality__name"),
        Column("round", label=_("Round"), accessor=lambda row: row.round.title if row.round_id else "–"),
        Column("handler", label=_("Taken care of by"), accessor=queue_views.handler_of),
        DateColumn("submitted_at", label=_("Sent"), sort_key="submitted_at"),
    ]
    list_per_page = 50
    search_fields = ["title", "reference", "contact_name", "contact_organisation", "contact_key"]
    search_backend_name = None
    filterset_class = SubmissionFilterSet

    def get_index_view_kwargs(self, **kwargs):
        """Return what the queue is made with; its template shows the numbers per state."""
        return super().get_index_view_kwargs(
            **{"results_template_name": "inventory/desk/queue_results.html", **kwargs},
        )

    def get_permissions_to_register(self):
        """Return the one permission that a role can have here."""
        return super().get_permissions_to_register().filter(codename="handle_submission")

    def get_urlpatterns(self):
        """Return the patterns of the list, the page of one submission, and each action."""
        export = self.construct_view(exports.ExportView, **self.get_index_view_kwargs())
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("export/", export, name="export"),
            path("<int:pk>/", queue_views.DetailView.as_view(), name="inspect"),
            path("<int:pk>/take-up/", queue_views.AssignView.as_view(), name="assign"),
            path("<int:pk>/file/<int:file_pk>/", queue_views.FileView.as_view(), name="file"),
            path("<int:pk>/accept/", decisions.AcceptView.as_view(), name="accept"),
            path("<int:pk>/compare/", decisions.CompareView.as_view(), name="compare"),
            path("<int:pk>/ask-back/", decisions.AskBackView.as_view(), name="ask_back"),
            path("<int:pk>/decline/", decisions.DeclineView.as_view(), name="decline"),
            path("<int:pk>/reopen/", decisions.ReopenView.as_view(), name="reopen"),
        ]
