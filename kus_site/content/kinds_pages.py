"""Types of pages that are no records: the home page, pages of text, overviews."""

from events.models import CallIndexPage, EventIndexPage
from inventory.models import InventoryIndexPage, ProjectIndexPage
from newsletters.models import NewsletterIndexPage
from pages.models import (
    AccessibilityStatementPage,
    ArticleIndexPage,
    HomePage,
    StandardPage,
    WerkplaatsIndexPage,
)
from publications.models import PublicationIndexPage
from themes.models import KnowledgeAgendaPage, ProgrammeIndexPage, ThemeIndexPage

from .fields import Column, RowReferences, Rows
from .kind import column, page
from .structs import Slot
from .values import Reference

ACTION = "kind subject document page:target url deadline"


def index(name, model):
    """Return the Kind of an overview."""
    return page(name, "pages", model, *column(model, "introduction"))


KINDS = (
    page(
        "home",
        "pages",
        HomePage,
        *column(HomePage, "introduction"),
        Column(HomePage, Slot("agenda", "agenda", Reference(KnowledgeAgendaPage))),
        RowReferences(HomePage, "related_records", "related_records", "target"),
        *column(HomePage, "inventory_heading inventory_text"),
        at_top=True,
    ),
    page(
        "text-page",
        "pages",
        StandardPage,
        Rows(StandardPage, "action_links", ACTION),
        Rows(StandardPage, "attachments", "document title"),
        text="body",
    ),
    page(
        "accessibility-statement",
        "pages",
        AccessibilityStatementPage,
        *column(
            AccessibilityStatementPage,
            "organisation site_address scope status standard wcag_version wcag_level",
        ),
        Rows(
            AccessibilityStatementPage,
            "evaluations",
            "kind performed_by is_external date explanation report_document report_url",
        ),
        Rows(
            AccessibilityStatementPage,
            "barriers",
            "title ground criterion cause consequence alternative measure planned",
        ),
        *column(
            AccessibilityStatementPage,
            "measures feedback contact_email contact_phone response_days is_public_body enforcement drafted_on "
            "reviewed_on signed_by",
        ),
        text="body",
    ),
    index("article-index", ArticleIndexPage),
    index("publication-index", PublicationIndexPage),
    index("event-index", EventIndexPage),
    index("call-index", CallIndexPage),
    index("theme-index", ThemeIndexPage),
    index("programme-index", ProgrammeIndexPage),
    index("werkplaats-index", WerkplaatsIndexPage),
    index("newsletter-index", NewsletterIndexPage),
    index("inventory-index", InventoryIndexPage),
    index("project-index", ProjectIndexPage),
)
