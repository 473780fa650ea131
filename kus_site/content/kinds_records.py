"""Types of records: pages that lists and newsletters show too, and the needs of municipalities."""

from events.models import CallPage, EventPage
from inventory.models import InventoryRoundPage, Need, ProjectPage
from newsletters.models import NewsletterIssuePage
from pages.models import ArticlePage, WerkplaatsPage
from publications.models import PublicationPage
from themes.models import KnowledgeAgendaPage, ProgrammePage, ThemePage, WorkgroupPage

from .fields import RowReferences, Rows
from .kind import column, many, page, simple
from .kinds_pages import ACTION


def record(name, folder, model, *fields, text="body"):
    """Return the Kind of a record: `fields` stand between the fields of every page and those of every record."""
    return page(
        name,
        folder,
        model,
        *column(model, "date"),
        *fields,
        RowReferences(model, "themes", "theme_links", "theme"),
        *many(model, "audiences laws municipalities werkplaatsen"),
        Rows(model, "action_links", ACTION),
        Rows(model, "attachments", "document title"),
        RowReferences(model, "related_records", "related_records", "target"),
        text=text,
    )


QUESTION = "label field_type required choices help_text default_value visibility depends_on depends_value"
PARTNER = "organisation role"

KINDS = (
    record(
        "werkplaats",
        "werkplaatsen",
        WerkplaatsPage,
        *column(WerkplaatsPage, "region predecessor website contact workgroups_introduction looking_ahead"),
        Rows(WerkplaatsPage, "members", "organisation is_lead role since"),
    ),
    record("knowledge-agenda", "agendas", KnowledgeAgendaPage, *column(KnowledgeAgendaPage, "werkplaats")),
    record(
        "theme", "themes", ThemePage, *column(ThemePage, "number colour icon"), Rows(ThemePage, "mappings", "relation other")
    ),
    record(
        "programme",
        "programmes",
        ProgrammePage,
        *column(ProgrammePage, "status"),
        Rows(ProgrammePage, "phases", "title period description"),
        Rows(ProgrammePage, "contacts", "person role"),
        Rows(ProgrammePage, "partners", PARTNER),
    ),
    record(
        "workgroup",
        "workgroups",
        WorkgroupPage,
        *column(WorkgroupPage, "kind number question results"),
        Rows(WorkgroupPage, "products", "title description target"),
        Rows(WorkgroupPage, "partners", PARTNER),
    ),
    record(
        "article",
        "articles",
        ArticlePage,
        *column(ArticlePage, "kind author interviewee interviewee_role"),
    ),
    record(
        "publication",
        "publications",
        PublicationPage,
        *column(PublicationPage, "subtitle kind"),
        Rows(PublicationPage, "contributors", "person organisation role affiliation"),
        *column(PublicationPage, "publisher languages isbn doi series series_number abstract for_whom"),
        Rows(PublicationPage, "files", "document title"),
        Rows(PublicationPage, "order_links", "seller url price"),
        *column(PublicationPage, "licence"),
        RowReferences(
            PublicationPage, "result_of", "result_of", "source", (ProgrammePage, WorkgroupPage, ProjectPage, EventPage)
        ),
        Rows(PublicationPage, "parts", "number title description document url duration language has_captions transcript"),
        *column(PublicationPage, "cover"),
    ),
    record(
        "event",
        "events",
        EventPage,
        *column(EventPage, "kind status"),
        Rows(EventPage, "sessions", "title start end time_known"),
        *column(
            EventPage,
            "attendance venue address municipality online_url registration registration_url registration_deadline "
            "capacity has_waiting_list",
        ),
        Rows(EventPage, "programme_items", "time title description"),
        Rows(EventPage, "speakers", "person role subject"),
        Rows(EventPage, "organisers", "organisation"),
        *column(EventPage, "report"),
        Rows(EventPage, "recordings", "title url language has_captions transcript duration"),
    ),
    record(
        "call",
        "calls",
        CallPage,
        *column(CallPage, "closes_at how_to_answer"),
        Rows(CallPage, "organisers", "organisation"),
    ),
    record("newsletter-issue", "newsletters", NewsletterIssuePage, *column(NewsletterIssuePage, "items"), text=""),
    record(
        "inventory-round",
        "inventory",
        InventoryRoundPage,
        *column(InventoryRoundPage, "opens_at closes_at"),
        *many(InventoryRoundPage, "invited_municipalities invited_organisations"),
        Rows(InventoryRoundPage, "questions", QUESTION),
        *column(InventoryRoundPage, "consent_text consent_version asks_needs keep_days remind_days"),
    ),
    record(
        "project",
        "projects",
        ProjectPage,
        *column(ProjectPage, "status lead_organisation"),
        Rows(ProjectPage, "partners", PARTNER),
        *column(ProjectPage, "round confirmed_on wanted open_for_contact"),
    ),
    simple("need", "needs", Need, "municipality theme urgency explanation round reported_on"),
)
