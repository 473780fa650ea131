"""The addresses at which a publication and a listing answer with citations: citation.bib, .ris and .json."""

from wagtail.contrib.routable_page.models import RoutablePageMixin, re_path

from pages.record_index.orders import read_slice

from .files import FILE_NAME, MOST_CITED, citation_response
from .signposting import link_header


class CitedPublication(RoutablePageMixin):
    """Mixin of PublicationPage: its citation as a file, and a Link header on its page that leads there."""

    def route(self, request, path_components):
        """Return the RouteResult; that of the page itself names no view, so that it can be kept (pages.routes)."""
        page_or_route = super() if path_components else super(RoutablePageMixin, self)
        return page_or_route.route(request, path_components)

    def serve(self, request, view=None, args=None, kwargs=None):
        """Answer with a file, or with the page and a Link header that names what belongs to it (signposting.org)."""
        response = super().serve(request, view, args, kwargs)
        if view is None:

            def add_links(rendered):
                rendered["Link"] = link_header(self, request)

            # Once it is rendered, all that the links need has been fetched.
            response.add_post_render_callback(add_links)
        return response

    @re_path(rf"^{FILE_NAME}/$", name="citation")
    def citation(self, request, ending):
        """Answer with the citation as a file."""
        return citation_response([self], ending, self.slug, request)


class CitedListing:
    """Mixin of PublicationIndexPage, a ListingPage: the citations of what it lists as a file."""

    @re_path(rf"^{FILE_NAME}/$", name="citation")
    def citation(self, request, ending):
        """Answer with the citations of the first MOST_CITED records as a file, narrowed and sorted as the list is."""
        listing = self.get_listing(request)
        selection = listing.selection
        records = read_slice(selection, listing.order, 0, min(selection.total, MOST_CITED))
        keys = [record.page_id for record in records]
        found = selection.model.objects.in_bulk(keys)
        return citation_response([found[key] for key in keys if key in found], ending, self.slug, request)
