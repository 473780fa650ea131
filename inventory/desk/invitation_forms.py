"""The forms with which editors enter whom a round invites."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from inventory.desk.invitation_lines import read_lines
from inventory.models import InventoryRoundPage, Invitation
from visitors.addresses import AddressField, key_of
from visitors.private_links import revoke_links

MOST_PROBLEMS = 20  # that are shown at once


class InvitationForm(WagtailAdminModelForm):
    """One invitation. Another address is another person: who had it before loses the link, and the new one is asked."""

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
        """Save; for another address as if it was never sent."""
        if self.instance.pk and key_of(self.instance.address) != self.key_before:
            self.instance.invited_at = self.instance.reminded_at = None
            self.instance.reminders = self.instance.failures = 0
            self.instance.failed_kind, self.instance.failed_at = "", None
            revoke_links("invitation", self.instance.pk)
        return super().save(commit)


class PasteForm(forms.Form):
    """Lines of address, municipality or organisation, and name; `reading` is what they say."""

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
        """Read the lines; refuse all of them when one is wrong."""
        cleaned = super().clean()
        if cleaned.get("lines"):
            self.reading = read_lines(cleaned["lines"], self.round_page, cleaned.get("language", "nl"))
            if self.reading.problems:
                self.add_error("lines", self.reading.problems[:MOST_PROBLEMS])
        return cleaned
