"""The municipalities of the overview: those that exist today, and former ones that projects still name."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from inventory.models import CoverageFact
from network.models import Municipality


@dataclass(frozen=True, eq=False)
class Town:
    """A municipality as a column; `groups` are the short names of its region groups, `url` its page in the overview."""

    pk: int
    name: str
    slug: str
    code: str
    province: str
    groups: frozenset
    is_former: bool
    url: str


def read_towns():
    """Return all Towns by province and name, in two queries."""
    counted = CoverageFact.objects.filter(
        kind=CoverageFact.Kind.PROJECT, value=CoverageFact.NOTHING, municipality=OuterRef("pk")
    )
    today = timezone.localdate()
    current = Q(pk__in=Municipality.objects.valid_on(today).values("pk"))
    kept = Municipality.objects.filter(current | Exists(counted))
    groups = {}
    for town, slug in Municipality.region_groups.through.objects.values_list("municipality", "regiongroup__slug"):
        groups.setdefault(town, set()).add(slug)
    rows = kept.order_by("province", "name").values_list("pk", "name", "slug", "code", "province", "valid_to")
    # Looking up an address takes longer than reading the row.
    url = reverse("coverage-municipality", args=["-"]).removesuffix("-/")
    return [
        Town(
            pk,
            name,
            slug,
            code,
            province,
            groups=frozenset(groups.get(pk, ())),
            is_former=valid_to is not None and valid_to <= today,
            url=f"{url}{slug}/",
        )
        for pk, name, slug, code, province, valid_to in rows
    ]
