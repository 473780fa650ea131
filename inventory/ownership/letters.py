"""Mails to owners of projects and to whom they hand over. Each makes its own links: no queue holds a token."""

from django.utils import translation

from inventory.ownership.links import make_handover_link, make_owner_link
from visitors.letters import absolute_url, send_letter


def send_links(owners):
    """Send one person the links to the private pages of their projects; `owners` are ProjectOwners of one address."""
    _send("owner_links", owners[0], {"projects": _with_links(owners)})


def send_question(owners, *, is_reminder=False):
    """Ask whether projects are still right; `owners` are ProjectOwners of one address."""
    _send("yearly_question", owners[0], {"projects": _with_links(owners), "is_reminder": is_reminder})


def send_handover(handover, owner):
    """Ask a colleague whether they take a project over from `owner`."""
    with translation.override(handover.language):
        link = absolute_url("project-takeover", make_handover_link(handover))
    _send("handover_ask", handover, {"link": link, "project": handover.project, "owner": owner})


def send_handed_over(handover, owner):
    """Tell who was the owner (by now in `handover`) that `owner` took the project over."""
    _send("handover_done", handover, {"project": handover.project, "owner": owner})


def send_declined(owner):
    """Tell an owner that the colleague does not take the project over."""
    _send("handover_declined", owner, {"projects": _with_links([owner]), "project": owner.project})


def _with_links(owners):
    """Return {project, base} for every owner, `base` being the address of the private page."""
    with translation.override(owners[0].language):
        return [
            {"project": owner.project, "base": absolute_url("project-owner", make_owner_link(owner))}
            for owner in owners
        ]


def _send(name, person, context):
    context = {"name": person.name, **context}
    send_letter(f"inventory/letters/{name}", person.address, person.language, context)
