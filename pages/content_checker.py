"""The checks beside the editor (Wagtail's panel “Checks”, by axe): narrowed to the page's own part, with more rules."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.userbar import ContentCheckerItem


class SiteContentChecker(ContentCheckerItem):
    """Looks at what the editor writes, not at the header and footer around it."""

    axe_include = ["main"]
    axe_run_only = [*ContentCheckerItem.axe_run_only, "identical-links-same-purpose", "image-alt"]
    axe_messages = ContentCheckerItem.axe_messages | {
        "identical-links-same-purpose": {
            "error_name": _("Links with the same words lead to different pages"),
            "help_text": _("Let each link say where it leads"),
        },
        "image-alt": {
            "error_name": _("Image without a text alternative"),
            "help_text": _("Say what the image shows"),
        },
    }


def use_own_checker(request, items, page):
    """Replace Wagtail's checker in the userbar by ours (hook construct_wagtail_userbar)."""
    items[:] = [
        SiteContentChecker(in_editor=item.in_editor) if isinstance(item, ContentCheckerItem) else item for item in items
    ]
