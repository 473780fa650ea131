"""What the newsletters show on the style page."""

from django.utils.translation import gettext
from wagtail import hooks

from newsletters.blocks import IssueBlock


@hooks.register("style_blocks")
def list_style_blocks():
    """Return, for the style page, the items of an issue."""
    return [(gettext("Newsletter"), IssueBlock())]


from newsletters import mailing_admin  # noqa: E402, F401
