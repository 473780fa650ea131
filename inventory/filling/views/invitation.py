"""The link in an invitation: whoever holds it is known, and types nothing that the platform knows already."""

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from inventory.filling import rate_limits
from inventory.filling.access import takes_part
from inventory.filling.beginning import begin_invited, begin_invited_update, projects_of
from inventory.filling.core_forms import NO_PROJECT, PROJECT
from inventory.models import Invitation, Submission
from visitors.private_links import BadLink, ExpiredLink, private_page, read_link

from .begin import FormKeyForm
from .saving import go_on
from .showing import refuse_link, show

INVITATION = "invitation"


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_page(request, token):
    """Show what somebody is asked, their projects and what they sent; POST begins (`wat`: project, none, or update)."""
    try:
        link = read_link(INVITATION, token)
    except BadLink as error:
        return refuse_link(request, error)
    found = Invitation.objects.select_related("round", "municipality", "organisation").filter(pk=link.subject)
    invitation = found.first()
    if invitation is None:
        return refuse_link(request, ExpiredLink(link))
    page = invitation.round
    if not takes_part(page):
        return show(request, "not_open", gettext("You cannot report in this round"), 403, page=page)
    if request.method == "POST":
        return _begin(request, invitation)
    sent = Submission.objects.with_address(invitation.address).filter(round=page)
    projects = projects_of(invitation.address)
    return show(
        request,
        "invitation",
        gettext("Report for %(name)s") % {"name": invitation},
        page=page,
        invitation=invitation,
        projects=projects,
        submissions=list(sent.order_by("-changed_at")[:20]),
        form=FormKeyForm(),
        action=reverse("inventory-invitation", args=[token]),
    )


def _begin(request, invitation):
    if rate_limits.over_beginning(request, invitation.address):
        return show(request, "too_many", gettext("It is very busy"), 429, page=invitation.round)
    if chosen := request.POST.get("project"):
        project = next((found for found in projects_of(invitation.address) if str(found.pk) == chosen), None)
        if project is None:
            raise Http404
        return go_on(begin_invited_update(invitation, project))
    form = FormKeyForm(request.POST)
    if not form.is_valid():
        raise Http404
    reports = NO_PROJECT if request.POST.get("wat") == NO_PROJECT else PROJECT
    return go_on(begin_invited(invitation, form.cleaned_data["form_key"], reports))
