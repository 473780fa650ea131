"""The items of an issue as stored (raw StreamField data) and the targets of their links, including deleted ones.

Block values drop references to deleted pages, documents and images; the raw data still has their primary keys.
"""

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
from pages.page_context import prefetch_for_listing

WEB = ("http", "https")


@dataclass(frozen=True)
class StoredLink:
    """One link of an item: `page` and `document` are primary keys, `address` is the URL or #anchor as typed."""

    words: str
    page: int | None = None
    document: int | None = None
    address: str = ""


@dataclass
class StoredItem:
    """One item: block type, block id, raw value, and the StoredLinks in its text and actions."""

    kind: str
    id: str
    value: dict
    links: list = field(default_factory=list)

    @property
    def records(self):
        """The primary keys of the pages whose title or summary the item shows."""
        return [number for number in (self.value.get("record"), self.value.get("text_record")) if number]

    @property
    def actions(self):
        """The raw values of the actions that the editor added to the item."""
        rows = self.value.get("actions") or []
        return [row["value"] if "value" in row and "id" in row else row for row in rows]

    @property
    def words(self):
        """The rich text of the item as plain text on one line; empty when there is none."""
        return " ".join(BeautifulSoup(self.value.get("text") or "", "html.parser").get_text(" ").split())


def read_items(issue):
    """Return the StoredItems of an issue in order, without a query."""
    raw = issue.items.raw_data
    items = [
        StoredItem(raw[place]["type"], raw[place].get("id") or "", raw[place]["value"]) for place in range(len(raw))
    ]
    for item in items:
        item.links = [*_links_in_text(item.value.get("text")), *map(_link_of_action, item.actions)]
    return items


def _links_in_text(source):
    for element in BeautifulSoup(source or "", "html.parser").find_all("a"):
        words = " ".join(element.get_text(" ").split())
        number = element.get("id", "")
        number = int(number) if number.isdigit() else None
        if element.get("linktype") == "page":
            yield StoredLink(words, page=number)
        elif element.get("linktype") == "document":
            yield StoredLink(words, document=number)
        elif element.get("href"):
            yield StoredLink(words, address=element["href"])


def _link_of_action(value):
    return StoredLink(
        value.get("subject") or value.get("url") or "",
        page=value.get("page"),
        document=value.get("document"),
        address=value.get("url") or "",
    )


def external_addresses(issue):
    """Return the set of URLs on other hosts in an issue: in its items, and in the actions of its records."""
    items = read_items(issue)
    targets = LinkTargets(items)
    own = {link.address for item in items for link in item.links if targets.is_external(link.address)}
    return own | {action.url for item in items for action in targets.record_actions(item) if action.is_external}


class LinkTargets:
    """The targets of the links of StoredItems, read in a constant number of queries.

    `pages` {pk: specific page} are the records, `states` {pk: (is live, is public)} all linked pages that exist,
    `documents` the set of existing pks, `images` {pk: description}, `checks` {URL: LinkCheck}.
    """

    def __init__(self, items):
        links = [link for item in items for link in item.links]
        roots = [settings.WAGTAILADMIN_BASE_URL, *(path.root_url for path in Site.get_site_root_paths())]
        self._own_hosts = {urlsplit(root).netloc for root in roots}
        records = {number for item in items for number in item.records}
        self.pages = {page.pk: page for page in Page.objects.filter(pk__in=records).specific()}
        self._prepare(list(self.pages.values()))
        wanted = (
            records | {link.page for link in links if link.page} | {link.target_id for link in self._record_links()}
        )
        self.states = self._read_states(pk__in=wanted)
        self.documents = set(self._existing(get_document_model(), {link.document for link in links if link.document}))
        images = {item.value.get("image") for item in items} - {None}
        self.images = dict(get_image_model().objects.filter(pk__in=images).values_list("pk", "description"))
        self._paths = self._read_paths([link.address for link in links])
        addresses = {link.address for link in links if self.is_external(link.address)}
        addresses |= {action.url for item in items for action in self.record_actions(item) if action.is_external}
        self.addresses = addresses
        self.checks = {check.address: check for check in LinkCheck.objects.filter(address__in=addresses)}

    def is_external(self, address):
        """Return whether an address is an http(s) URL on another host."""
        split = urlsplit(address)
        return split.scheme in WEB and split.netloc not in self._own_hosts

    def record_actions(self, item):
        """Return the pages.actions.Actions that the item takes from its record; [] where it has actions of its own."""
        page = self.pages.get(item.value.get("record"))
        return [] if item.actions or page is None else getattr(page, "actions", [])

    def path_state(self, address):
        """Return the state (see `states`) of the page at an address on this site, or None where there is no page."""
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
        """Return {path: state} for the addresses on this site that have a page or a redirect."""
        paths = {path_of(address) for address in addresses if address and not self.is_external(address)} - {""}
        by_url_path = {url_path: path for path in paths for url_path in _url_paths(path)}
        numbers = dict(Page.objects.filter(url_path__in=by_url_path).values_list("pk", "url_path"))
        states = self._read_states(pk__in=numbers)
        old = {Redirect.normalise_path(path): path for path in paths}
        moved = Redirect.objects.filter(old_path__in=old).values_list("old_path", flat=True)
        found = {old[path]: (True, True) for path in moved}
        return found | {by_url_path[numbers[number]]: state for number, state in states.items()}


def _url_paths(path):
    """Yield the values of Page.url_path that a URL path may belong to; languages but the default have a prefix."""
    for root in Site.get_site_root_paths():
        prefix = "/" if root.language_code == settings.LANGUAGE_CODE else f"/{root.language_code}/"
        if path.startswith(prefix):
            yield f"{root.root_path}{path.removeprefix(prefix)}"


def path_of(address):
    """Return the path of a URL with a slash at its end; "" for #anchors and for schemes such as mailto: and tel:."""
    split = urlsplit(address)
    if split.scheme not in ("", *WEB) or not split.path:
        return ""
    return f"{split.path.rstrip('/')}/"
