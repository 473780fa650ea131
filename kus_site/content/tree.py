"""The page tree: the first page of the site, new pages under their parents, pages that move."""

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from treebeard.exceptions import InvalidMoveToDescendant
from wagtail.models import Page, Site

WELCOME = "Welcome to your new Wagtail site!"


def parents_first(entries):
    """Return the page entries with every page after the page above it, Dutch before translations, else as given."""
    by_id = {entry.id: entry for entry in entries}

    def rank(entry):
        depth, seen = 0, set()
        while entry.values.get("parent") in by_id and entry.id not in seen:
            seen.add(entry.id)
            entry = by_id[entry.values["parent"]]
            depth += 1
        return depth

    return sorted(entries, key=lambda entry: (rank(entry), bool(entry.values.get("translation_of"))))


def add_page(entry, ledger):
    """Make the row of a new page: title, place, language and what refers to nothing; nobody can read it yet.

    Raises ValidationError, and ledger.Unwritten when its parent has no row.
    """
    page = entry.kind.model(live=False)
    for item in entry.kind.fields:
        if item.early:
            item.write(page, entry.values[item.key], ledger, entry.id)
    page.draft_title = page.title
    if entry.values["parent"]:
        parent = Page.objects.get(pk=ledger.pk_of(entry.values["parent"]))
    else:
        parent = top_of_tree()
        _make_way(page.slug)
    parent.add_child(instance=page)
    ledger.keep(entry.id, entry.kind, page.pk)


def move_page(entry, ledger):
    """Put an existing page under the parent that its file names; raises ValidationError where that cannot be."""
    page = Page.objects.get(pk=ledger.pk_of(entry.id))
    try:
        page.move(Page.objects.get(pk=ledger.pk_of(entry.values["parent"])), pos="last-child")
    except InvalidMoveToDescendant as error:
        raise ValidationError({"parent": gettext("A page cannot stand under a page that stands under it.")}) from error


def top_of_tree():
    """Return the invisible page under which all home pages stand, made when it is missing."""
    top = Page.get_first_root_node()
    if top is None:
        content_type = ContentType.objects.get_for_model(Page)
        top = Page.add_root(instance=Page(title="Root", slug="root", content_type=content_type))
    return top


def _stock_page():
    return Page.objects.filter(
        depth=2, numchild=0, title=WELCOME, content_type=ContentType.objects.get_for_model(Page)
    ).first()


def _make_way(slug):
    """The page that Wagtail's own migration makes may have the address that the home page wants."""
    stock = _stock_page()
    if stock and stock.slug == slug:
        Page.objects.filter(pk=stock.pk).update(slug="welcome-of-wagtail", url_path="/welcome-of-wagtail/")


def set_first_page(pk):
    """Make the page `pk` the first page of the default site."""
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        Site.objects.create(hostname="localhost", port=80, is_default_site=True, root_page_id=pk)
    elif site.root_page_id != pk:
        site.root_page_id = pk
        site.save()


def remove_stock_page():
    """Take away the page that Wagtail's own migration makes, unless somebody changed it or a site begins there."""
    stock = _stock_page()
    if stock and not Site.objects.filter(root_page_id=stock.pk).exists():
        stock.delete()
