"""The inbox of messages to the editors, and the task that says on the dashboard how many wait."""

from django.db.models import Case, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, HelpPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import register_permission_policy

from pages.editors_tasks import PermittedTask, day_of
from pages.models import Message
from pages.permission_policies import NoAddOrDeletePolicy

register_permission_policy(Message, NoAddOrDeletePolicy(Message))


class MessageForm(WagtailAdminModelForm):
    """What the editors did with a message; when and by whom follows."""

    def save(self, commit=True):
        """Keep who answered or closed it, and when; a message that is new again waits again."""
        if "state" in self.changed_data:
            is_new = self.instance.state == Message.State.NEW
            self.instance.handled_at = None if is_new else timezone.now()
            self.instance.handled_by = None if is_new else self.for_user
        return super().save(commit)


class MessageIndexView(IndexView):
    """The messages, those that wait first."""

    def get_base_queryset(self):
        """Return all messages with `waits`, by which the list is sorted, and who handled them."""
        waits = Case(When(state=Message.State.NEW, then=Value(0)), default=Value(1))
        return super().get_base_queryset().select_related("handled_by").annotate(waits=waits)


class MessageViewSet(ModelViewSet):
    """The list with what waits first, and the page of one message."""

    model = Message
    name = "contact_messages"
    url_prefix = "messages"
    icon = "mail"
    menu_label = _("Messages")
    menu_order = 305
    add_to_admin_menu = True
    # No copies of personal data outside its own table.
    add_to_reference_index = False
    copy_view_enabled = False
    index_view_class = MessageIndexView
    list_display = [
        "__str__",
        Column("address", label=_("Email address")),
        Column("get_state_display", label=_("State"), sort_key="state"),
        DateColumn("created_at", label=_("Sent"), sort_key="created_at"),
        Column("handled_by", label=_("Answered or closed by")),
    ]
    list_filter = ["state", "topic"]
    list_per_page = 50
    search_fields = ["text", "name", "about", "address_key"]
    search_backend_name = None
    ordering = ["waits", "-created_at"]
    edit_handler = ObjectList(
        [
            HelpPanel(template="pages/admin/message.html"),
            FieldPanel("state"),
            FieldPanel("note"),
        ],
        base_form_class=MessageForm,
    )


class NewMessages(PermittedTask):
    """Messages that nobody answered or closed yet, the oldest first."""

    name = "messages"
    model = Message
    heading = _("Messages from readers")
    done = _("Every message is answered.")
    icon = "mail"
    order = 214

    def narrow(self, rows, user):
        return rows.filter(state=Message.State.NEW).order_by("created_at", "pk")

    def title(self, row):
        return str(row)

    def note(self, row):
        return day_of(row.created_at)

    def edit_url(self, row):
        return reverse("contact_messages:edit", args=[row.pk])
