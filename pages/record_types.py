"""The types of record of all apps. What the site needs to know of a type stands on its class (RecordPage lists it)."""

from functools import cache

from django.apps import apps


@cache
def record_types():
    """Return the classes of all types of record (subclasses of pages.models.RecordPage), in the order of the apps."""
    return tuple(model for model in apps.get_models() if getattr(model, "is_record", False))


@cache
def listing_types():
    """Return the classes of all listings (subclasses of pages.models.ListingPage), in the order of the apps."""
    return tuple(model for model in apps.get_models() if getattr(model, "is_listing", False))


def record_type_of(listing_type):
    """Return the type of record that is shown on a listing (class or page); None when no type names it."""
    return next((model for model in record_types() if model.listed_on == listing_type._meta.label), None)


def shared_listings():
    """Return the listings, as "app.Model", to which the editors of every werkplaats add their records."""
    return [model.listed_on for model in record_types() if model.is_shared]


def news_types():
    """Return the types of record that are news of a werkplaats."""
    return [model for model in record_types() if model.is_news]


def in_dossier_order(models):
    """Return types of record in the order in which the dossier of a theme shows them."""
    return sorted(models, key=lambda model: (model.dossier_order, model._meta.label))
