"""What editors fill in about subscribers."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from newsletters.imports.reading import decode, read_cells
from newsletters.models import MailingList, Subscriber, SubscriberImport
from newsletters.suppressions import is_suppressed
from visitors.addresses import clean_address


def choose_lists():
    """Return a field for one or more lists, also closed ones."""
    return forms.ModelMultipleChoiceField(
        MailingList.objects.all(), label=_("Lists"), widget=forms.CheckboxSelectMultiple
    )


def tell_provenance(label):
    """Return a field, with a label, for where addresses come from: at least ten characters."""
    help_text = _("Who agreed to what, when and where. It is kept with each address, and shown to its owner.")
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": 3}), help_text=help_text, min_length=10)


class SubscriberForm(WagtailAdminModelForm):
    """Somebody whom an editor adds, with where that comes from."""

    address = forms.CharField(label=_("Email address"), widget=forms.EmailInput)
    lists = choose_lists()
    provenance = tell_provenance(_("Where the address comes from"))

    class Meta:
        model = Subscriber
        fields = ["address", "language"]

    def clean_address(self):
        """Return the address; refuse one that is known, or whose owner left."""
        address = clean_address(self.cleaned_data["address"])
        if Subscriber.objects.with_address(address).exists():
            raise ValidationError(gettext("This address is on our lists, or waits for a confirmation."))
        if is_suppressed(address):
            raise ValidationError(gettext("This address is blocked. Only its owner can sign up again."))
        return address


class UploadForm(forms.ModelForm):
    """A file with addresses, the lists they come on, and where they come from."""

    file = forms.FileField(
        label=_("CSV file"),
        help_text=_("One row for each address; at most 20,000 rows and 5 MB. Other columns are not read."),
    )
    lists = choose_lists()
    provenance = tell_provenance(_("Where the addresses come from"))

    field_order = ["file", "lists", "language", "provenance"]

    class Meta:
        model = SubscriberImport
        fields = ["language", "provenance"]

    def clean_file(self):
        """Return the text of the file; refuse one without addresses."""
        text = decode(self.cleaned_data["file"].read())
        read_cells(text)
        self.instance.file_name = self.cleaned_data["file"].name[:255]
        return text
