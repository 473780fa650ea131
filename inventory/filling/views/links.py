"""A lost link: ask for it by address. The answer is the same for every address, known or not."""

from django import forms
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_safe

from inventory.filling import limits
from inventory.filling.letters import MOST_LINKS, send_lost_links
from inventory.models import Submission
from pages.visitors.bot_trap import TrapMixin
from pages.visitors.forms import AddressField

from .showing import show


class LostLinkForm(TrapMixin, forms.Form):
    """An address to which the links to its submissions go."""

    address = AddressField()


@require_http_methods(["GET", "HEAD", "POST"])
def lost_link(request):
    """Ask for an address and have the links to what it began or sent mailed there."""
    form = LostLinkForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        is_valid = form.is_valid()
        if form.caught:
            return redirect("inventory-link-sent")
        if is_valid and (limit := limits.over_asking(request, form.cleaned_data["address"])):
            form.add_error(None, limits.too_often(limit))
            status = 429
        elif is_valid:
            _ask(form.cleaned_data["address"])
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
