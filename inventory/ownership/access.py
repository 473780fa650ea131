"""Who comes in by a private link, and what the page around it looks like."""

from functools import wraps

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from inventory.breadcrumbs import project_breadcrumbs
from inventory.models import Handover, ProjectOwner
from inventory.ownership.links import HANDOVER, OWNER
from visitors.breadcrumbs import Link
from visitors.private_links import BadLink, ExpiredLink, private_page, read_link


def show(request, name, title, status=200, **context):
    """Return the page `inventory/ownership/<name>.html` with a title and the path to it."""
    crumbs = project_breadcrumbs()
    if "token" in context and name != "overview":
        crumbs.append(Link(context["owner"].project.title, reverse("project-owner", args=[context["token"]])))
    crumbs.append(Link(title, ""))
    context |= {"title": title, "crumbs": crumbs}
    return render(request, f"inventory/ownership/{name}.html", context, status=status)


def refuse(request, error, purpose):
    """Return the page on a link that is over (410) or was cut short (400); `error` is a BadLink."""
    is_over = isinstance(error, ExpiredLink)
    title = gettext("This link does not work any more") if is_over else gettext("This link is not whole")
    return show(request, "bad_link", title, status=410 if is_over else 400, is_over=is_over, purpose=purpose)


def with_owner(view):
    """Give a view the ProjectOwner of the token before the token, and refuse a token that opens nothing."""

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


def show_taken_over(request, project):
    """Return the page for a colleague who took a project over."""
    return show(request, "taken_over", gettext("The project is yours now"), project=project)


def with_handover(view):
    """Give a view the Handover of the token, and refuse a token that opens nothing."""

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
            return show_taken_over(request, accepted.project) if accepted else refuse(request, error, HANDOVER)
        return view(request, handover)

    return private_page(answer)
