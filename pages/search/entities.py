"""What search finds besides pages, and shows apart: people, organisations, municipalities, kinds of record.

Rooms add theirs by the Wagtail hook `search_entities`: a function without arguments that returns a list of EntityTypes.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Model
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from network.models import Municipality, Organisation, Person
from pages.page_context import active_locale, find_listings
from pages.record_types import record_type_of


@dataclass(frozen=True)
class EntityType:
    """A type of thing that search finds apart.

    name: of the type in the index. label: what it is, for readers.
    model: has a unique `slug`; str() of a row is its name.
    names: lookups of other words that find it, as in `search_names` of pages.
    address: returns the path of its page from its slug, in the active language; empty when there is none.
    """

    name: str
    label: Promise
    model: type[Model]
    names: tuple[str, ...]
    address: Callable[[str], str]


def _own_page(model):
    return lambda slug: reverse(model.address_name, args=[slug])


def listing_address(listing_type, parameter):
    """Return a function from a slug to the address of a listing (a class of ListingPage) with only what has it."""

    def address(slug):
        url = find_listings(active_locale()).get(record_type_of(listing_type)._meta.label, ("", ()))[0]
        return f"{url}?{parameter}={slug}" if url else ""

    return address


OWN_TYPES = [
    EntityType("person", _("person"), Person, ("role", "organisation"), _own_page(Person)),
    EntityType("organisation", _("organisation"), Organisation, ("short_name",), _own_page(Organisation)),
    EntityType("municipality", _("municipality"), Municipality, (), _own_page(Municipality)),
]


def entity_types():
    """Return the EntityTypes of all rooms."""
    return [*OWN_TYPES, *(found for source in hooks.get_hooks("search_entities") for found in source())]


def entity_type_of(model):
    """Return the EntityType of a model, or None."""
    return next((found for found in entity_types() if found.model is model), None)
