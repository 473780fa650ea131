"""Private links of owners, and the views' decorators that read them."""

from functools import wraps

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from inventory.models import Handover, ProjectIndexPage, ProjectOwner
from visitors.breadcrumbs import Link, breadcrumbs_below
from visitors.models import PrivateLink
from visitors.private_links import BadLink, ExpiredLink, make_link, private_page, read_link, revoke_links

OWNER, HANDOVER = "owner", "handover"
# A year, and a month to come late: the yearly question brings a new one.
DAYS_OF_OWNER = 400
DAYS_OF_HANDOVER = 14


def show(request, name, title, status=200, **context):
    """Return the page `inventory/owners/<name>.html` with a title and the path to it."""
    crumbs = breadcrumbs_below(request, ProjectIndexPage)
    if "token" in context and name != "overview":
        crumbs.append(Link(context["owner"].project.title, reverse("project-owner", args=[context["token"]])))
    crumbs.append(Link(title, ""))
    context |= {"title": title, "crumbs": crumbs}
    return render(request, f"inventory/owners/{name}.html", context, status=status)


def refuse(request, error, purpose):
    """Return the response to an invalid link (a BadLink): 410 expired, 400 malformed."""
    is_over = isinstance(error, ExpiredLink)
    title = gettext("This link does not work any more") if is_over else gettext("This link is not whole")
    return show(request, "bad_link", title, status=410 if is_over else 400, is_over=is_over, purpose=purpose)


def with_owner(view):
    """Decorate a view that takes (request, owner, token) as a view of a token; an invalid token gets refuse()."""

    @wraps(view)
    def answer(request, token):
        try:
            link = read_link(OWNER, token)
            owner = ProjectOwner.objects.select_related("project__locale").filter(project=link.subject).first()
            if owner is None:
                raise ExpiredLink(link)
        except BadLink as error:
            return refuse(request, error, OWNER)
        return view(request, owner, token)

    return private_page(answer)


def redirect_done(what, project):
    """Return the redirect to the page (a name in views.CLOSING) that closes what a link did with a project."""
    return HttpResponseRedirect(f"{reverse(f'project-done-{what}')}?project={project.pk}")


def with_handover(view):
    """Decorate a view that takes (request, handover) as a view of a token; an invalid token gets refuse()."""

    @wraps(view)
    def answer(request, token):
        try:
            link = read_link(HANDOVER, token)
            handovers = Handover.objects.select_related("project__locale", "project__project_owner")
            handover = handovers.filter(pk=link.subject, accepted_at=None, project__project_owner__isnull=False).first()
            if handover is None:
                raise ExpiredLink(link)
        except BadLink as error:
            # Whoever presses twice reads the same; the row stays until both were told.
            subject = error.link.subject if isinstance(error, ExpiredLink) else None
            accepted = Handover.objects.filter(pk=subject).exclude(accepted_at=None).select_related("project").first()
            return redirect_done("overgenomen", accepted.project) if accepted else refuse(request, error, HANDOVER)
        return view(request, handover)

    return private_page(answer)


def make_owner_link(owner):
    """Return a new token for the private page of the project of a ProjectOwner."""
    return make_link(OWNER, owner.project_id, days=DAYS_OF_OWNER)


def make_handover_link(handover):
    """Return a new token for the page where a colleague takes a project over."""
    return make_link(HANDOVER, handover.pk, days=DAYS_OF_HANDOVER)


def revoke_owner_links(project):
    """Revoke every link to the private page of a project, and delete the addresses they were given to."""
    revoke_links(OWNER, project.pk)
    PrivateLink.objects.filter(purpose=OWNER, subject=project.pk).update(address="")
