"""What the columns of an imported file hold: guessed from their names and cells, shown to the editor and changeable.

The names and words are those of exports in Dutch and English, among them Mailchimp, Brevo, MailerLite and Laposta.
"""

import re
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from visitors.addresses import clean_address


class Role(StrEnum):
    """What a column is taken for."""

    ADDRESS = "address"
    STATUS = "status"
    LEFT = "left"
    IGNORED = "ignored"


LABELS = {
    Role.ADDRESS: gettext_lazy("email addresses"),
    Role.STATUS: gettext_lazy("status, such as “subscribed” or “unsubscribed”"),
    Role.LEFT: gettext_lazy("when or that somebody left: filled in means left"),
    Role.IGNORED: gettext_lazy("not used"),
}

# Normalised names of columns: lower case, words separated by spaces.
ADDRESS_NAME = re.compile(r"\b(e ?mail(s|adres|adressen)?|mail|mailadres|adres|address|emailaddress)\b")
PERSON_NAME = re.compile(r"\b(naam|name|voornaam|achternaam|weergavenaam|contact|contactpersoon|twitter|handle)\b")
STATUS_NAME = re.compile(r"\b(status|abonneestatus|lidstatus|subscribed|subscriber state|aangemeld|actief|active)\b")
LEFT_NAME = re.compile(
    r"\b(unsub|unsubscribed?|unsubscribed at|optout|opt out|opted out|clean time|cleaned|bounced|bounce|complained"
    r"|deleted at|blocklisted|blacklisted|afgemeld|afmelddatum|uitgeschreven|uitschrijfdatum|geblokkeerd)\b"
)
# Other columns of an export about leaving, filled in for who left only; the time is enough.
LEFT_DETAIL = re.compile(r"\b(campaign|reason|reden|title)\b")


def _words(text):
    return {word.strip() for word in text.split(",")}


# Words that alone do not tell that a column holds a status.
YES, NO = _words("1, y, yes, true, j, ja, waar"), _words("0, n, no, false, nee, onwaar")
STAYING = YES | _words(
    "subscribed, active, confirmed, enabled, opted in, opt in, optin, single opt in, double opt in, "
    "aangemeld, ingeschreven, actief, bevestigd, geabonneerd, abonnee"
)
LEAVING = NO | _words(
    "unsubscribed, not subscribed, nonsubscribed, non subscribed, opted out, opt out, optout, inactive, disabled, "
    "archived, deleted, removed, cleaned, bounced, hard bounced, bounce, complained, spam, junk, blocked, blocklisted, "
    "blacklisted, suppressed, unconfirmed, pending, transactional, afgemeld, uitgeschreven, opgezegd, inactief, "
    "verwijderd, geblokkeerd, onbevestigd, niet bevestigd"
)
NOT_LEFT = NO | {"", "null", "none", "0000 00 00 00 00 00", "0000 00 00"}

NAMED = re.compile(r"<([^<>]*@[^<>]*)>$")
WORD = re.compile(r"[^\s,;<>()\[\]\"]+")
# Separators outside quotation marks and angle brackets.
PIECE = re.compile(r'(?:"[^"]*"|<[^<>]*>|[^,;])+')


def normalise(text):
    """Return a name or cell in lower case, with single spaces for all signs that are no letter or digit."""
    return " ".join(re.sub(r"[\W_]+", " ", text.casefold()).split())


def split_addresses(cell):
    """Return the addresses (texts, not validated) in a cell: separated by , ; or white space, or as `Name <address>`.

    A cell that cannot be split is returned whole; [] for an empty one.
    """
    if not cell.strip():
        return []
    pieces = [piece.strip() for piece in PIECE.findall(cell)]
    if not any("@" in piece for piece in pieces):
        return [cell]
    found, loose = [], ""
    for piece in pieces:
        named = NAMED.search(piece)
        if named:
            # A comma in an unquoted name: “Jansen, Jan <jan@example.nl>”.
            found.append(named[1].strip())
            loose = ""
            continue
        if loose:
            found.append(loose)
        loose = ""
        if "@" not in piece:
            loose = piece
        elif len(words := piece.split()) > 1 and all("@" in word for word in words):
            found += words
        else:
            # With the white space around it: a line break in an address is refused.
            found.append(piece if len(pieces) > 1 else cell)
    return [*found, loose] if loose else found


def valid_addresses(cell):
    """Return the valid addresses in a cell."""
    found = []
    for text in split_addresses(cell) if "@" in cell else []:
        try:
            found.append(clean_address(text))
        except ValidationError:
            continue
    return found


def guess_roles(table):
    """Return a Role for each column of a Table; raises ValidationError when no column holds addresses."""
    roles = [_guess_role(name, _cells(table, place)) for place, name in enumerate(table.names)]
    if Role.ADDRESS not in roles:
        counts = [sum("@" in cell for cell in _cells(table, place)) for place in range(len(table.names))]
        if not counts or not max(counts):
            raise ValidationError(_("No column with email addresses was found."))
        roles[counts.index(max(counts))] = Role.ADDRESS
    return roles


def _cells(table, place):
    """Return the filled cells of a column, without white space around them."""
    return [cells[place].strip() for _line, cells in table.rows if place < len(cells) and cells[place].strip()]


def _guess_role(name, cells):
    name = normalise(name)
    good = sum(bool(valid_addresses(cell)) for cell in cells)
    if good and (ADDRESS_NAME.search(name) or (2 * good >= len(cells) and not PERSON_NAME.search(name))):
        return Role.ADDRESS
    if LEFT_NAME.search(name) and not LEFT_DETAIL.search(name):
        # “unsubscribed” may be the name of a status too, with words in it.
        return Role.STATUS if _are_statuses(cells) else Role.LEFT
    if STATUS_NAME.search(name) or _are_statuses(cells):
        return Role.STATUS
    return Role.IGNORED


def _are_statuses(cells):
    words = {normalise(cell) for cell in cells}
    return bool(words - YES - NO) and words <= STAYING | LEAVING


class Row:
    """One row of a Table, read by the Roles of its columns."""

    def __init__(self, line, cells, roles):
        self.line = line
        self._cells = list(zip(cells, roles, strict=False))

    def _of(self, role):
        return [cell for cell, its_role in self._cells if its_role == role]

    @property
    def addresses(self):
        """The addresses (texts, not validated), each once."""
        return list(dict.fromkeys(text for cell in self._of(Role.ADDRESS) for text in split_addresses(cell)))

    @property
    def unused_addresses(self):
        """The valid addresses in columns that are not taken for addresses."""
        words = (word.strip(".:") for cell in self._of(Role.IGNORED) for word in WORD.findall(cell) if "@" in word)
        return [address for word in words for address in valid_addresses(word)]

    @property
    def left(self):
        """The cell that says that this person left or did not confirm, or ""."""
        left = [cell for cell in self._of(Role.LEFT) if normalise(cell) not in NOT_LEFT]
        left += [cell for cell in self._of(Role.STATUS) if normalise(cell) in LEAVING]
        return " ".join(left[0].split()) if left else ""

    @property
    def unknown_status(self):
        """The first status that is not understood, or ""."""
        known = STAYING | LEAVING | {""}
        return next((" ".join(cell.split()) for cell in self._of(Role.STATUS) if normalise(cell) not in known), "")


def read_rows(table, roles):
    """Return the Rows of a Table, whose columns have these Roles."""
    return [Row(line, cells, roles) for line, cells in table.rows]
