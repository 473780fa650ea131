"""Viewsets of invitations and response in the admin menu “Inventory”."""

import django_filters
from django.db.models import BooleanField, Case, Value, When
from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import policy_registry

from inventory.models import InventoryRoundPage, Invitation, Submission
from inventory.rounds import response_views
from inventory.rounds.invitation_forms import InvitationForm
from inventory.rounds.invitations import unanswered


def list_rounds(request):
    """Return the rounds, the newest first."""
    return InventoryRoundPage.objects.filter(alias_of=None).order_by("-opens_at", "-pk")


class InvitationFilterSet(WagtailFilterSet):
    """Filters by round, sent, answered and failed."""

    round = django_filters.ModelChoiceFilter(label=_("Round"), queryset=list_rounds)
    invited = django_filters.BooleanFilter(label=_("Sent"), field_name="invited_at", lookup_expr="isnull", exclude=True)
    answered = django_filters.BooleanFilter(label=_("Answered"), field_name="is_answered")
    failed = django_filters.BooleanFilter(
        label=_("Could not be sent"), field_name="failed_at", lookup_expr="isnull", exclude=True
    )

    class Meta:
        model = Invitation
        fields = ["round", "invited", "answered", "failed"]


class InvitationIndexView(IndexView):
    """The list, annotated with whether each was answered."""

    def get_base_queryset(self):
        """Return the invitations with `is_answered`."""
        waiting = unanswered(Invitation.objects.all()).order_by().values("pk")
        answered = Case(When(pk__in=waiting, then=Value(False)), default=Value(True), output_field=BooleanField())
        rows = Invitation.objects.select_related("municipality", "organisation", "round")
        return rows.annotate(is_answered=answered).order_by("municipality__name", "organisation__name", "pk")


class InvitationViewSet(ModelViewSet):
    """Invitations with the mails that were sent."""

    model = Invitation
    name = "inventory_invitations"
    url_prefix = "inventory/invitations"
    icon = "mail"
    menu_label = _("Invitations")
    add_to_reference_index = False
    copy_view_enabled = False
    index_view_class = InvitationIndexView
    list_display = [
        "address",
        Column("on_behalf_of", label=_("On behalf of"), accessor=str),
        Column("name", label=_("Name")),
        Column("round", label=_("Round"), accessor="round.title"),
        DateColumn("invited_at", label=_("Invited on"), sort_key="invited_at"),
        DateColumn("reminded_at", label=_("Reminded on"), sort_key="reminded_at"),
        DateColumn("failed_at", label=_("Failed on"), sort_key="failed_at"),
        BooleanColumn("is_answered", label=_("Answered")),
    ]
    list_per_page = 50
    search_fields = ["address_key", "name", "municipality__name", "organisation__name"]
    search_backend_name = None
    filterset_class = InvitationFilterSet

    def get_form_class(self, for_update=False):
        """Return the form with our own checks."""
        return InvitationForm


class ResponseViewSet(ViewSet):
    """Who answered, per round."""

    name = "inventory_response"
    url_prefix = "inventory/response"
    icon = "group"
    menu_label = _("Response")

    @property
    def menu_item_class(self):
        """Shown to who may handle submissions."""

        def is_shown(item, request):
            return policy_registry.get_by_type(Submission).user_has_permission(request.user, "handle")

        return type("ResponseMenuItem", (super().menu_item_class,), {"is_shown": is_shown})

    def get_urlpatterns(self):
        """Return the rounds, the response to one, and what is done there."""
        return [
            path("", response_views.RoundsView.as_view(), name="index"),
            path("<int:round_pk>/", response_views.ResponseView.as_view(), name="round"),
            path("<int:round_pk>/response.<slug:file_format>", response_views.ResponseFileView.as_view(), name="file"),
            path("<int:round_pk>/paste/", response_views.PasteView.as_view(), name="paste"),
            path("<int:round_pk>/send/<slug:kind>/", response_views.SendView.as_view(), name="send"),
        ]
