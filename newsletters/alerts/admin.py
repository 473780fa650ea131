"""The admin list of followed topics: numbers of followers, no addresses; needs the permission to see subscribers."""

from django.db.models import Count, Q
from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from newsletters.models import AlertTopic, Subscriber
from pages.permission_policies import BasePolicy


class TopicPolicy(BasePolicy):
    """Whoever may view subscribers views what they follow; nobody else changes it."""

    def user_has_permission(self, user, action):
        """Return whether a user may perform an action; True for "view" only."""
        return action == "view" and ModelPermissionPolicy(Subscriber).user_has_permission(user, "view")


register_permission_policy(AlertTopic, TopicPolicy(AlertTopic))


class TopicIndexView(IndexView):
    """The topics that somebody follows, those with the most followers first."""

    any_permission_required = ["view"]

    def get_base_queryset(self):
        """Return the topics with `followers`: the number of confirmed alerts."""
        confirmed = Count("alerts", filter=Q(alerts__confirmed_at__isnull=False))
        return AlertTopic.objects.annotate(followers=confirmed).filter(followers__gt=0)


class TopicViewSet(ModelViewSet):
    """Admin view of what people follow: a list only."""

    model = AlertTopic
    name = "newsletter_topics"
    url_prefix = "newsletters/topics"
    icon = "mail"
    menu_label = _("What people follow")
    menu_hook = "register_newsletter_menu_item"
    menu_order = 310
    menu_item_is_registered = True
    add_to_reference_index = False
    copy_view_enabled = False
    form_fields = ["label"]
    index_view_class = TopicIndexView
    list_display = [
        Column("label", label=_("What is followed")),
        Column("get_kind_display", label=_("Kind")),
        "language",
        Column("followers", label=_("Followers"), sort_key="followers"),
    ]
    list_per_page = 50
    ordering = ["-followers", "label"]

    def get_urlpatterns(self):
        """Return the URL patterns of the list alone."""
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
        ]


@hooks.register("register_admin_viewset")
def register_topics():
    """Return the view set of what people follow."""
    return TopicViewSet()
