"""What search tells editors: the report “searched, not found”."""

from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.reports import ReportView
from wagtail.permission_policies import ModelPermissionPolicy

from pages.models import UnansweredQuery

NAME = "unanswered_queries"


class UnansweredQueriesReport(ReportView):
    """Searches of two days or more that found nothing, the most frequent first; nobody can be told from them."""

    model = UnansweredQuery
    permission_policy = ModelPermissionPolicy(UnansweredQuery)
    permission_required = "view"
    page_title = _("Searched, not found")
    header_icon = "search"
    export_filename = "gezocht-niet-gevonden"
    list_export = ["query", "count", "days", "last_day"]
    default_ordering = ["-count", "query"]
    index_url_name = NAME
    index_results_url_name = f"{NAME}_results"

    def get_queryset(self):
        """Return the queries whose words are known."""
        return UnansweredQuery.objects.exclude(query="").order_by(*self.default_ordering)

    @cached_property
    def columns(self):
        """The columns: the words, how often and on how many days they were searched for, and when last."""
        return [
            Column("query", label=gettext("Searched for")),
            Column("count", label=gettext("Times")),
            Column("days", label=gettext("Days")),
            DateColumn("last_day", label=gettext("Last searched")),
        ]

    @cached_property
    def no_results_message(self):
        """The text of an empty list."""
        return gettext("Nothing was searched for on two days that was not found.")


def register_urls():
    """Return the addresses of the report, below /admin/."""
    view = UnansweredQueriesReport
    return [
        path("reports/unanswered-queries/", view.as_view(), name=NAME),
        path("reports/unanswered-queries/results/", view.as_view(results_only=True), name=f"{NAME}_results"),
    ]


class UnansweredQueriesItem(MenuItem):
    """The report in the menu, for those who may see it."""

    def is_shown(self, request):
        """Return whether the user may see the report."""
        return request.user.has_perm("pages.view_unansweredquery")


def menu_item():
    """Return the item of the menu “Reports”."""
    return UnansweredQueriesItem(_("Searched, not found"), reverse(NAME), icon_name="search", order=900)
