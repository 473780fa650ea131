"""Forms with which editors enter whom a round invites, one by one or as pasted lines."""

import re
from dataclasses import dataclass, field

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from inventory.models import InventoryRoundPage, Invitation
from inventory.organisation_names import OrganisationNames, comparable
from network.models import Municipality
from visitors.addresses import AddressField, clean_address, key_of
from visitors.private_links import revoke_links

MOST_PROBLEMS = 20  # that are shown at once
MOST_LINES = 2000
SEPARATOR, COMMA = re.compile(r"[;\t]"), re.compile(",")
LONGEST_NAME = Invitation._meta.get_field("name").max_length
PREFIX = re.compile(r"^gemeente\s+", re.IGNORECASE)


class InvitationForm(WagtailAdminModelForm):
    """One invitation. A changed address is a new person: the old link is revoked, and the invitation counts as not
    sent.
    """

    address = AddressField()

    class Meta:
        model = Invitation
        fields = ["round", "municipality", "organisation", "name", "address", "language"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["round"].queryset = InventoryRoundPage.objects.filter(alias_of=None).order_by("-opens_at", "-pk")
        self.key_before = self.instance.address_key

    def clean(self):
        """Refuse an address that the round has already."""
        cleaned = super().clean()
        if cleaned.get("round") and cleaned.get("address"):
            same = Invitation.objects.filter(round=cleaned["round"], address_key=key_of(cleaned["address"]))
            if same.exclude(pk=self.instance.pk).exists():
                raise ValidationError({"address": _("This address is invited in this round already.")})
        return cleaned

    def save(self, commit=True):
        """Save; a changed address resets what was sent."""
        if self.instance.pk and key_of(self.instance.address) != self.key_before:
            self.instance.invited_at = self.instance.reminded_at = None
            self.instance.reminders = self.instance.failures = 0
            self.instance.failed_kind, self.instance.failed_at = "", None
            revoke_links("invitation", self.instance.pk)
        return super().save(commit)


class PasteForm(forms.Form):
    """Pasted lines of address; municipality or organisation; name. `reading` is their Reading."""

    lines = forms.CharField(
        label=_("One line for each person"),
        help_text=_(
            "Address; municipality or organisation; name. The name may be left out. "
            "Copied from a spreadsheet it works too. For example: jan@woerden.nl; Woerden; Jan Jansen"
        ),
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        strip=False,
    )
    language = forms.ChoiceField(label=_("Language of the mails"), choices=settings.LANGUAGES, initial="nl")
    reading = None

    def __init__(self, *args, round_page, **kwargs):
        super().__init__(*args, **kwargs)
        self.round_page = round_page

    def clean(self):
        """Parse the lines; one error refuses all of them."""
        cleaned = super().clean()
        if cleaned.get("lines"):
            self.reading = read_lines(cleaned["lines"], self.round_page, cleaned.get("language", "nl"))
            if self.reading.problems:
                self.add_error("lines", self.reading.problems[:MOST_PROBLEMS])
        return cleaned


@dataclass
class Reading:
    """Parsed lines: Invitations to create, addresses that the round has already, and error messages."""

    invitations: list = field(default_factory=list)
    known: list = field(default_factory=list)
    problems: list = field(default_factory=list)


def read_lines(text, round_page, language):
    """Return the Reading of a text for a round; saves nothing."""
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
    """Lookup of municipalities by name and code, and of organisations by name and abbreviation."""

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
