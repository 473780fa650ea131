"""Admin forms for subscribers."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from newsletters.models import MailingList, Subscriber, SubscriberImport
from newsletters.subscribers.import_columns import LABELS, Role, guess_roles
from newsletters.subscribers.import_file import decode, read_table
from newsletters.subscribers.suppressions import is_suppressed
from visitors.addresses import clean_address

EXAMPLES = 3


def lists_field():
    """Return a form field for one or more lists, including closed ones."""
    return forms.ModelMultipleChoiceField(
        MailingList.objects.all(), label=_("Lists"), widget=forms.CheckboxSelectMultiple
    )


def provenance_field(label):
    """Return a form field with this label for the provenance of addresses: at least ten characters."""
    help_text = _("Who agreed to what, when and where. It is kept with each address, and shown to its owner.")
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": 3}), help_text=help_text, min_length=10)


class SubscriberForm(WagtailAdminModelForm):
    """A subscriber that an editor adds, with lists and provenance."""

    address = forms.CharField(label=_("Email address"), widget=forms.EmailInput)
    lists = lists_field()
    provenance = provenance_field(_("Where the address comes from"))

    class Meta:
        model = Subscriber
        fields = ["address", "language"]

    def clean_address(self):
        """Return the cleaned address; rejects known and suppressed addresses."""
        address = clean_address(self.cleaned_data["address"])
        if Subscriber.objects.with_address(address).exists():
            raise ValidationError(gettext("This address is on our lists, or waits for a confirmation."))
        if is_suppressed(address):
            raise ValidationError(gettext("This address is blocked. Only its owner can sign up again."))
        return address


class UploadForm(forms.ModelForm):
    """A CSV file with addresses, the lists to add them to, and their provenance."""

    file = forms.FileField(
        label=_("CSV file"),
        help_text=_("At most 20,000 rows and 5 MB. You see what each column is taken for before anything is imported."),
    )
    lists = lists_field()
    provenance = provenance_field(_("Where the addresses come from"))

    field_order = ["file", "lists", "language", "provenance"]

    class Meta:
        model = SubscriberImport
        fields = ["language", "provenance"]

    def clean_file(self):
        """Return the decoded text of the file; rejects a file without addresses."""
        text = decode(self.cleaned_data["file"].read())
        guess_roles(read_table(text))
        self.instance.file_name = self.cleaned_data["file"].name[:255]
        return text


class ColumnsForm(forms.Form):
    """What each column of an uploaded Table is taken for; `roles` are the Roles to begin with."""

    def __init__(self, table, roles, data=None):
        super().__init__(data)
        for place, (name, role) in enumerate(zip(table.names, roles, strict=True)):
            cells = [cells[place].strip() for _line, cells in table.rows if place < len(cells)]
            field = forms.ChoiceField(
                choices=[(each.value, LABELS[each]) for each in Role],
                label=name or gettext("Column %(number)s") % {"number": place + 1},
                initial=role,
            )
            field.examples = list(dict.fromkeys(cell for cell in cells if cell))[:EXAMPLES]
            self.fields[f"column_{place}"] = field

    def clean(self):
        """Refuse a choice without a column of addresses."""
        chosen = super().clean()
        if not self.errors and Role.ADDRESS not in chosen.values():
            raise ValidationError(gettext("Choose at least one column with email addresses."))
        return chosen

    @property
    def roles(self):
        """The chosen Roles, in the order of the columns."""
        return [Role(self.cleaned_data[name]) for name in self.fields]
