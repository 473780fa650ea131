"""A lost link: ask for it by address. The answer is the same for every address, known or not."""

from django.shortcuts import redirect
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_safe

from inventory.filling import rate_limits
from inventory.filling.letters import MOST_LINKS, send_lost_links
from inventory.models import Submission
from visitors.lost_link import read_address

from .showing import show


@require_http_methods(["GET", "HEAD", "POST"])
def lost_link(request):
    """Ask for an address and have the links to what it began or sent mailed there."""
    form, status, address = read_address(request, rate_limits.over_lost_link, rate_limits.too_often)
    if address is not None:
        if address:
            _ask(address)
        return redirect("inventory-link-sent")
    return show(request, "lost_link", gettext("Mail me the link to my submission"), status, form=form)


@require_safe
def link_sent(request):
    """Say that a mail is on its way, if the address is known; do not say which."""
    return show(request, "link_sent", gettext("Look in your mail"))


def _ask(address):
    found = Submission.objects.with_address(address).filter(anonymised_at=None).order_by("-changed_at")
    # Handed to a task also when there are none, so that the answer takes as long for every address.
    send_lost_links.enqueue(list(found.values_list("pk", flat=True)[:MOST_LINKS]), get_language())
