"""Which people and organisations of the network the names of CSL-JSON items mean, and what has to be made for them."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext

from network.models import Organisation, Person
from publications.duplicates import plain_words

from .apa import initials
from .csl import NAME_VARIABLES
from .read_names import person

ROLES = {variable: role for role, variable in NAME_VARIABLES.items()}
INITIALS = re.compile(r"(?:(?:IJ|\w)\.[ -]?)+|[A-Z](?:[ -]?[A-Z]){0,3}")


@dataclass
class Maker:
    """Somebody or an organisation in a role; `record` is the Person or Organisation, not saved yet when it is new."""

    role: str
    record: object
    note: str = ""

    @property
    def is_new(self):
        return self.record.pk is None

    @property
    def kind_name(self):
        """What the record is: person or organisation."""
        return self.record._meta.verbose_name


class Network:
    """The people and organisations to find names among; two queries, however many names are looked up."""

    def __init__(self):
        self.people, self.organisations = {}, {}
        for each in Person.objects.all():
            self.keep(each)
        for each in Organisation.objects.all():
            self.keep(each)

    def keep(self, record):
        """Find this record from now on."""
        if isinstance(record, Person):
            self.people.setdefault(plain_words(f"{record.particle} {record.family_name}"), []).append(record)
            return
        self.organisations.setdefault(plain_words(record.name), record)

    def find_makers(self, item):
        """Return the Makers of an item, in the order of roles and names."""
        return [Maker(role, *self.find(name)) for variable, role in ROLES.items() for name in item.get(variable, ())]

    def find(self, name):
        """Return (record, sentence on how it was found) for a CSL name; a new record, not saved, where nobody fits."""
        if literal := name.get("literal"):
            return self.find_organisation(literal), ""
        family = " ".join(part for part in (name.get("non-dropping-particle"), name["family"]) if part)
        given = name.get("given", "")
        namesakes = self.people.get(plain_words(family), [])
        if exact := [each for each in namesakes if plain_words(each.given_name) == plain_words(given)]:
            return exact[0], ""
        if not given and (found := self.organisations.get(plain_words(family))):
            return found, ""
        likely = [each for each in namesakes if _may_be_same(each.given_name, given)]
        if len(likely) == 1:
            return likely[0], gettext("by initials; look whether this is who is meant")
        new = Person(given_name=given, particle=name.get("non-dropping-particle", ""), family_name=name["family"])
        self.keep(new)
        return new, ""

    def find_organisation(self, name):
        """Return the Organisation of this name, or the Person whose whole name it is; else a new Organisation."""
        if found := self.organisations.get(plain_words(name)):
            return found
        for each in (person(name), {"family": name}):
            family = f"{each.get('non-dropping-particle', '')} {each['family']}"
            if alone := [one for one in self.people.get(plain_words(family), []) if not one.given_name]:
                return alone[0]
        new = Organisation(name=name)
        self.keep(new)
        return new


def _may_be_same(first, second):
    """Return whether one of two given names may be the initials of the other."""
    if not (first and second) or not (INITIALS.fullmatch(first) or INITIALS.fullmatch(second)):
        return False
    first, second = initials(first), initials(second)
    return first.startswith(second) or second.startswith(first)
