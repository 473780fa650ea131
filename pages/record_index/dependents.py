"""Which records show something of a row of another model: found by the lookups that the types declare."""

from collections import defaultdict
from functools import cache

from modelcluster.fields import ParentalKey
from wagtail import hooks
from wagtail.models import Page

from pages.record_index.facets import stored_facets
from pages.record_index.lookups import follow
from pages.record_types import record_types


@cache
def dependencies():
    """Return {model: {(type of record, lookup)}} of the rows, child rows too, that cards and facets are made of."""
    found = defaultdict(set)
    for record_type in record_types():
        facets = (path for facet in stored_facets(record_type) for path in facet.paths)
        named = [*record_type.card_prefetch, *record_type.entry_prefetch, *record_type.followed]
        for path in [*named, "listing_image", *facets]:
            names = path.split("__")
            for length in range(1, len(names) + 1):
                part = "__".join(names[:length])
                found[follow(record_type, part)].add((record_type, part))
    return dict(found)


@cache
def parent_key(model):
    """Return the name of the column that holds the record of which a row of `model` is a child row, and of no other.

    Empty when other records show something of such a row too.
    """
    for field in model._meta.concrete_fields:
        if isinstance(field, ParentalKey):
            name = field.remote_field.get_accessor_name()
            return field.attname if all(path == name for _type, path in dependencies()[model]) else ""
    return ""


def find_dependents(model, pks):
    """Return the primary keys of the records that show something of rows of `model`, given by their primary keys.

    What refers to one version of a page shows something of the other versions. Rooms add what depends on a page
    otherwise by the hook `record_dependents`: a function of the model and the primary keys (an iterable) that returns
    primary keys of records.
    """
    lookup, values = "in", pks
    if issubclass(model, Page):
        lookup = "translation_key__in"
        values = Page.objects.order_by().filter(pk__in=pks).values("translation_key")
    found = {
        page
        for record_type, path in dependencies().get(model, ())
        for page in record_type.objects.order_by().filter(**{f"{path}__{lookup}": values}).values_list("pk", flat=True)
    }
    return found.union(*(source(model, pks) for source in hooks.get_hooks("record_dependents")))
