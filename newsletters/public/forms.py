"""Public forms: sign-up, preferences, change of address. Fields have autocomplete attributes (WCAG 1.3.5)."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from newsletters.models import MailingList
from visitors.addresses import AddressField
from visitors.honeypot import HoneypotMixin


class ListsField(forms.ModelMultipleChoiceField):
    """Mailing lists as checkboxes."""

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
    """Return the form field for the language of mail."""
    return forms.ChoiceField(
        label=_("In which language?"),
        choices=settings.LANGUAGES,
        widget=forms.RadioSelect,
        help_text=_("What is not translated comes in Dutch."),
    )


class SignUpForm(HoneypotMixin, forms.Form):
    """Sign-up: address, lists and language."""

    address = AddressField()
    lists = ListsField(error_messages={"required": _("Choose at least one list.")})
    language = language_field()

    def __init__(self, data=None, *, lists, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["lists"].queryset = lists


class FollowForm(HoneypotMixin, forms.Form):
    """Following a topic: the address."""

    address = AddressField()


class PreferencesForm(forms.Form):
    """Preferences: lists and language."""

    lists = ListsField(
        required=False, help_text=_("Untick all of them and you are unsubscribed, and we forget your address.")
    )
    language = language_field()

    def __init__(self, data=None, *, lists, is_following=False, **kwargs):
        super().__init__(data, prefix="keuze", **kwargs)
        self.fields["lists"].queryset = lists
        if is_following:
            self.fields["lists"].help_text = _("Untick all of them and you get no newsletter any more.")


class ChangeForm(forms.Form):
    """Change of address."""

    address = AddressField(label=_("New email address"), error_messages={"required": _("Fill in the new address.")})

    def __init__(self, data=None, **kwargs):
        super().__init__(data, prefix="nieuw", **kwargs)
