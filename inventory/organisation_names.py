"""Matching of names of organisations as people type them."""

import difflib

from django.utils.functional import cached_property

from network.models import Organisation

NEW, LEAVE_OUT = "new", "none"
SUGGESTIONS = 4
LONGEST_NAME = Organisation._meta.get_field("name").max_length


def comparable(name):
    """Return a name normalised for comparison: case-folded, single spaces."""
    return " ".join(name.split()).casefold()


class OrganisationNames:
    """Finds organisations by whole name or abbreviation; loads all of them once.

    choices: overrides {name as typed: "new", "none", or the primary key as text}.
    """

    def __init__(self, choices=None):
        self.choices = choices or {}

    @cached_property
    def all(self):
        """Every Organisation by its primary key."""
        return {row.pk: row for row in Organisation.objects.only("pk", "name", "short_name", "slug").order_by("pk")}

    @cached_property
    def by_name(self):
        """Every Organisation by its comparable name and abbreviation; a name goes before an abbreviation."""
        found = {comparable(row.short_name): row for row in self.all.values() if row.short_name}
        return found | {comparable(row.name): row for row in self.all.values()}

    def match(self, name):
        """Return the Organisation of a name, or None."""
        choice = self.choices.get(name, "")
        if choice in (NEW, LEAVE_OUT):
            return None
        if choice.isdecimal() and int(choice) in self.all:
            return self.all[int(choice)]
        return self.by_name.get(comparable(name))

    def find_or_make(self, name):
        """Return the Organisation of a name, created when there is none; None when it is to be left out."""
        if self.choices.get(name) == LEAVE_OUT:
            return None
        # Also with the choice "new": two organisations cannot have one name.
        found = self.match(name) or self.by_name.get(comparable(name))
        if found is None:
            found = Organisation.objects.create(name=" ".join(name.split())[:LONGEST_NAME].strip())
            self.all[found.pk] = found
            self.by_name[comparable(name)] = found
        return found

    def suggest(self, name):
        """Return the organisations with similar names, the most similar first."""
        alike = difflib.get_close_matches(comparable(name), self.by_name, n=SUGGESTIONS * 2, cutoff=0.6)
        return list(dict.fromkeys(self.by_name[key] for key in alike))[:SUGGESTIONS]
