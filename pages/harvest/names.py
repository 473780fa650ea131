"""People and organisations of remote records: found by name in the network, or added to it when an editor says so."""

from django.db.models import Q
from django.utils.functional import cached_property

from network.models import Organisation, Person
from pages.harvest.values import name_of

PERSON, ORGANISATION, LEAVE_OUT = "person", "organisation", "none"
SUGGESTIONS = 4


def comparable(name):
    """Return a name normalised for comparison."""
    return " ".join(name.split()).casefold()


class Names:
    """Finds who is meant by the people of a record (dicts of pages.harvest.values).

    choices: {name in reading order: PERSON, ORGANISATION or LEAVE_OUT to add it or not, or "person-7" and
    "organisation-7" for who it is by primary key}; a name without choice that is not known is left out.
    """

    def __init__(self, people, choices=None):
        self.people = people
        self.choices = choices or {}

    @cached_property
    def _persons(self):
        families = {each["family"] for each in self.people if "family" in each}
        families |= {each["name"].split()[-1] for each in self.people if each.get("name", "").split()}
        condition = Q()
        for family in families:
            condition |= Q(family_name__iexact=family)
        return list(Person.objects.filter(condition).order_by("pk")) if families else []

    @cached_property
    def _organisations(self):
        condition = Q()
        for somebody in self.people:
            if "name" in somebody:
                condition |= Q(name__iexact=somebody["name"]) | Q(short_name__iexact=somebody["name"])
        return list(Organisation.objects.filter(condition).order_by("pk")) if condition else []

    def match(self, somebody):
        """Return the Person or Organisation with this name, or None."""
        name = comparable(name_of(somebody))
        found = [person for person in self._persons if comparable(person.name) == name]
        if "name" in somebody:
            found += self._organisations_named(name)
        return found[0] if found else None

    def _organisations_named(self, name):
        return [each for each in self._organisations if name in (comparable(each.name), comparable(each.short_name))]

    def suggest(self, somebody):
        """Return Persons with the same family name and initial."""
        if "family" not in somebody:
            return []
        family, initial = comparable(somebody["family"]), comparable(somebody["given"])[:1]
        alike = [
            person
            for person in self._persons
            if comparable(person.family_name) == family and comparable(person.given_name)[:1] in ("", initial)
        ]
        return alike[:SUGGESTIONS]

    @property
    def unknown(self):
        """Those of the people who are not known, each name once."""
        found = {name_of(each): each for each in self.people if self.match(each) is None}
        return list(found.values())

    def find_or_make(self, somebody):
        """Return the Person or Organisation, made when the editor chose so; None when it is left out."""
        found = self.match(somebody)
        if found is not None:
            return found
        choice = self.choices.get(name_of(somebody), LEAVE_OUT)
        kind, _sign, key = choice.partition("-")
        if key.isdecimal():
            return {PERSON: Person, ORGANISATION: Organisation}[kind].objects.filter(pk=key).first()
        if choice == PERSON:
            return self._make_person(somebody)
        if choice == ORGANISATION:
            name = name_of(somebody)[: Organisation._meta.get_field("name").max_length]
            return Organisation.objects.get_or_create(name=name)[0]
        return None

    def _make_person(self, somebody):
        if "family" in somebody:
            fields = {"given_name": somebody["given"], "particle": somebody["particle"]}
            return Person.objects.create(family_name=somebody["family"], **fields)
        *rest, family = somebody["name"].split()
        # “Anna van der Berg”: the words in lower case before the last one.
        particle = []
        while rest and rest[-1].islower():
            particle.insert(0, rest.pop())
        return Person.objects.create(
            given_name=" ".join(rest)[:100], particle=" ".join(particle)[:30], family_name=family[:100]
        )
