"""Asking for a link that was lost: the answer is the same for every address, and as fast."""

from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from inventory.models import ProjectOwner
from inventory.ownership import steering
from inventory.ownership.access import show
from inventory.ownership.rate_limits import LINK_ADDRESS, refused_link
from visitors.lost_link import read_address, too_often


@require_http_methods(["GET", "HEAD", "POST"])
def ask_link(request):
    """Ask for an address; POST mails the links of all projects with this owner there, if there are any."""
    form, status, address = read_address(request, refused_link, lambda limit: too_often(limit == LINK_ADDRESS))
    if address is not None:
        if address:
            # A task is made for an unknown address too, so that both take as long.
            steering.mail_links(ProjectOwner.objects.with_address(address))
        return redirect("project-link-sent")
    return show(request, "ask_link", gettext("Keep your project up to date"), status=status, form=form)


@require_safe
def link_sent(request):
    """Say that a link is on its way, if the address is known; do not say which."""
    return show(request, "link_sent", gettext("Look in your mail"))
