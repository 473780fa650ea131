"""What the newsletters show on the style page."""

from django.utils.translation import gettext
from wagtail import hooks

from newsletters import compose_admin, mailing_admin, report_admin, subscriber_admin  # noqa: F401 (their hooks)
from newsletters.blocks import IssueBlock
from newsletters.data_source import NewsletterData


@hooks.register("style_blocks")
def list_style_blocks():
    """Return, for the style page, the items of an issue."""
    return [(gettext("Newsletter"), IssueBlock())]


@hooks.register("personal_data")
def list_personal_data():
    """Return what the newsletter holds on people."""
    return [NewsletterData()]


@hooks.register("template_slots", order=10)
def fill_template_slots():
    """Return {slot: template}; see pages.templatetags.slots."""
    return {
        "home_side": "newsletters/slots/home_side.html",
        "sign_up_form": "newsletters/components/sign_up_form.html",
    }
