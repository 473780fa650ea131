"""What was withdrawn, in the menu “Reports”: editors say why, and where to look instead."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel, PageChooserPanel
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import register_permission_policy

from pages.models import WithdrawnRecord
from pages.permission_policies import NoAddOrDeletePolicy

register_permission_policy(WithdrawnRecord, NoAddOrDeletePolicy(WithdrawnRecord))


class WithdrawnIndexView(IndexView):
    """The withdrawn records, the newest first."""

    def get_base_queryset(self):
        """Return all withdrawn records with the pages to read instead, in one query."""
        return super().get_base_queryset().select_related("moved_to")


class WithdrawnRecordViewSet(ModelViewSet):
    """The list of withdrawn records, and the form of what their addresses say."""

    model = WithdrawnRecord
    name = "withdrawn_records"
    url_prefix = "reports/withdrawn"
    icon = "bin"
    menu_label = _("Withdrawn records")
    menu_hook = "register_reports_menu_item"
    menu_order = 910
    menu_item_is_registered = True
    add_to_reference_index = False
    copy_view_enabled = False
    index_view_class = WithdrawnIndexView
    list_display = [
        "title",
        "description",
        Column("path", label=_("Address")),
        "language",
        DateColumn("withdrawn_at", label=_("Withdrawn on"), sort_key="withdrawn_at"),
        Column("moved_to", label=_("Read instead"), accessor=lambda row: row.moved_to or row.moved_to_url or "–"),
    ]
    list_filter = ["record_type", "language"]
    list_per_page = 50
    search_fields = ["title", "path"]
    search_backend_name = None
    ordering = ["-withdrawn_at"]
    panels = [
        HelpPanel(
            content=_(
                "Readers who come to the old address read this. It goes by itself when the record is published again. "
                "Leave out of title and description what may not be read any more, such as a name."
            )
        ),
        FieldPanel("title"),
        FieldPanel("description"),
        FieldPanel("reason"),
        MultiFieldPanel([PageChooserPanel("moved_to"), FieldPanel("moved_to_url")], _("Where to look instead")),
    ]
