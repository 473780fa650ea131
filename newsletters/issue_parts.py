"""The items of an issue as they are stored, with all that they lead to: also what is gone, which a block forgets."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from bs4 import BeautifulSoup
from django.conf import settings
from django.db.models import prefetch_related_objects
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, Site

from newsletters.models import LinkCheck
from pages.listing import prefetch_for_listing

WEB = ("http", "https")


@dataclass(frozen=True)
class Link:
    """One link of an item: `page` and `document` are primary keys, `address` is what was typed (also #anchors)."""

    words: str
    page: int | None = None
    document: int | None = None
    address: str = ""


@dataclass
class Part:
    """One item: its block type, id and raw value, and the Links in it."""

    kind: str
    id: str
    value: dict
    links: list = field(default_factory=list)

    @property
    def records(self):
        """The primary keys of the pages that the item is made of."""
        return [number for number in (self.value.get("record"), self.value.get("text_record")) if number]

    @property
    def actions(self):
        """The raw values of the editor's own actions."""
        rows = self.value.get("actions") or []
        return [row["value"] if "value" in row and "id" in row else row for row in rows]

    @property
    def words(self):
        """The text of the item without its marks; empty when nothing was written."""
        return " ".join(BeautifulSoup(self.value.get("text") or "", "html.parser").get_text(" ").split())


def parts_of(issue):
    """Return the Parts of an issue in their order, without a query."""
    raw = issue.items.raw_data
    parts = [Part(raw[place]["type"], raw[place].get("id") or "", raw[place]["value"]) for place in range(len(raw))]
    for part in parts:
        part.links = [*_links_in_text(part.value.get("text")), *map(_link_of_action, part.actions)]
    return parts


def _links_in_text(source):
    for element in BeautifulSoup(source or "", "html.parser").find_all("a"):
        words = " ".join(element.get_text(" ").split())
        number = element.get("id", "")
        number = int(number) if number.isdigit() else None
        if element.get("linktype") == "page":
            yield Link(words, page=number)
        elif element.get("linktype") == "document":
            yield Link(words, document=number)
        elif element.get("href"):
            yield Link(words, address=element["href"])


def _link_of_action(value):
    return Link(
        value.get("subject") or value.get("url") or "",
        page=value.get("page"),
        document=value.get("document"),
        address=value.get("url") or "",
    )


def external_addresses(issue):
    """Return the set of addresses on other hosts in an issue: its own, and those of its records' actions."""
    parts = parts_of(issue)
    targets = Targets(parts)
    own = {link.address for part in parts for link in part.links if targets.is_external(link.address)}
    return own | {action.url for part in parts for action in targets.record_actions(part) if action.is_external}


class Targets:
    """What the Parts of an issue lead to, read in a number of queries that does not grow with them."""

    def __init__(self, parts):
        links = [link for part in parts for link in part.links]
        roots = [settings.WAGTAILADMIN_BASE_URL, *(path.root_url for path in Site.get_site_root_paths())]
        self._own_hosts = {urlsplit(root).netloc for root in roots}
        records = {number for part in parts for number in part.records}
        self.pages = {page.pk: page for page in Page.objects.filter(pk__in=records).specific()}
        self._prepare(list(self.pages.values()))
        wanted = (
            records | {link.page for link in links if link.page} | {link.target_id for link in self._record_links()}
        )
        self.states = self._read_states(pk__in=wanted)
        self.documents = set(self._existing(get_document_model(), {link.document for link in links if link.document}))
        images = {part.value.get("image") for part in parts} - {None}
        self.images = dict(get_image_model().objects.filter(pk__in=images).values_list("pk", "description"))
        self._paths = self._read_paths([link.address for link in links])
        addresses = {link.address for link in links if self.is_external(link.address)}
        addresses |= {action.url for part in parts for action in self.record_actions(part) if action.is_external}
        self.addresses = addresses
        self.checks = {check.address: check for check in LinkCheck.objects.filter(address__in=addresses)}

    def is_external(self, address):
        """Return whether a typed address is one on another host."""
        parts = urlsplit(address)
        return parts.scheme in WEB and parts.netloc not in self._own_hosts

    def record_actions(self, part):
        """Return the pages.actions.Actions that the item takes from its record: none where it has its own."""
        page = self.pages.get(part.value.get("record"))
        return [] if part.actions or page is None else getattr(page, "actions", [])

    def path_state(self, address):
        """Return the state of the page at an address of this site (see `states`); None where no page is known."""
        return self._paths.get(path_of(address))

    def _prepare(self, pages):
        prefetch_related_objects(
            pages, "locale", "attachments", "action_links__document", "action_links__target__locale"
        )
        prefetch_for_listing(pages)

    def _record_links(self):
        return [link for page in self.pages.values() for link in page.action_links.all() if link.target_id]

    def _existing(self, model, numbers):
        return model.objects.filter(pk__in=numbers).values_list("pk", flat=True)

    def _read_states(self, **lookup):
        """Return {primary key: (is live, is public)} of the pages that exist."""
        found = dict(Page.objects.filter(**lookup).values_list("pk", "live"))
        public = set(Page.objects.filter(pk__in=found).public().values_list("pk", flat=True))
        return {number: (live, number in public) for number, live in found.items()}

    def _read_paths(self, addresses):
        """Return {path: state} of the addresses on this site behind which there is a page or a redirect."""
        paths = {path_of(address) for address in addresses if address and not self.is_external(address)} - {""}
        by_url_path = {url_path: path for path in paths for url_path in _url_paths(path)}
        numbers = dict(Page.objects.filter(url_path__in=by_url_path).values_list("pk", "url_path"))
        states = self._read_states(pk__in=numbers)
        old = {Redirect.normalise_path(path): path for path in paths}
        moved = Redirect.objects.filter(old_path__in=old).values_list("old_path", flat=True)
        found = {old[path]: (True, True) for path in moved}
        return found | {by_url_path[numbers[number]]: state for number, state in states.items()}


def _url_paths(path):
    """Yield where in the tree the page at a path of the site may be: the other languages stand below their code."""
    for root in Site.get_site_root_paths():
        prefix = "/" if root.language_code == settings.LANGUAGE_CODE else f"/{root.language_code}/"
        if path.startswith(prefix):
            yield f"{root.root_path}{path.removeprefix(prefix)}"


def path_of(address):
    """Return the path of an address of this site, with a slash at its end; empty for anchors, mail and telephone."""
    parts = urlsplit(address)
    if parts.scheme not in ("", *WEB) or not parts.path:
        return ""
    return f"{parts.path.rstrip('/')}/"
