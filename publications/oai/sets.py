"""The sets that can be harvested: what readers can narrow a list of publications by, as far as it is lasting."""

from collections import defaultdict

from django.conf import settings
from django.utils.translation import gettext, gettext_noop, override

from pages.models.record_index import FacetValue, RecordFacet
from publications.models import OaiSet

# Name of a facet of pages.record_index.facets: the upper level of its sets, and what that is for people.
SETS = {
    "werkplaats": ("werkplaats", gettext_noop("Werkplaats")),
    "thema": ("theme", gettext_noop("Theme")),
    "onderwerp": ("subject", gettext_noop("Subject")),
    "soort": ("kind", gettext_noop("Kind")),
}
SEPARATOR = ":"
LONGEST_SPEC = 300  # characters


def read_specs(records):
    """Return {primary key of an IndexedRecord: set of setSpecs}, those of the upper levels too. One query."""
    rows = RecordFacet.objects.filter(record__in=records, value__facet__in=SETS)
    found = defaultdict(set)
    for record, facet, value in rows.values_list("record", "value__facet", "value__value"):
        top = SETS[facet][0]
        found[record] |= {top, f"{top}{SEPARATOR}{value}"}
    return found


def find_sets(specs, record_type):
    """Return {setSpec: OaiSet} of these specs, made where they are new and named anew where that changed."""
    values = {spec.partition(SEPARATOR)[2] for spec in specs} - {""}
    rows = FacetValue.objects.filter(record_type=record_type, facet__in=SETS, value__in=values)
    labels = {}
    # The main language last, so that its names win.
    for _language, facet, value, label in sorted(
        rows.values_list("language", "facet", "value", "label"), key=lambda row: row[0] == settings.LANGUAGE_CODE
    ):
        labels[f"{SETS[facet][0]}{SEPARATOR}{value}"] = label
    names = {spec: name_of(spec, labels.get(spec, "")) for spec in specs}
    found = {row.spec: row for row in OaiSet.objects.filter(spec__in=specs)}
    changed = [row for row in found.values() if row.name != names[row.spec]]
    for row in changed:
        row.name = names[row.spec]
    OaiSet.objects.bulk_update(changed, ["name"])
    new = [OaiSet(spec=spec, name=name) for spec, name in names.items() if spec not in found]
    if not new:
        return found
    OaiSet.objects.bulk_create(new, ignore_conflicts=True)
    return {row.spec: row for row in OaiSet.objects.filter(spec__in=specs)}


def name_of(spec, label):
    """Return the name of a set in the main language: “Onderwerp”, “Onderwerp: Armoede”."""
    top, _separator, value = spec.partition(SEPARATOR)
    with override(settings.LANGUAGE_CODE):
        heading = next(gettext(words) for name, words in SETS.values() if name == top)
    return f"{heading}: {label or value}"[:LONGEST_SPEC] if value else heading
