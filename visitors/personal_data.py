"""What is stored about an address, collected from the rooms by the hook `personal_data` (GDPR articles 15 to 20)."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field

from django.db import transaction
from wagtail import hooks

from visitors.addresses import key_of
from visitors.models import DataRequest, PrivateLink


@dataclass(frozen=True)
class Editable:
    """A value that its owner can correct. name: of the form field; longest: its maximum length in characters."""

    name: str
    label: str
    value: str
    longest: int = 120


@dataclass(frozen=True)
class Held:
    """One stored item about an address: `rows` of (label, value), `editable` values; `kept` tells until when.

    `key` identifies it within its source. `opens` is the label of a button to a page of its own. `data` is its JSON
    representation (dict); by default the rows.
    """

    key: str
    title: str
    rows: tuple = ()
    editable: tuple = ()
    kept: str = ""
    opens: str = ""
    data: dict = field(default_factory=dict)

    def as_json(self):
        """Return the item as a dict of JSON values."""
        own = {str(label): str(value) for label, value in self.rows}
        own |= {str(each.label): each.value for each in self.editable}
        return {"title": str(self.title), "kept": str(self.kept), **(self.data or own)}


class PersonalDataSource(ABC):
    """What one room stores about an address. `name` identifies the source, `heading` is its title on the page.

    With `editable` values in what it finds, a source has `correct(address, key, values)`, which saves the values
    ({name: text}) of the thing with that key; with `opens`, `open(address, key)`, which returns the path of its page.
    """

    name = ""
    heading = ""
    order = 100

    @abstractmethod
    def find(self, address):
        """Return a list of Held for an address; spellings compare by visitors.addresses.key_of."""

    @abstractmethod
    def erase(self, address):
        """Erase all that the room stores about the address; anonymise what must stay."""


def list_sources():
    """Return every PersonalDataSource, sorted by `order` and name."""
    return sorted((source for hook in hooks.get_hooks("personal_data") for source in hook()), key=_order)


def _order(source):
    return source.order, source.name


@transaction.atomic
def erase_everywhere(address):
    """Erase all that any room stores about an address, its data requests and private links too. Atomic."""
    for source in list_sources():
        source.erase(address)
    for model in (DataRequest, PrivateLink):
        model.objects.filter(address__iexact=key_of(address)).delete()
