"""The explorer of the admin, whose cost does not grow with the number of pages in a folder."""

from django.db.models import QuerySet
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.views.pages.listing import ExplorableIndexView
from wagtail.admin.viewsets.pages import PageViewSet

from pages.co_owners import read_owners


class DeferredJoinPaginator(WagtailPaginator):
    """A paginator that finds the primary keys of a page of the list first, and reads what is shown for those alone.

    The database works out annotations for the rows before the page too.
    """

    def page(self, number):
        """Return the Page with this number; raises InvalidPage."""
        page = super().page(number)
        rows = page.object_list
        if isinstance(rows, QuerySet):
            keys = list(rows.values_list("pk", flat=True))
            page.object_list = self.object_list.filter(pk__in=keys)
        return page


class ExplorerView(ExplorableIndexView):
    """The pages below a page that the user may see, without comparing them with all pages that the user may see."""

    paginator_class = DeferredJoinPaginator

    def get_base_queryset(self):
        """Return what Wagtail would, with its conditions side by side and not as a list of primary keys."""
        if self.is_searching:
            return super().get_base_queryset()
        pages = self.permission_policy.explorable_instances(self.request.user)
        if not self.is_filtering:
            # By the range of their paths, which an index has; child_of() compares the start of every path.
            pages &= self.parent_page.get_children()
        elif not self.is_searching_whole_tree:
            pages = pages.descendant_of(self.parent_page)
        return self.annotate_queryset(pages)

    def paginate_queryset(self, queryset, page_size):
        """Return what Django's method does; what rights each row is shown with is read for all rows together."""
        paginator, page, rows, has_others = super().paginate_queryset(queryset, page_size)
        read_owners(rows)
        return paginator, page, rows, has_others


class ExplorerViewSet(PageViewSet):
    """The views of pages of all types in the admin, in place of Wagtail's own."""

    index_view_class = ExplorerView
