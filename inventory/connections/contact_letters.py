"""The letters of a request for contact. No one of them but the last holds an address of the other."""

from django.utils import translation

from visitors.letters import absolute_url, send_letter
from visitors.private_links import make_link

CONFIRM, ANSWER = "contact-confirm", "contact-answer"  # purposes of private links


def send_confirmation(request, days):
    """Ask the sender of a ContactRequest whether the address is theirs, or an owner whether to be introduced.

    What strangers typed is not in it: the address may be anybody's, and we are no carrier of their messages.
    """
    token = make_link(CONFIRM, request.pk, days=days, address=request.address)
    message = request.message if request.is_introduction else ""
    _send("contact_confirm", request.address, request.language, request, CONFIRM, token, days=days, message=message)


def send_question(request, owner, days):
    """Pass a ContactRequest on to the ProjectOwner, and ask whether both may have each other's address."""
    token = make_link(ANSWER, request.pk, days=days, address=owner.address)
    _send("contact_question", owner.address, owner.language, request, ANSWER, token, days=days)


def send_addresses(request, owner):
    """Give the sender and the ProjectOwner each other's name and address, now that both agreed."""
    for person, other in ((request, owner), (owner, request)):
        _send("contact_agreed", person.address, person.language, request, other=other)


def send_regrets(request):
    """Tell the sender that the owner declined, or did not answer: the letter does not tell which of both it was."""
    _send("contact_declined", request.address, request.language, request)


def _send(name, address, language, request, purpose="", token="", **context):
    with translation.override(language):
        view = {CONFIRM: "inventory-contact-confirm", ANSWER: "inventory-contact-answer"}.get(purpose)
        link = absolute_url(view, token) if view else ""
        send_letter(
            f"inventory/letters/{name}",
            address,
            language,
            {"request": request, "project": request.project, "own": request.own_project, "link": link, **context},
        )
