"""The form with which somebody writes to the owner of a project."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from visitors.addresses import AddressField
from visitors.honeypot import HoneypotMixin

LONGEST_MESSAGE = 2_000  # characters


class NameField(forms.CharField):
    """A name on one line: whatever was pasted, there are no line breaks in it."""

    def to_python(self, value):
        """Return the text with single spaces and without control characters."""
        text = super().to_python(value)
        return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


class ContactForm(HoneypotMixin, forms.Form):
    """Who writes, and what."""

    name = NameField(
        label=_("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Fill in your name.")},
    )
    address = AddressField(help_text=_("We first mail you a link to confirm. Only you can see this address for now."))
    organisation = NameField(
        label=_("Organisation (not required)"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    message = forms.CharField(
        label=_("Your message"),
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Say what you do yourself, and what you would like to talk about."),
        error_messages={"required": _("Write a message.")},
    )

    def clean_message(self):
        """Return the message; refuse control characters, which no person types."""
        message = self.cleaned_data["message"].replace("\r\n", "\n")
        if any(not letter.isprintable() and letter not in "\n\t" for letter in message):
            raise ValidationError(_("There are signs in the message that we cannot send."))
        return message
