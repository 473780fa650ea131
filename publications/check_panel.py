"""The panel that says, while a publication is entered, what looks like it; and fields that tidy what is pasted."""

from django.forms import Media, TextInput
from django.forms.widgets import Script
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin.panels import Panel


class CheckPanel(Panel):
    """Shows the answers of publications.entry_checks.check to what is typed in the fields of the form."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "publications/admin/check_panel.html"

        @cached_property
        def media(self):
            """The script that asks while somebody types."""
            return super().media + Media(js=[Script("js/entry_checks.js", type="module")])

        def get_context_data(self, parent_context=None):
            """Return the context with the address that is asked."""
            return super().get_context_data(parent_context) | {"check_url": reverse("publications_check")}


class IdentifierInput(TextInput):
    """A text field that takes an identifier as people paste it; `canonical` (text to text) makes one of it."""

    def __init__(self, canonical, attrs=None):
        super().__init__(attrs)
        self.canonical = canonical

    def value_from_datadict(self, data, files, name):
        """Return the identifier that was meant; what is none stays as it was typed."""
        value = super().value_from_datadict(data, files, name)
        return self.canonical(value) if value else value
