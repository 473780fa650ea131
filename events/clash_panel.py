"""The panel that says, while an event is entered, which others of the region are at the same time."""

from django.forms import Media
from django.forms.widgets import Script
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin.panels import Panel


class ClashPanel(Panel):
    """Shows the answers of events.clash_checks.check to the days and municipalities that stand in the form."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "events/admin/clash_panel.html"

        @cached_property
        def media(self):
            """The script that asks while somebody types."""
            return super().media + Media(js=[Script("js/entry_checks.js", type="module")])

        def get_context_data(self, parent_context=None):
            """Return the context with the address that is asked."""
            return super().get_context_data(parent_context) | {"check_url": reverse("event_clashes")}
