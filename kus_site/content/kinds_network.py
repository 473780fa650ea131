"""Types that are no pages: who takes part, vocabularies, menus, settings, images and documents."""

from events.models import EventKind
from network.models import Municipality, Organisation, Person, RegionGroup
from newsletters.models import MailingList
from pages.models import Audience, Law, Menu, SiteDocument, SiteImage, SiteSettings, Teaser
from publications.models import PublicationKind, Series

from .fields import Rows
from .kind import Kind, column, many, simple
from .media_files import MediaFile, check_document, check_image
from .page_fields import Language, TranslationOf

TERM = "name name_en slug position"


def term(name, model, more=""):
    """Return the Kind of a vocabulary."""
    return simple(name, "vocabularies", model, f"{TERM} {more}", slug_from="name")


KINDS = (
    Kind("image", "images", SiteImage, (MediaFile(check_image), *column(SiteImage, "title description credit"))),
    Kind(
        "document",
        "documents",
        SiteDocument,
        (MediaFile(check_document), *column(SiteDocument, "title language page_count tagged is_example")),
    ),
    term("audience", Audience),
    term("law", Law),
    term("event-kind", EventKind),
    term("publication-kind", PublicationKind, "schema_type"),
    term("series", Series, "description"),
    simple("region-group", "region-groups", RegionGroup, "name slug description", slug_from="name"),
    simple(
        "municipality",
        "municipalities",
        Municipality,
        "name slug code province tile_column tile_row tile_label valid_from valid_to merged_into",
        *many(Municipality, "region_groups"),
        slug_from="name",
    ),
    simple(
        "organisation",
        "organisations",
        Organisation,
        "name short_name kind website ror municipality valid_from valid_to",
    ),
    simple("person", "people", Person, "given_name particle family_name role organisation orcid"),
    Kind(
        "teaser",
        "teasers",
        Teaser,
        (Language(), TranslationOf(Teaser), *column(Teaser, "title text target url link_text on_all_pages")),
    ),
    Kind(
        "menu",
        "menus",
        Menu,
        (
            Language(),
            TranslationOf(Menu),
            *column(Menu, "place title position"),
            Rows(Menu, "items", "target url label"),
        ),
    ),
    simple(
        "mailing-list",
        "lists",
        MailingList,
        f"{TERM} description description_en theme werkplaats is_open",
        slug_from="name",
    ),
    simple(
        "site-settings",
        "settings",
        SiteSettings,
        "organisation_name short_name tagline tagline_en footer_text footer_text_en contact_email linkedin_url "
        "werkplaats",
    ),
)
