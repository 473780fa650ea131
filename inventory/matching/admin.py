"""Admin views of similar projects and clusters: dismissing a pair, introducing two owners."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin.auth import permission_required
from wagtail.admin.viewsets.base import ViewSet

from inventory.matching import contact
from inventory.matching.similar import in_words
from inventory.models import Connection, ContactRequest, ProjectCluster, ProjectIndexPage, ProjectOwner

HANDLE = "inventory.handle_submission"
ROWS = 25
POSSIBLE, ASKED, DISMISSED, CLUSTERS = "possible", "asked", "dismissed", "clusters"
TABS = {
    POSSIBLE: _("Possible connections"),
    ASKED: _("Asked"),
    DISMISSED: _("Dismissed"),
    CLUSTERS: _("Clusters"),
}
CHOSEN = {
    POSSIBLE: Q(dismissed_at=None, asked_at=None),
    ASKED: Q(asked_at__isnull=False),
    DISMISSED: Q(dismissed_at__isnull=False, asked_at=None),
}
LONGEST_MESSAGE = 1_000  # characters


class IntroductionForm(forms.Form):
    """The message of the editors to both owners."""

    message = forms.CharField(
        label=_("What you want to say to both (not required)"),
        help_text=_("Why you think that they have something to offer each other."),
        required=False,
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


@require_safe
@permission_required(HANDLE)
def index(request):
    """Show a page of the connections (`show`: possible, asked or dismissed) or of the clusters."""
    shown = request.GET.get("show") if request.GET.get("show") in TABS else POSSIBLE
    if shown == CLUSTERS:
        rows = ProjectCluster.objects.select_related("theme", "audience").order_by("-projects", "theme", "audience")
    else:
        rows = Connection.objects.filter(CHOSEN[shown]).select_related("first__locale", "second__locale")
    page = Paginator(rows, ROWS).get_page(request.GET.get("p"))
    if shown != CLUSTERS:
        _complete(list(page.object_list))
    listing = ProjectIndexPage.objects.live().filter(locale__language_code=settings.LANGUAGE_CODE).first()
    context = {"page": page, "shown": shown, "tabs": TABS.items(), "listing": listing.url if listing else ""}
    return render(request, "inventory/matching/admin/index.html", context)


def _complete(connections):
    """Set `why` (texts), `first_state`, `second_state`, `can_ask` and `request` on Connections, in two queries."""
    keys = {key for row in connections for key in (row.first_id, row.second_id)}
    owners = {owner.project_id: owner for owner in ProjectOwner.objects.filter(project__in=keys)}
    asked = ContactRequest.objects.filter(is_introduction=True, project__in=keys, own_project__in=keys)
    requests = {frozenset((each.project_id, each.own_project_id)): each for each in asked.order_by("pk")}
    for row in connections:
        first, second = owners.get(row.first_id), owners.get(row.second_id)
        row.why = in_words(row.reasons)
        row.first_state, row.second_state = _state_of(row.first, first), _state_of(row.second, second)
        reachable = [
            bool(owner and page.open_for_contact) for page, owner in ((row.first, first), (row.second, second))
        ]
        row.is_same_owner = bool(first and second and first.address_key == second.address_key)
        row.can_ask = all(reachable) and not row.is_same_owner
        row.request = requests.get(frozenset((row.first_id, row.second_id)))


def _state_of(page, owner):
    if not page.live:
        return gettext("not published")
    if owner is None:
        return gettext("nobody answers for it")
    return gettext("open for contact") if page.open_for_contact else gettext("not open for contact")


@require_POST
@permission_required(HANDLE)
def dismiss(request, pk):
    """Stop proposing a pair; with POST parameter `back` propose it again."""
    connection = get_object_or_404(Connection, pk=pk, asked_at=None)
    is_back = "back" in request.POST
    connection.dismissed_at = None if is_back else timezone.now()
    connection.dismissed_by = None if is_back else request.user
    connection.save()
    words = gettext("The pair is proposed again.") if is_back else gettext("The pair is not proposed any more.")
    messages.success(request, words)
    return redirect("inventory_connections:index")


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(HANDLE)
def introduce(request, pk):
    """Show what happens when both owners are asked; POST asks them."""
    connection = get_object_or_404(Connection.objects.select_related("first__locale", "second__locale"), pk=pk)
    _complete([connection])
    form = IntroductionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if contact.introduce(connection, request.user, form.cleaned_data["message"]):
            messages.success(request, gettext("The first owner is asked now; after a yes the second one."))
        else:
            messages.error(
                request,
                gettext("They were asked already, or one of them cannot be asked (any more). Nothing was sent."),
            )
        return redirect("inventory_connections:index")
    context = {"connection": connection, "form": form}
    return render(request, "inventory/matching/admin/introduce.html", context)


class ConnectionsViewSet(ViewSet):
    """Connections and clusters, for who may handle submissions."""

    name = "inventory_connections"
    url_prefix = "inventory/connections"
    icon = "link"
    menu_label = _("Connections and clusters")

    @property
    def menu_item_class(self):
        """The item in the menu, shown to who may handle submissions."""
        shown_to = {"is_shown": lambda item, request: request.user.has_perm(HANDLE)}
        return type("ConnectionsMenuItem", (super().menu_item_class,), shown_to)

    def get_urlpatterns(self):
        """Return the list and what can be done with a pair."""
        return [
            path("", index, name="index"),
            path("<int:pk>/dismiss/", dismiss, name="dismiss"),
            path("<int:pk>/introduce/", introduce, name="introduce"),
        ]
