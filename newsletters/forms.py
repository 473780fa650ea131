"""The forms of subscribers. Their widgets say what kind of text they take, so that browsers can fill them in."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from newsletters.addresses import clean_address
from newsletters.bot_trap import TrapMixin
from newsletters.models import MailingList

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
        """Return the address as newsletters.addresses.clean_address gives it."""
        return clean_address(super().clean(value))


class ListsField(forms.ModelMultipleChoiceField):
    """Lists as ticks, each with what it is about."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs):
        super().__init__(
            MailingList.objects.none(),
            **{"label": _("What do you want to hear about?"), **kwargs},
        )

    def label_from_instance(self, mailing_list):
        """Return the name of a list in the active language."""
        return mailing_list.label


def language_field():
    """Return the choice of the language in which somebody is written to."""
    return forms.ChoiceField(
        label=_("In which language?"),
        choices=settings.LANGUAGES,
        widget=forms.RadioSelect,
        help_text=_("What is not translated comes in Dutch."),
    )


class SignUpForm(TrapMixin, forms.Form):
    """An address, lists and a language."""

    address = AddressField()
    lists = ListsField(error_messages={"required": _("Choose at least one list.")})
    language = language_field()

    def __init__(self, data=None, *, lists, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["lists"].queryset = lists


class LinkForm(TrapMixin, forms.Form):
    """An address to which the link to the preferences goes."""

    address = AddressField()


class PreferencesForm(forms.Form):
    """Lists and a language."""

    lists = ListsField(
        required=False, help_text=_("Untick all of them and you are unsubscribed, and we forget your address.")
    )
    language = language_field()

    def __init__(self, data=None, *, lists, **kwargs):
        super().__init__(data, prefix="keuze", **kwargs)
        self.fields["lists"].queryset = lists


class ChangeForm(forms.Form):
    """A new address."""

    address = AddressField(label=_("New email address"), error_messages={"required": _("Fill in the new address.")})

    def __init__(self, data=None, **kwargs):
        super().__init__(data, prefix="nieuw", **kwargs)
