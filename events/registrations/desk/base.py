"""What the editors' pages about the registrations for one event share: the event, who may see them, the path."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from events.models import EventPage, Registration
from events.registrations.places import availability

LIST = "event_registrations"


def may_see(page, user):
    """Return whether a user may see who registered for an EventPage: the permission to edit the page."""
    return page.permissions_for_user(user).can_edit()


class EventView(WagtailAdminTemplateMixin):
    """Base of the pages of one event, by the primary key of its page in any language; 403 for who may not edit it."""

    header_icon = "group"

    def dispatch(self, request, *args, **kwargs):
        """Refuse who may not edit the event."""
        if not may_see(self.event, request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def event(self):
        """The EventPage to which the registrations belong."""
        pages = EventPage.objects.select_related("locale")
        return get_object_or_404(pages, pk=self.kwargs["pk"]).registered_on

    @property
    def registrations(self):
        """The registrations for the event, by name; those that were forgotten only count."""
        rows = Registration.objects.of_event(self.event).filter(forgotten_at=None)
        return rows.order_by("name", "pk")

    def get_page_subtitle(self):
        """Return the title of the event."""
        return self.event.title

    def get_breadcrumbs_items(self):
        """Return the path: home, the event, its registrations, this page."""
        items = [
            *self.breadcrumbs_items,
            {"url": reverse("wagtailadmin_pages:edit", args=[self.event.pk]), "label": self.event.title},
            {"url": reverse(LIST, args=[self.event.pk]), "label": gettext("Registrations")},
        ]
        if self.request.resolver_match.url_name == LIST:
            return [*items[:-1], items[-1] | {"url": ""}]
        return [*items, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs):
        """Return the context with the event and its places."""
        return super().get_context_data(**kwargs) | {"event": self.event, "places": availability(self.event)}


def search(registrations, words):
    """Keep the registrations of which name, organisation or address holds each of the words of a text."""
    for word in words.split()[:10]:
        found = Q(name__icontains=word) | Q(organisation__icontains=word) | Q(address__icontains=word)
        registrations = registrations.filter(found)
    return registrations
