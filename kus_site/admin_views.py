"""Views of Wagtail's admin that show only pages that the editor may see (page_visibility)."""

from django.http import Http404
from django.urls import path
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.chooser import BrowseView, ChosenMultipleView
from wagtail.admin.views.reports.audit_logging import LogEntriesView
from wagtail.admin.views.reports.page_types_usage import PageTypesUsageReportView
from wagtail.models import Page, PageLogEntry
from wagtail.permissions import policy_registry
from wagtail.utils.urlpatterns import decorate_urlpatterns

from .page_visibility import is_visible, visible


class ChooserBrowseView(BrowseView):
    """The tree of a chooser: also the page above must be visible. What a row shows is read for all rows together."""

    def get_object_list(self):
        return with_parent(super().get_object_list(), self.parent_page)

    def filter_object_list(self, pages):
        if not is_visible(self.parent_page, self.request.user):
            raise Http404
        return super().filter_object_list(pages).prefetch_workflow_states().annotate_approved_schedule()


def with_parent(pages, parent):
    """Return a queryset of children whose pages know their parent, which each would read."""

    class Children(pages._iterable_class):
        def __iter__(self):
            for page in super().__iter__():
                page._cached_parent_obj = parent  # what treebeard's get_parent() returns
                yield page

    pages._iterable_class = Children
    return pages


class ChooserChosenView(ChosenMultipleView):
    """What was ticked in a chooser; refuses numbers of pages that it did not show."""

    def get(self, request):
        asked = [number for number in request.GET.getlist("id") if number.isdecimal()]
        found = visible(Page.objects.filter(pk__in=asked), request.user)
        if found.count() < len(set(asked)):
            raise Http404
        return super().get(request)


class SiteHistoryView(LogEntriesView):
    """The history of all pages: of pages, of those that the user may edit, because a line names what a draft names."""

    def filter_queryset(self, queryset):
        user = self.request.user
        if queryset.model is PageLogEntry and not user.is_superuser:
            editable = policy_registry.get_by_type(Page).editable_instances(user)
            queryset = queryset.filter(page__in=editable.order_by().values("pk"))
        return super().filter_queryset(queryset)


class PageTypesView(PageTypesUsageReportView):
    """The number of pages per type; the page that was edited last is named when it is visible."""

    def decorate_paginated_queryset(self, page_types):
        page_types = super().decorate_paginated_queryset(page_types)
        last = [item.last_edited_page_id for item in page_types if item.last_edited_page_id]
        shown = set(visible(Page.objects.filter(pk__in=last), self.request.user).values_list("pk", flat=True))
        for item in page_types:
            if item.last_edited_page_id not in shown:
                item.last_edited_page = None
        return page_types


# In place of Wagtail's views at the same addresses below /admin/, by whose names links are made.
urlpatterns = decorate_urlpatterns(
    [
        path("choose-page/", ChooserBrowseView.as_view()),
        path("choose-page/<int:parent_page_id>/", ChooserBrowseView.as_view()),
        path("choose-page/chosen-multiple/", ChooserChosenView.as_view()),
        path("reports/site-history/", SiteHistoryView.as_view()),
        path("reports/site-history/results/", SiteHistoryView.as_view(results_only=True)),
        path("reports/page-types-usage/", PageTypesView.as_view()),
        path("reports/page-types-usage/results/", PageTypesView.as_view(results_only=True)),
    ],
    require_admin_access,
)
