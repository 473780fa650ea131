"""What all serializers of single values share, and the reference to another record.

A value has three forms: in a file (a Node), plain in Python, and in the database. The plain form is what is compared:
two records are equal when their plain values are. A Serializer goes between the forms: `parse` Node to plain (problems
go to the Place), `dump` plain to what yaml_text writes, `to_db` plain to the database, `from_db` back. The IdMap knows
which id belongs to which row.
"""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
MAX_ID = 120


class Serializer:
    """Text on one line. `empty` is the plain form of nothing; `check` (raises ValidationError) may be None."""

    empty = ""
    # Whether it stands for another record.
    refers = False
    # Whether it identifies a row.
    identifies = False

    def __init__(self, check=None):
        self.check = check

    def parse(self, node, place):
        """Return the plain form; a problem is reported to `place` and gives `empty`."""
        if not node.is_text:
            place.refuse(node.line, gettext("Write one value here, not a list or fields."))
            return self.empty
        text = node.value.strip()
        if not text:
            return self.empty
        try:
            value = self.read_text(self.resolve(text, place.today))
            if self.check:
                self.check(self.to_db(value, None))
        except (ValidationError, ValueError) as error:
            messages = error.messages if isinstance(error, ValidationError) else [str(error)]
            for message in messages:
                place.refuse(node.line, message)
            return self.empty
        return value

    def resolve(self, text, today):
        """Return `text` without what depends on the day of import, `today` (date); raises ValueError with a sentence."""
        return text

    def read_text(self, text):
        """Return the plain form of a text that is not empty; raises ValueError with a sentence."""
        if "\n" in text:
            raise ValueError(gettext("Write this on one line, or behind >-."))
        return text

    def dump(self, value):
        return value

    def to_db(self, value, id_map):
        return value

    def from_db(self, stored, id_map):
        return " ".join(str(stored or "").split("\n")).strip()


class Reference(Serializer):
    """The id of another record of one of `models` (classes); plain the id, in the database its primary key."""

    refers = True

    def __init__(self, *models):
        super().__init__()
        self.models = models

    def parse(self, node, place):
        text = super().parse(node, place)
        return check_reference(text, node.line, place, self.models) if text else ""

    def to_db(self, value, id_map):
        return id_map.pk_of(value) if value and id_map else None

    def from_db(self, stored, id_map):
        return id_map.id_of(self.models[0], stored) if stored else ""


def check_reference(text, line, place, models):
    """Return the id `text`, or "" when there is no such record, or it is of none of the `models` (classes)."""
    serializer = place.serializers.get(text)
    if serializer is None:
        place.refuse(line, gettext("There is no record “%(id)s”.") % {"id": text})
        return ""
    if not issubclass(serializer.model, models):
        what = ", ".join(str(model._meta.verbose_name) for model in models)
        place.refuse(
            line,
            gettext("“%(id)s” is of type %(kind)s; name one of: %(what)s.")
            % {"id": text, "kind": serializer.name, "what": what},
        )
        return ""
    place.references.add(text)
    return text


def list_of(node, place):
    """Return the Nodes of a list; a value that is no list is a problem and gives an empty list."""
    if isinstance(node.value, list):
        return node.value
    if not node.is_empty:
        place.refuse(node.line, gettext("Write a list: [one, two], or lines that begin with a hyphen."))
    return []
