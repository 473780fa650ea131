"""What the publications can be narrowed by."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pages.models import RecordPage
from pages.record_index.facets import Facet, opened_by, replaced
from pages.record_index.relations import Role

# Kinds of publication (types of schema.org) that one watches or listens to.
RECORDED = ("VideoObject", "AudioObject", "PodcastSeries", "PodcastEpisode")

PUBLICATION_FACETS = replaced(
    RecordPage.facets,
    Facet("soort", _("Kind"), ["kind"], names=("name", "name_en"), order=("position",)),
    Facet("reeks", _("Series"), ["series"], names=("name", "name_en"), order=("position",)),
    opened_by(
        download=Q(files__isnull=False) | Q(parts__files__isnull=False),
        recording=Q(kind__schema_type__in=RECORDED)
        & (Q(parts__url__gt="") | Q(files__isnull=False) | Q(parts__files__isnull=False)),
        paths=["files__document", "parts__files__document"],
    ),
)


def _by_role(role, slug, heading):
    return Role("person", slug, heading, "contributors__person", where={"role": role})


PUBLICATION_ROLES = [
    # The values are those of Contributor.Role.
    _by_role("author", "auteur", _("Written")),
    _by_role("editor", "redacteur", _("Edited")),
    _by_role("interviewer", "interviewer", _("Interviews by this person")),
    _by_role("translator", "vertaler", _("Translated")),
    _by_role("illustrator", "illustrator", _("Illustrated")),
    _by_role("speaker", "stem", _("To be heard in")),
    _by_role("host", "presentator", _("Presented")),
    Role("organisation", "maker", _("Made"), "contributors__organisation"),
    Role("organisation", "uitgever", _("Published by them"), "publisher"),
    Role("organisation", "verkoper", _("To be ordered there"), "order_links__seller", is_maker=False),
]
