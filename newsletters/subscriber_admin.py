"""Lists and subscribers in the editors' menu."""

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from newsletters.models import MailingList

MENU = "register_newsletter_menu_item"


class MailingListViewSet(SnippetViewSet):
    """The lists with the number of people that get mail."""

    model = MailingList
    icon = "list-ul"
    menu_hook = MENU
    menu_order = 200
    list_display = ["name", "slug", "is_open", Column("people", label=_("Subscribers"), sort_key="people")]

    def get_queryset(self, request):
        """Return all lists with `people`, counted in the same query."""
        is_active = Q(subscriptions__confirmed_at__isnull=False, subscriptions__subscriber__confirmed_at__isnull=False)
        return MailingList.objects.annotate(people=Count("subscriptions", filter=is_active))


register_snippet(MailingListViewSet)
