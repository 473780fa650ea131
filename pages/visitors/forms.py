"""Fields of forms that visitors fill in. Their widgets say what they take, so that browsers can fill them in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from pages.visitors.addresses import clean_address
from pages.visitors.bot_trap import TrapMixin

LONGEST_INPUT = 400  # characters; more than an address can have, so that its refusal can say so


class AddressField(forms.CharField):
    """An email address that we can write to."""

    widget = forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email", "spellcheck": "false"})

    def __init__(self, **kwargs):
        super().__init__(
            **{
                "label": _("Email address"),
                "max_length": LONGEST_INPUT,
                "strip": False,
                "error_messages": {"required": _("Fill in your email address.")},
                **kwargs,
            }
        )

    def clean(self, value):
        """Return the address as pages.visitors.addresses.clean_address gives it."""
        return clean_address(super().clean(value))


class LinkForm(TrapMixin, forms.Form):
    """An address to which a private link goes."""

    address = AddressField()
