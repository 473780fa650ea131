"""System checks of what types of record and listings must declare (pages/models/base.py, pages/models/listing.py)."""

import re
from collections import defaultdict

from django.core.checks import Error
from django.template import TemplateDoesNotExist
from django.template.loader import get_template

from pages.record_types import listing_types, record_type_of, record_types

# `manage.py check --tag records` runs these checks, and those of content files (kus_site/checks.py), alone.
TAG = "records"
# What each attribute says, and what to write.
DECLARATIONS = {
    "listed_on": ("which listing shows it", 'listed_on = "app.ListingPage", or listed_on = "" for none'),
    "is_shared": (
        "whether the editors of every werkplaats add records to its listing",
        "is_shared = True or is_shared = False",
    ),
    "is_news": ("whether its records are news of a werkplaats", "is_news = True or is_news = False"),
    "dossier_order": (
        "where it stands in the dossier of a theme",
        "dossier_order = 100 for after the others, less for earlier",
    ),
    "search_kind": ("its name in the addresses of search", 'search_kind = "name"'),
    "newsletter_trays": (
        "from which trays an issue takes over its records",
        'newsletter_trays = [NewsletterTray("name", _("Heading"), order=80)], or newsletter_trays = [] for none',
    ),
}
SEARCH_KIND = re.compile(r"[a-z][a-z0-9-]*")


def check_record_types(app_configs, **kwargs):
    """Return the Errors (pages.E001 to E009) of all types of record and all listings."""
    return [
        *(error for model in record_types() for error in _check_record_type(model)),
        *(error for model in listing_types() for error in _check_listing(model)),
        *_check_unique("search_kind", {model: [model.search_kind] for model in record_types()}),
        *_check_unique("listed_on", {model: [model.listed_on] for model in record_types()}),
        *_check_unique(
            "newsletter_trays",
            {model: [tray.name for tray in model.newsletter_trays or ()] for model in record_types()},
        ),
    ]


def _check_record_type(model):
    label = model._meta.label
    for name, (what, how) in DECLARATIONS.items():
        if getattr(model, name) is None:
            yield Error(f"{label} does not say {what}.", hint=f"Write on the class: {how}.", obj=model, id="pages.E001")
    listings = [listing._meta.label for listing in listing_types()]
    if model.listed_on and model.listed_on not in listings:
        yield Error(
            f"{label} is listed on {model.listed_on}, which is no listing.",
            hint=f"Write a subclass of ListingPage, or listed_on with one of: {', '.join(listings)}.",
            obj=model,
            id="pages.E002",
        )
    if model.is_shared and not model.listed_on:
        yield Error(
            f"{label} is shared by all werkplaatsen but has no listing to add it to.",
            hint="Name the listing in listed_on, or write is_shared = False.",
            obj=model,
            id="pages.E003",
        )
    if model.search_kind is not None and not SEARCH_KIND.fullmatch(model.search_kind):
        yield Error(
            f"{label} has a search_kind that cannot stand in an address: “{model.search_kind}”.",
            hint="Write small letters, digits and hyphens.",
            obj=model,
            id="pages.E004",
        )
    names = [facet.name for facet in (*model.facets, *model.relations)]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Error(
            f"{model._meta.label} has more than one facet or relation named “{name}”.",
            hint="Give each a name of its own: the record index keeps their values by it.",
            obj=model,
            id="pages.E009",
        )
    yield from _check_page(model)


def _check_listing(model):
    if record_type_of(model) is None:
        yield Error(
            f"{model._meta.label} lists no type of record.",
            hint=f'Write listed_on = "{model._meta.label}" on the type of record that it shows.',
            obj=model,
            id="pages.E005",
        )
    yield from _check_page(model)


def _check_page(model):
    """Yield what is missing of any page: under what it stands, and its template."""
    if not model.parent_page_types:
        yield Error(
            f"{model._meta.label} does not say under which pages it stands.",
            hint='Write on the class: parent_page_types = ["app.ParentPage"].',
            obj=model,
            id="pages.E006",
        )
    try:
        get_template(model.template)
    except TemplateDoesNotExist:
        yield Error(
            f"{model._meta.label} has no template.",
            hint=f"Write templates/{model.template}.",
            obj=model,
            id="pages.E007",
        )


def _check_unique(name, values):
    """Yield an Error (pages.E008) for each value of `values` ({model: values}) that two types of record declare."""
    seen = defaultdict(list)
    for model, found in values.items():
        for value in filter(None, found):
            seen[value].append(model)
    for value, models in seen.items():
        if len(models) > 1:
            labels = " and ".join(model._meta.label for model in models)
            yield Error(
                f"{labels} have the same {name}: “{value}”.",
                hint="Each type of record has its own.",
                obj=models[-1],
                id="pages.E008",
            )
