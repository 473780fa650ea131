"""All that is held on one address, gathered from every room by the hook `personal_data` (GDPR articles 15 to 20)."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field

from django.db import transaction
from wagtail import hooks

from visitors.addresses import key_of
from visitors.models import DataRequest, PrivateLink


@dataclass(frozen=True)
class Editable:
    """A value that its owner can correct: `name` in the form, `label` for people, at most `longest` characters."""

    name: str
    label: str
    value: str
    longest: int = 120


@dataclass(frozen=True)
class Held:
    """One thing that is held: `rows` of (label, value), `editable` values, `kept` says until when.

    `key` tells it from others of its source. `opens` is the label of a button that leads to a page of its own.
    `data` is what a machine gets of it (JSON values); by default the rows.
    """

    key: str
    title: str
    rows: tuple = ()
    editable: tuple = ()
    kept: str = ""
    opens: str = ""
    data: dict = field(default_factory=dict)

    def as_json(self):
        """Return it as plain values."""
        own = {str(label): str(value) for label, value in self.rows}
        own |= {str(each.label): each.value for each in self.editable}
        return {"title": str(self.title), "kept": str(self.kept), **(self.data or own)}


class PersonalDataSource(ABC):
    """What one room holds on people who gave an address. `name` is a word for machines, `heading` for people.

    With `editable` values in what it finds, a source has `correct(address, key, values)`, which saves the values
    ({name: text}) of the thing with that key; with `opens`, `open(address, key)`, which returns the path of its page.
    """

    name = ""
    heading = ""
    order = 100

    @abstractmethod
    def find(self, address):
        """Return a list of Held for an address in whatever spelling."""

    @abstractmethod
    def erase(self, address):
        """Erase all that the room holds on the address; what must stay is made anonymous."""


def list_sources():
    """Return every PersonalDataSource, in the order in which people read them."""
    return sorted((source for hook in hooks.get_hooks("personal_data") for source in hook()), key=_order)


def _order(source):
    return source.order, source.name


@transaction.atomic
def erase_everywhere(address):
    """Erase all that any room holds on an address, its requests and its links too."""
    for source in list_sources():
        source.erase(address)
    for model in (DataRequest, PrivateLink):
        model.objects.filter(address__iexact=key_of(address)).delete()
