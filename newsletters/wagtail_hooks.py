"""Registers the hooks of all packages of the newsletters room with Wagtail."""

from django.utils.translation import gettext
from wagtail import hooks

import newsletters.alerts.admin
import newsletters.compose.admin
import newsletters.mailings.admin
import newsletters.subscribers.admin  # noqa: F401 (these register hooks)
from newsletters.compose.blocks import IssueBlock
from newsletters.compose.drafts import issues_naming
from newsletters.models import NewsletterIssuePage
from newsletters.public.mentions import first_mentions, records_of_issues
from newsletters.subscribers.data_source import NewsletterData
from pages.public_views import PublicView
from pages.record_index.reading import indexed_records

hooks.register("first_mentions", first_mentions)
hooks.register("record_dependents", records_of_issues)
hooks.register("unsent_mentions", issues_naming)


@hooks.register("style_blocks")
def list_style_blocks():
    """Return [(heading, StreamBlock)] for the style page: the blocks of an issue."""
    return [(gettext("Newsletter"), IssueBlock())]


@hooks.register("personal_data")
def list_personal_data():
    """Return the PersonalDataSources of the newsletters room."""
    return [NewsletterData()]


@hooks.register("home_lists")
def list_home_lists():
    """Return {name of the list: function of the home page and a language that returns its IndexedRecords}."""
    return {"issues": lambda _page, language: indexed_records(language, NewsletterIssuePage).newest_first()[:1]}


@hooks.register("template_slots", order=10)
def fill_template_slots():
    """Return {slot: template}; see pages.templatetags.slots."""
    return {
        "follow": "newsletters/slots/follow.html",
        "follow_record": "newsletters/slots/follow_record.html",
        "home_newsletter": "newsletters/slots/home_newsletter.html",
        "sign_up_form": "newsletters/components/sign_up_form.html",
    }


@hooks.register("public_views")
def list_public_views():
    """Return the public page of the newsletters that is no Wagtail page; those behind a link in a mail are private."""
    return [PublicView("newsletter-sign-up")]
