"""Admin of rounds in the menu “Inventory”: invitations, who answered, sending invitations and reminders."""

import django_filters
from django.db import transaction
from django.db.models import BooleanField, Case, Value, When
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView, View
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permissions import policy_registry

from inventory.models import InventoryRoundPage, Invitation, Submission
from inventory.rounds import invitations
from inventory.rounds.invitation_forms import InvitationForm, PasteForm
from inventory.rounds.invitations import ANSWERED, BEGUN, NONE, WAITING, list_response, unanswered
from visitors.spreadsheets import TYPES, table_response
from visitors.task_queue import RETRY_DELAYS

RESPONSE = "inventory_response:index"


class RoundsView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """The rounds, the newest first."""

    model = Submission
    permission_required = "handle"
    template_name = "inventory/desk/rounds.html"
    page_title = _("Response")
    header_icon = "group"

    def get_breadcrumbs_items(self):
        """Return the path: home, this page."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs):
        """Return the context with the rounds."""
        rounds = InventoryRoundPage.objects.filter(alias_of=None).select_related("locale")
        return super().get_context_data(**kwargs) | {"rounds": rounds.order_by("-opens_at", "-pk")}


class RoundView(PermissionCheckedMixin, WagtailAdminTemplateMixin):
    """Base of the pages of one round."""

    model = Submission
    permission_required = "handle"
    header_icon = "group"

    @cached_property
    def round(self):
        """The InventoryRoundPage of the address of the page."""
        return get_object_or_404(InventoryRoundPage.objects.select_related("locale"), pk=self.kwargs["round_pk"])

    def get_breadcrumbs_items(self):
        """Return the path: home, the rounds, the round, this page."""
        items = [*self.breadcrumbs_items, {"url": reverse(RESPONSE), "label": gettext("Response")}]
        own = {"url": reverse("inventory_response:round", args=[self.round.pk]), "label": self.round.title}
        if self.get_page_title() == self.round.title:
            return [*items, own | {"url": ""}]
        return [*items, own, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs):
        """Return the context with the round."""
        return super().get_context_data(**kwargs) | {"round": self.round}


class ResponseView(RoundView, TemplateView):
    """Per municipality and organisation: invited, answered, and when last."""

    template_name = "inventory/desk/response.html"

    def get_page_title(self):
        """Return the title of the round."""
        return self.round.title

    @cached_property
    def header_more_buttons(self):
        """The table as a file; the submissions of the round as a file."""
        address = reverse("inventory_response:file", args=[self.round.pk, "csv"])
        submissions = f"{reverse('inventory_desk:export')}?round={self.round.pk}"
        return [
            HeaderButton(gettext("Download as CSV"), url=address, icon_name="download", priority=10),
            HeaderButton(gettext("Export the submissions"), url=submissions, icon_name="download", priority=20),
        ]

    def get_context_data(self, **kwargs):
        """Return the context with the rows, their numbers, and how many wait for a mail."""
        rows = list_response(self.round)
        asked = [row for row in rows if row.is_asked]
        return super().get_context_data(**kwargs) | {
            "rows": rows,
            "asked": len(asked),
            "answered": sum(row.state == ANSWERED for row in asked),
            "waiting": sum(row.state == WAITING for row in asked),
            "begun": sum(row.state == BEGUN for row in asked),
            "none": sum(row.state == NONE for row in asked),
            "to_invite": invitations.to_invite(self.round).count(),
            "left_out": invitations.answered_uninvited(self.round).count(),
            "to_remind": invitations.to_remind(self.round).count(),
            "tried_again": invitations.failed(self.round).filter(failures__lte=len(RETRY_DELAYS)).count(),
            "given_up": invitations.failed(self.round).filter(failures__gt=len(RETRY_DELAYS)).count(),
            "reminds_at": invitations.moment_of_reminder(self.round)
            if self.round.closes_at and self.round.remind_days
            else None,
        }


class ResponseFileView(RoundView, View):
    """The response as a file."""

    def get(self, request, *args, **kwargs):
        """Return the file."""
        file_format = kwargs["file_format"] if kwargs["file_format"] in TYPES else "csv"
        headings = [
            gettext("Name"),
            gettext("Kind"),
            gettext("CBS code"),
            gettext("Asked"),
            gettext("Invitations"),
            gettext("Invited on"),
            gettext("Reminded on"),
            gettext("State"),
            gettext("Sent"),
            gettext("Waits for the editors"),
            gettext("Drafts"),
            gettext("Last on"),
        ]
        rows = [
            [
                row.name,
                row.kind,
                row.code,
                gettext("yes") if row.is_asked else gettext("no"),
                row.invitations,
                row.invited_at,
                row.reminded_at,
                row.state_label,
                row.sent,
                row.waiting,
                row.drafts,
                row.last_at,
            ]
            for row in list_response(self.round)
        ]
        word = gettext("response")
        name = f"{word}-{self.round.slug}-{timezone.localdate():%Y-%m-%d}"
        return table_response(file_format, name, headings, rows)


class SendView(RoundView, TemplateView):
    """Asks for confirmation, then queues the invitations or the reminders of a round."""

    template_name = "inventory/desk/send.html"

    @property
    def is_reminder(self):
        """True when it is about reminders."""
        return self.kwargs["kind"] == invitations.REMINDER

    def get_page_title(self):
        """Return what is sent."""
        return gettext("Remind who did not answer") if self.is_reminder else gettext("Send invitations")

    @property
    def waiting(self):
        """The invitations that get a mail, as a queryset."""
        found = invitations.to_remind(self.round) if self.is_reminder else invitations.to_invite(self.round)
        return found.select_related("municipality", "organisation")

    def get_context_data(self, **kwargs):
        """Return the context with whom it goes to."""
        left_out = 0 if self.is_reminder else invitations.answered_uninvited(self.round).count()
        return super().get_context_data(**kwargs) | {
            "waiting": self.waiting,
            "is_reminder": self.is_reminder,
            "left_out": left_out,
        }

    def post(self, request, *args, **kwargs):
        """Queue the mails."""
        try:
            send = invitations.send_reminders if self.is_reminder else invitations.send_invitations
            number = send(self.round)
        except invitations.NotOpen as refusal:
            messages.error(request, str(refusal))
        else:
            words = ngettext("%(number)d mail is being sent.", "%(number)d mails are being sent.", number)
            messages.success(request, words % {"number": number})
        return redirect("inventory_response:round", self.round.pk)


class PasteView(RoundView, FormView):
    """Creates Invitations from pasted lines; one error refuses all of them, and the text is shown again."""

    model = Invitation
    permission_required = "add"
    form_class = PasteForm
    template_name = "inventory/desk/paste.html"
    page_title = _("Paste addresses")

    def get_form_kwargs(self):
        """Return what the form is made with."""
        return super().get_form_kwargs() | {"round_page": self.round}

    @transaction.atomic
    def form_valid(self, form):
        """Save the Invitations; sending is a step of its own."""
        made = Invitation.objects.bulk_create(form.reading.invitations, ignore_conflicts=True)
        words = ngettext("%(number)d address was added.", "%(number)d addresses were added.", len(made))
        text = words % {"number": len(made)}
        if form.reading.known:
            known = ngettext("%(number)d was there already.", "%(number)d were there already.", len(form.reading.known))
            text = f"{text} {capfirst(known % {'number': len(form.reading.known)})}"
        messages.success(self.request, text)
        return redirect("inventory_response:round", self.round.pk)


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
            path("", RoundsView.as_view(), name="index"),
            path("<int:round_pk>/", ResponseView.as_view(), name="round"),
            path("<int:round_pk>/response.<slug:file_format>", ResponseFileView.as_view(), name="file"),
            path("<int:round_pk>/paste/", PasteView.as_view(), name="paste"),
            path("<int:round_pk>/send/<slug:kind>/", SendView.as_view(), name="send"),
        ]
