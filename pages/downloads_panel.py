"""How often the files of a page were downloaded, in the form where editors change the page."""

from wagtail.admin.panels import Panel

from pages.downloads import downloads_of
from pages.models.media import SiteDocument
from pages.search.attachments import documents_of


class DownloadsPanel(Panel):
    """Panel with the downloads of each file of the page; absent where it has none."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "pages/admin/downloads_panel.html"

        def is_shown(self):
            """Return whether the page is stored and has files."""
            return super().is_shown() and bool(self.rows)

        @property
        def rows(self):
            """(SiteDocument, Downloads) of the files of the page, by title; read once."""
            if not hasattr(self, "_rows"):
                self._rows = list_downloads(self.instance.pk)
            return self._rows

        def get_context_data(self, parent_context=None):
            """Return the context of the template."""
            return super().get_context_data(parent_context) | {"rows": self.rows}


def list_downloads(page):
    """Return (SiteDocument, Downloads) of the files of a page (primary key or None), by title, in three queries."""
    if not page:
        return []
    documents = list(SiteDocument.objects.filter(pk__in=documents_of(page)).order_by("title", "pk"))
    counts = downloads_of([document.pk for document in documents])
    return [(document, counts[document.pk]) for document in documents]
