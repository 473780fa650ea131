"""Reads pasted lines of whom to invite: address; municipality or organisation; name."""

import re
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from inventory.desk.organisations import OrganisationNames, comparable
from inventory.models import Invitation
from network.models import Municipality
from visitors.addresses import clean_address, key_of

MOST_LINES = 2000
SEPARATOR, COMMA = re.compile(r"[;\t]"), re.compile(",")
LONGEST_NAME = Invitation._meta.get_field("name").max_length
PREFIX = re.compile(r"^gemeente\s+", re.IGNORECASE)


@dataclass
class Reading:
    """What was read: Invitations to make, the addresses that the round has already, and sentences on wrong lines."""

    invitations: list = field(default_factory=list)
    known: list = field(default_factory=list)
    problems: list = field(default_factory=list)


def read_lines(text, round_page, language):
    """Return the Reading of a text for a round; makes nothing."""
    reading = Reading()
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if len(lines) > MOST_LINES:
        reading.problems.append(gettext("These are more than %(most)s lines. Split them.") % {"most": MOST_LINES})
        return reading
    places = _Places()
    seen = set(Invitation.objects.filter(round=round_page).values_list("address_key", flat=True))
    for number, line in lines:
        try:
            invitation = _read_line(line, places)
        except ValidationError as error:
            words = gettext("Line %(number)s: %(problem)s")
            reading.problems.append(words % {"number": number, "problem": " ".join(error.messages)})
            continue
        key = key_of(invitation.address)
        if key in seen:
            reading.known.append(invitation.address)
            continue
        seen.add(key)
        # bulk_create() calls no save().
        invitation.round, invitation.language, invitation.address_key = round_page, language, key
        reading.invitations.append(invitation)
    return reading


class _Places:
    """Municipalities by name and code, organisations by name and abbreviation; each read once."""

    def __init__(self):
        rows = list(Municipality.objects.order_by("valid_to", "pk"))
        self.municipalities = {comparable(row.name): row for row in rows if row.merged_into_id is None}
        self.municipalities |= {row.code.casefold(): row for row in rows}
        self.organisations = OrganisationNames()

    def find(self, name):
        """Return {field of an Invitation: record} of a name; raises ValidationError when it is not known."""
        municipality = self.municipalities.get(comparable(PREFIX.sub("", name)))
        if municipality:
            return {"municipality": municipality}
        organisation = self.organisations.match(name)
        if organisation:
            return {"organisation": organisation}
        raise ValidationError(
            gettext("“%(name)s” is no municipality or organisation that we know.") % {"name": name[:80]}
        )


def _read_line(line, places):
    # A name may have a comma in it, so that counts only where nothing else divides.
    parts = [part.strip() for part in (SEPARATOR if SEPARATOR.search(line) else COMMA).split(line, maxsplit=2)]
    if len(parts) < 2 or not parts[1]:
        raise ValidationError(gettext("Write the address, a semicolon, and the municipality or organisation."))
    name = parts[2][:LONGEST_NAME] if len(parts) > 2 else ""
    return Invitation(address=clean_address(parts[0]), name=name, **places.find(parts[1]))
