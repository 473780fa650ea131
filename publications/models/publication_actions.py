"""Where a publication can be read, downloaded and ordered."""

from urllib.parse import quote

from django.utils.translation import gettext

from pages.actions import DOWNLOAD, ORDER, READ, Action, build_action, reachable


class PublicationActions:
    """The actions of a RecordPage with a `doi` and the child rows `files` and `order_links`."""

    @property
    def actions(self):
        """Downloads of its files, its DOI, where to order it, and the editor's own links."""
        downloads = [build_action(DOWNLOAD, file.title, document=file.document) for file in self.files.all()]
        orders = [
            build_action(
                ORDER,
                gettext("%(title)s from %(seller)s") % {"title": self.title, "seller": link.seller.name},
                url=link.url,
            )
            for link in self.order_links.all()
        ]
        return reachable(downloads + self.doi_actions + orders + self.link_actions)

    @property
    def main_action(self):
        """The Action that brings a reader to the work soonest, an example last; None when nothing can be opened."""
        files = [(build_action(DOWNLOAD, file.title, document=file.document), file) for file in self.files.all()]
        examples = [action for action, file in files if file.document.is_example]
        ways = [action for action in self.actions if action not in examples]
        return next((action for action in [*ways, *examples] if action.is_link), None)

    @property
    def formats(self):
        """What its files are, each kind once: “pdf, 24 pages, epub”; those that are examples do not count."""
        return ", ".join(dict.fromkeys(document.format_words for document in self._own_documents))

    @property
    def download(self):
        """Its first file as {title, url, facts}, for a row of a list; None without any."""
        document = next(iter(self._own_documents), None)
        return document and {"title": self.title, "url": document.url, "facts": document.size_words}

    @property
    def enclosures(self):
        return [{"url": each.url, "length": each.file_size, "type": each.content_type} for each in self._own_documents]

    @property
    def _own_documents(self):
        return [file.document for file in self.files.all() if not file.document.is_example]

    @property
    def doi_address(self):
        """Where its DOI leads (ISO 26324, doi.org); empty without one."""
        return f"https://doi.org/{quote(self.doi)}" if self.doi else ""

    @property
    def doi_actions(self):
        """How to read it by its DOI: a list of one Action, or of none."""
        label = gettext("Read %(title)s (DOI %(doi)s)") % {"title": self.title, "doi": self.doi}
        return [Action(READ, label, self.doi_address, is_external=True)] if self.doi else []

    @property
    def link_actions(self):
        """The editor's own links alone."""
        return super().actions
