"""The guide for writing (docs/style.md) in the admin, under Help."""

import re

from django.conf import settings
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from markdown_it import MarkdownIt
from wagtail import hooks
from wagtail.admin.menu import MenuItem

GUIDE = "docs/style.md"
LINK = re.compile(r"\[([^\]]+)\]\([^)]+\)")


def show_style_guide(request):
    """Answer with the guide, which is in Dutch; of links to other pages of the docs only the words are left."""
    _title, _line, text = (settings.ROOT / GUIDE).read_text(encoding="utf-8").partition("\n")
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    context = {"title": gettext("How to write"), "guide": mark_safe(parser.render(LINK.sub(r"\1", text)))}
    return render(request, "pages/admin/style_guide.html", context)


@hooks.register("register_admin_urls")
def list_urls():
    """Return the address of the guide in the admin."""
    return [path("schrijfwijzer/", show_style_guide, name="style-guide")]


@hooks.register("register_help_menu_item")
def add_to_help():
    """Return the entry in the menu Help."""
    return MenuItem(_("How to write"), reverse("style-guide"), icon_name="edit", order=100)
