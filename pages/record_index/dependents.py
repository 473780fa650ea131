"""Which records show something of a row of another model: found by the lookups that the types declare."""

from collections import defaultdict
from functools import cache

from pages.record_index.facets import follow
from pages.record_types import record_types


@cache
def dependencies():
    """Return {model: {(type of record, lookup)}} of the rows, child rows too, that cards and facets are made of."""
    found = defaultdict(set)
    for record_type in record_types():
        facets = (path for facet in record_type.facets for path in facet.paths)
        for path in [*record_type.card_prefetch, *record_type.followed, "listing_image", *facets]:
            names = path.split("__")
            for length in range(1, len(names) + 1):
                part = "__".join(names[:length])
                found[follow(record_type, part)].add((record_type, part))
    return dict(found)


def find_dependents(model, pk):
    """Return the primary keys of the records that show something of the row of `model` with primary key `pk`."""
    return {
        page
        for record_type, path in dependencies().get(model, ())
        for page in record_type.objects.order_by().filter(**{path: pk}).values_list("pk", flat=True)
    }
