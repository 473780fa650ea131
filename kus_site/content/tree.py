"""The page tree: the first page of the site, new pages under their parents, pages that move."""

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from treebeard.exceptions import InvalidMoveToDescendant
from wagtail.models import Page, Site

WELCOME = "Welcome to your new Wagtail site!"


def add_page(entry, id_map):
    """Make the row of a new page: its place, what it cannot exist without, what refers to nothing; nobody can read it yet.

    Raises ValidationError, and id_map.UnresolvedReferenceError when its parent or a required record has no row.
    """
    page = entry.serializer.model(live=False)
    for item in entry.serializer.fields:
        if item.early:
            item.write(page, entry.values[item.key], id_map, entry.id)
    page.draft_title = page.title
    if entry.values["parent"]:
        parent = Page.objects.get(pk=id_map.pk_of(entry.values["parent"]))
    else:
        parent = top_of_tree()
        _free_slug_of_stock_page(page.slug)
    parent.add_child(instance=page)
    id_map.keep(entry.id, entry.serializer, page.pk)


def move_page(entry, id_map):
    """Put an existing page under the parent that its file names; raises ValidationError where that cannot be."""
    page = Page.objects.get(pk=id_map.pk_of(entry.id))
    try:
        page.move(Page.objects.get(pk=id_map.pk_of(entry.values["parent"])), pos="last-child")
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


def _free_slug_of_stock_page(slug):
    """Give the page that Wagtail's own migration makes another slug, when it has that of the home page."""
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
