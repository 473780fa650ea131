"""The menu “From partners”: proposals for editors, partner sites for administrators; what waits on the dashboard."""

import django_filters
from django import forms
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import policy_registry, register_permission_policy

from pages.editors_tasks import PermittedTask, day_of
from pages.harvest import harvesting, views
from pages.harvest.receivers import collect_receivers
from pages.harvest.source_form import SourceForm
from pages.models import PartnerSource, Proposal
from pages.permission_policies import HandlePolicy

register_permission_policy(Proposal, HandlePolicy(Proposal))


def type_choices():
    """Return what proposals can become, as choices."""
    return [(name, receiver.label) for name, receiver in collect_receivers().items()]


def type_label(proposal):
    """Return what a proposal becomes, in words."""
    return dict(type_choices()).get(proposal.record_type, proposal.record_type)


def likely_words(proposal):
    """Return whether something looked like a proposal when it was stored, in a word."""
    return gettext("perhaps") if proposal.has_likely else "–"


class ProposalFilterSet(WagtailFilterSet):
    """Filters by state, source, type, and whether something looks like it."""

    state = django_filters.MultipleChoiceFilter(
        label=_("State"), choices=Proposal.State.choices, widget=forms.CheckboxSelectMultiple, distinct=False
    )
    source = django_filters.ModelChoiceFilter(label=_("Partner site"), queryset=PartnerSource.objects.all())
    record_type = django_filters.ChoiceFilter(label=_("Becomes"), choices=type_choices)
    has_likely = django_filters.BooleanFilter(label=_("May be here already"))

    class Meta:
        model = Proposal
        fields = ["state", "source", "record_type", "has_likely"]


class ProposalViewSet(ModelViewSet):
    """The list with filters and search; the page of one proposal with its decisions."""

    model = Proposal
    name = "partner_proposals"
    url_prefix = "partners/proposals"
    icon = "download"
    menu_label = _("Proposals")
    menu_order = 100
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    form_fields = ["title"]
    index_view_class = views.ProposalsView
    list_display = [
        TitleColumn("title", label=_("Title"), get_url=views.url_of, sort_key="title"),
        StatusTagColumn(
            "state", label=_("State"), accessor="get_state_display", primary=lambda proposal: proposal.waits
        ),
        Column("record_type", label=_("Becomes"), accessor=type_label),
        Column("source", label=_("Partner site")),
        Column("has_likely", label=_("May be here already"), accessor=likely_words),
        DateColumn("first_seen_at", label=_("Offered"), sort_key="first_seen_at"),
    ]
    list_per_page = 50
    search_fields = ["title", "identifier"]
    search_backend_name = None
    filterset_class = ProposalFilterSet

    def get_index_view_kwargs(self, **kwargs):
        """Return what the list is made with; its template shows the numbers per state."""
        return super().get_index_view_kwargs(**{"results_template_name": "pages/harvest/results.html", **kwargs})

    def get_permissions_to_register(self):
        """Return the one permission that a role can have here."""
        return super().get_permissions_to_register().filter(codename="handle_proposal")

    def get_urlpatterns(self):
        """Return the patterns of the list, the page of one proposal, and each decision."""
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("<int:pk>/", views.DetailView.as_view(), name="inspect"),
            path("<int:pk>/compare/", views.CompareView.as_view(), name="compare"),
            *(
                path(f"<int:pk>/{name.replace('_', '-')}/", views.ActionView.as_view(action=name), name=name)
                for name in views.ActionView.DONE
            ),
        ]


class SourcesView(IndexView):
    """The list of partner sites."""

    def get_edit_url(self, instance):
        """Lead to the page that says how it is doing: only administrators may change it."""
        return reverse("partner_sources:inspect", args=[instance.pk])


class SourceView(InspectView):
    """How a partner site is doing, with a button that has it read now."""

    template_name = "pages/harvest/source.html"

    def get_page_title(self):
        """Return its name."""
        return self.object.name

    def get_page_subtitle(self):
        """Return nothing: the title is the name already."""
        return ""

    def get_breadcrumbs_items(self):
        """Return the path: home, the list, the site."""
        items = [*self.breadcrumbs_items, {"url": reverse(self.index_url_name), "label": gettext("Partner sites")}]
        return [*items, {"url": "", "label": self.object.name}]

    def get_context_data(self, **kwargs):
        """Return the context with the source and how many proposals of it wait."""
        waiting = self.object.proposals.filter(waits=True).count()
        may = policy_registry.get_by_type(PartnerSource).user_has_permission(self.request.user, "change")
        becomes = dict(type_choices()).get(self.object.record_type, "")
        context = {"source": self.object, "waiting": waiting, "may_change": may, "becomes": becomes}
        return super().get_context_data(**kwargs) | context


class FetchView(PermissionCheckedMixin, View):
    """Has a partner site read as soon as a worker is free."""

    model = PartnerSource
    permission_required = "change"
    http_method_names = ["post"]

    def post(self, request, pk):
        """Queue the task."""
        source = get_object_or_404(PartnerSource, pk=pk)
        if source.paused:
            messages.error(request, gettext("This partner site is paused. Take the tick away first."))
        else:
            harvesting.queue_now(source)
            messages.success(request, gettext("It is read in a moment. Look again in a few minutes."))
        return redirect("partner_sources:inspect", pk)


class SourceViewSet(ModelViewSet):
    """Partner sites: administrators enter them, editors see how they are doing."""

    model = PartnerSource
    name = "partner_sources"
    url_prefix = "partners/sources"
    icon = "globe"
    menu_label = _("Partner sites")
    menu_order = 200
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_class = SourceView
    inspect_template_name = "pages/harvest/source.html"
    index_view_class = SourcesView
    edit_handler = ObjectList(PartnerSource.panels, base_form_class=SourceForm)
    list_display = [
        TitleColumn(
            "name",
            label=_("Name"),
            sort_key="name",
            get_url=lambda source: reverse("partner_sources:inspect", args=[source.pk]),
        ),
        StatusTagColumn("state", label=_("State"), accessor="state_words", primary=lambda source: not source.problem),
        Column("protocol", label=_("Protocol"), accessor="get_protocol_display"),
        DateColumn("last_success_at", label=_("Last read"), sort_key="last_success_at"),
    ]
    search_fields = ["name", "address"]
    search_backend_name = None

    def get_urlpatterns(self):
        """Return Wagtail's patterns and that of the button."""
        return [*super().get_urlpatterns(), path("fetch/<int:pk>/", FetchView.as_view(), name="fetch")]


class PartnersViewSetGroup(ViewSetGroup):
    """The menu “From partners”."""

    items = (ProposalViewSet, SourceViewSet)
    menu_label = _("From partners")
    menu_icon = "download"
    menu_order = 345


class WaitingProposals(PermittedTask):
    """Proposals about which an editor must decide."""

    name = "waiting-proposals"
    model = Proposal
    heading = _("Proposals of partner sites")
    done = _("No proposal waits for a decision.")
    icon = "download"
    order = 236

    def narrow(self, rows, user):
        rows = rows.filter(waits=True).select_related("source").defer("values", "taken_values", "likely")
        return rows.order_by("-waits", "-first_seen_at", "-pk")

    def title(self, row):
        return row.title

    def note(self, row):
        return f"{row.source.name}, {row.get_state_display()}, {day_of(row.first_seen_at)}"

    def edit_url(self, row):
        return views.url_of(row)


class FailingSources(PermittedTask):
    """Partner sites that could not be read."""

    name = "failing-sources"
    model = PartnerSource
    heading = _("Partner sites that cannot be read")
    done = _("Every partner site can be read.")
    icon = "warning"
    order = 237
    permissions = ("change", "view")

    def narrow(self, rows, user):
        return rows.filter(failures__gt=0, paused=False).order_by("-failures", "name")

    def title(self, row):
        return row.name

    def note(self, row):
        return row.problem_words

    def edit_url(self, row):
        return reverse("partner_sources:inspect", args=[row.pk])
