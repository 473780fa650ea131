"""Asking for a link that was lost: the answer is the same for every address, and as fast."""

from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from inventory.models import ProjectOwner
from inventory.ownership import steering
from inventory.ownership.access import show
from inventory.ownership.forms import LinkForm
from inventory.ownership.throttle import LINK_ADDRESS, refused_link


@require_http_methods(["GET", "HEAD", "POST"])
def ask_link(request):
    """Ask for an address; POST mails the links of all projects with this owner there, if there are any."""
    form = LinkForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        is_valid = form.is_valid()
        if form.caught:
            # A program learns nothing from what it gets.
            return redirect("project-link-sent")
        if is_valid and (limit := refused_link(request, form.cleaned_data["address"])):
            form.add_error(None, too_often(limit))
            status = 429
        elif is_valid:
            # A task is made for an unknown address too, so that both take as long.
            steering.mail_links(ProjectOwner.objects.with_address(form.cleaned_data["address"]))
            return redirect("project-link-sent")
    return show(request, "ask_link", gettext("Keep your project up to date"), status=status, form=form)


@require_safe
def link_sent(request):
    """Say that a link is on its way, if the address is known; do not say which."""
    return show(request, "link_sent", gettext("Look in your mail"))


def too_often(limit):
    """Return the sentence for whoever went over a Limit of inventory.ownership.throttle."""
    if limit == LINK_ADDRESS:
        return gettext(
            "This address was filled in several times today. Look in your mail, also under unwanted mail, "
            "or try again tomorrow."
        )
    return gettext(
        "Very many people ask this at the moment. Please try again in an hour. What you typed is still here."
    )
