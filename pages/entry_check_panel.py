"""A panel of an edit form that says, while something is entered, what the site knows that is like it."""

from django.forms import Media
from django.forms.widgets import Script
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin.panels import Panel


class EntryCheckPanel(Panel):
    """Shows the answers of a view of the admin (`check_view`, its name) to what is in the form (js/entry_checks.js).

    template_name: its words, in an element that names the address of the view, `check_url`.
    """

    def __init__(self, check_view, template_name, **kwargs):
        super().__init__(**kwargs)
        self.check_view, self.template_name = check_view, template_name

    def clone_kwargs(self):
        return super().clone_kwargs() | {"check_view": self.check_view, "template_name": self.template_name}

    class BoundPanel(Panel.BoundPanel):
        @property
        def template_name(self):
            return self.panel.template_name

        @cached_property
        def media(self):
            """The script that asks while somebody types."""
            return super().media + Media(js=[Script("js/entry_checks.js", type="module")])

        def get_context_data(self, parent_context=None):
            """Return the context with the address that is asked."""
            return super().get_context_data(parent_context) | {"check_url": reverse(self.panel.check_view)}
