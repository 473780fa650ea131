from django import forms
from django.utils.translation import gettext_lazy as _

from pages.models import Message
from visitors.addresses import AddressField
from visitors.honeypot import HoneypotMixin

LONGEST_TEXT, LONGEST_NAME = 5_000, Message._meta.get_field("name").max_length


class MessageForm(HoneypotMixin, forms.Form):
    """A message to the editors, and an address for the answer; it needs no confirmation: nothing is mailed to it."""

    topic = forms.ChoiceField(
        label=_("What is it for?"),
        choices=Message.Topic.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is for."), "invalid_choice": _("Choose what it is for.")},
    )
    text = forms.CharField(
        label=_("Your message"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=LONGEST_TEXT,
        error_messages={"required": _("Write your message.")},
    )
    name = forms.CharField(
        label=_("Your name (not required)"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        max_length=LONGEST_NAME,
        required=False,
    )
    address = AddressField(help_text=_("For our answer. We use it for nothing else."))
