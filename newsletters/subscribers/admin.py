"""Wagtail hooks and view sets for mailing lists and subscribers."""

import django_filters
from django import forms
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from newsletters.models import MailingList, Subscriber
from newsletters.subscribers import views as views

MENU = "register_newsletter_menu_item"


class MailingListViewSet(SnippetViewSet):
    """Snippet views of mailing lists, with the number of subscribers."""

    model = MailingList
    icon = "list-ul"
    menu_hook = MENU
    menu_order = 200
    list_display = [
        "name",
        "slug",
        BooleanColumn("is_open", label=_("Open"), sort_key="is_open"),
        Column("people", label=_("Subscribers"), sort_key="people"),
    ]

    def get_queryset(self, request):
        """Return all lists, annotated with `people`."""
        return MailingList.objects.with_people().order_by("position", "name")


class SubscriberFilterSet(WagtailFilterSet):
    """Filters by list, language and state."""

    mailing_list = django_filters.ModelMultipleChoiceFilter(
        label=_("List"),
        queryset=MailingList.objects.all(),
        method="on_list",
        widget=forms.CheckboxSelectMultiple,
    )
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[
            ("confirmed", _("confirmed")),
            ("waiting", _("not confirmed yet")),
            ("stopped", _("stopped: mail does not arrive")),
        ],
        method="in_state",
        widget=forms.RadioSelect,
        empty_label=_("all"),
    )

    class Meta:
        model = Subscriber
        fields = ["language"]

    def on_list(self, queryset, name, value):
        """Filter on subscribers with an active or pending subscription to one of the lists."""
        if not value:
            return queryset
        return queryset.filter(subscriptions__mailing_list__in=value, subscriptions__left_at=None).distinct()

    def in_state(self, queryset, name, value):
        """Filter on confirmed, unconfirmed or stopped subscribers."""
        if value == "stopped":
            return queryset.filter(stopped_at__isnull=False)
        return queryset.filter(confirmed_at__isnull=value == "waiting")


class ListsColumn(Column):
    """Table column with the lists of a subscriber."""

    def get_value(self, instance):
        """Return the names of the lists, separated by commas."""
        return ", ".join(str(subscription.mailing_list) for subscription in instance.current)


class SubscriberPolicy(ModelPermissionPolicy):
    """Editors view, add and erase subscribers; only subscribers themselves change their choices."""

    def user_has_permission(self, user, action):
        """Return whether a user may perform an action; always False for "change"."""
        return action != "change" and super().user_has_permission(user, action)


register_permission_policy(Subscriber, SubscriberPolicy(Subscriber))


class SubscriberViewSet(ModelViewSet):
    """Admin views of subscribers: list with search and filters, detail, import and export."""

    model = Subscriber
    name = "newsletter_subscribers"
    url_prefix = "newsletters/subscribers"
    icon = "group"
    menu_label = _("Subscribers")
    menu_hook = MENU
    menu_order = 300
    menu_item_is_registered = True
    # No copies of personal data outside its own tables.
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    form_fields = ["address"]
    index_view_class = views.SubscriberIndexView
    list_display = [
        "address",
        ListsColumn("lists", label=_("Lists")),
        "language",
        DateColumn("confirmed_at", label=_("Confirmed on"), sort_key="confirmed_at"),
        DateColumn("stopped_at", label=_("Stopped on"), sort_key="stopped_at"),
    ]
    list_per_page = 50
    search_fields = ["address_key"]
    search_backend_name = None
    filterset_class = SubscriberFilterSet
    ordering = ["address_key"]

    def get_urlpatterns(self):
        """Return the URL patterns: Wagtail's index view and our own views."""
        export = self.construct_view(views.ExportView, **self.get_index_view_kwargs())
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("export/", export, name="export"),
            path("new/", views.AddView.as_view(), name="add"),
            path("import/", views.UploadView.as_view(), name="import"),
            path("import/<int:pk>/", views.ReportView.as_view(), name="import_report"),
            path("import/<int:pk>/report/", views.ReportFileView.as_view(), name="import_file"),
            path("<int:pk>/", views.PersonView.as_view(), name="inspect"),
            path("<int:pk>/resume/", views.ResumeView.as_view(), name="resume"),
            path("<int:pk>/export/", views.PersonExportView.as_view(), name="person_export"),
            path("<int:pk>/erase/", views.EraseView.as_view(), name="delete"),
        ]


@hooks.register("before_delete_snippet")
def keep_lists_with_subscribers(request, instances):
    """Hook: refuse to delete lists with active subscribers, who would be unsubscribed silently."""
    full = [row for row in instances if isinstance(row, MailingList) and row.subscriptions.active().exists()]
    if not full:
        return None
    names = ", ".join(str(row) for row in full)
    messages.error(
        request,
        gettext("People get mail of %(names)s. Close the list instead; then nobody can join.") % {"names": names},
    )
    return redirect("wagtailsnippets_newsletters_mailinglist:list")


@hooks.register("register_admin_viewset")
def register_subscribers():
    """Return the view set of the subscribers."""
    return SubscriberViewSet()


register_snippet(MailingListViewSet)
