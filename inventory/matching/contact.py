"""Requests for contact between people of projects: their states, tasks and letters.

Neither side sees the address of the other before both agreed. Every state is stored first; the letters about it are
sent by a task, and `told` is the state whose letters are out. A sender confirms at their own address before anything
goes to an owner, so that nobody writes in another's name.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone, translation

from inventory.models import ContactRequest, ProjectOwner, ProjectPage
from visitors.addresses import key_of
from visitors.letters import absolute_url, send_letter
from visitors.private_links import make_link
from visitors.task_queue import LOST_AFTER, task

DAYS_TO_CONFIRM = 14
DAYS_TO_ANSWER = 30
State = ContactRequest.State
CONFIRM, ANSWER = "contact-confirm", "contact-answer"  # purposes of private links


def owners_of(page):
    """Return who can be written to about a ProjectPage in any language: ProjectOwners (a queryset), the first counts.

    There is one when the Dutch original is published and open for contact, and its owner was not erased.
    """
    projects = ProjectPage.objects.published().filter(translation_key=page.translation_key, open_for_contact=True)
    return ProjectOwner.objects.filter(project__in=projects).select_related("project").order_by("pk")


def find_owner(page):
    """Return the first of owners_of() a ProjectPage, or None."""
    return owners_of(page).first()


@transaction.atomic
def ask(project, *, name, address, organisation, message, language, is_mailed=True):
    """Store a message to the owner of a ProjectPage and mail its sender a confirmation link; return the ContactRequest.

    Idempotent: the same message that waits for confirmation is not stored again; sent again after ten minutes, its mail
    is sent again. is_mailed: False when a link in an earlier mail to the sender serves for this message too.
    """
    waiting = ContactRequest.objects.filter(
        project=project, address_key=key_of(address), message=message, state=State.WRITTEN
    )
    if request := waiting.first():
        if is_mailed and request.told and request.handed_out_at < timezone.now() - LOST_AFTER:
            ContactRequest.objects.filter(pk=request.pk).update(told="")
            _tell_later(request)
        return request
    request = ContactRequest.objects.create(
        project=project,
        name=name,
        address=address,
        organisation=organisation,
        message=message,
        language=language,
        told="" if is_mailed else State.WRITTEN,
    )
    if is_mailed:
        _tell_later(request)
    return request


def waiting_for(address):
    """Return the ContactRequests that wait until the reader of this address confirms them, the newest first."""
    waiting = ContactRequest.objects.with_address(address).filter(state=State.WRITTEN, is_introduction=False)
    return waiting.select_related("project__locale", "own_project")


@transaction.atomic
def introduce(connection, user, message):
    """Ask the owners of both projects of a Connection, one after the other, whether they want to be in contact.

    Return the ContactRequest; None when one of them cannot be asked, or both were asked before.
    """
    connection = type(connection).objects.select_for_update().get(pk=connection.pk)
    first, second = find_owner(connection.first), find_owner(connection.second)
    if first is None or second is None or connection.asked_at or first.address_key == second.address_key:
        return None
    request = ContactRequest.objects.create(
        project=second.project,
        own_project=first.project,
        name=first.name,
        address=first.address,
        organisation=first.organisation,
        message=message,
        language=first.language,
        is_introduction=True,
    )
    connection.asked_at, connection.asked_by = timezone.now(), user
    connection.save()
    _tell_later(request)
    return request


def confirm(request):
    """Confirm a ContactRequest, so that it goes to the owner; return it reloaded. Idempotent."""
    return _move(request, State.WRITTEN, State.PASSED_ON, "passed_on_at")


def refuse(request):
    """Decline an introduction on behalf of the first owner; the second is not told. Idempotent."""
    return _move(request, State.WRITTEN, State.DECLINED, "answered_at")


def answer(request, agrees):
    """Store the owner's answer (bool) to a ContactRequest; return it reloaded. Only the first answer counts."""
    return _move(request, State.PASSED_ON, State.AGREED if agrees else State.DECLINED, "answered_at")


@transaction.atomic
def _move(request, before, after, moment):
    request = ContactRequest.objects.select_for_update().get(pk=request.pk)
    if request.state == before:
        request.state = after
        setattr(request, moment, timezone.now())
        request.save()
        _tell_later(request)
    return request


def _tell_later(request):
    ContactRequest.objects.filter(pk=request.pk).update(handed_out_at=timezone.now())
    transaction.on_commit(lambda: tell.enqueue(request.pk))


@task(backend="queue")
def tell(pk):
    """Mail the letters of the state of a ContactRequest (primary key). At least once: after a crash one can be sent
    twice.
    """
    request = ContactRequest.objects.select_related("project__locale", "own_project").filter(pk=pk).first()
    if request is None or request.told == request.state:
        return
    owner = ProjectOwner.objects.filter(project=request.project_id).first()
    if request.state in (State.PASSED_ON, State.AGREED) and owner is None:
        # The owner was erased meanwhile: the sender hears the same as when nobody answers.
        _lapse(request, request.state)
        return
    if request.state == State.WRITTEN:
        send_confirmation(request, DAYS_TO_CONFIRM)
    elif request.state == State.PASSED_ON:
        send_question(request, owner, DAYS_TO_ANSWER)
    elif request.state == State.AGREED:
        send_addresses(request, owner)
    elif request.passed_on_at:
        send_regrets(request)
    ContactRequest.objects.filter(pk=pk).update(told=request.state)


@transaction.atomic
def _lapse(request, before):
    if ContactRequest.objects.filter(pk=request.pk, state=before).update(state=State.LAPSED):
        _tell_later(request)


def expire_requests(moment):
    """Delete unconfirmed requests, end unanswered ones, and queue lost letters again. A scheduled job."""
    unconfirmed = moment - timedelta(days=DAYS_TO_CONFIRM)
    ContactRequest.objects.filter(state=State.WRITTEN, created_at__lt=unconfirmed).delete()
    unanswered = moment - timedelta(days=DAYS_TO_ANSWER)
    for request in ContactRequest.objects.filter(state=State.PASSED_ON, passed_on_at__lt=unanswered):
        _lapse(request, State.PASSED_ON)
    for request in ContactRequest.objects.filter(~Q(told=F("state")), handed_out_at__lt=moment - LOST_AFTER):
        _tell_later(request)


def send_confirmation(request, days):
    """Mail the sender of a ContactRequest a confirmation link, or the first owner of an introduction a question.

    Contains nothing that a stranger typed: the address may be anybody's.
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
    """Mail the sender that nothing comes of it, without saying whether the owner declined or did not answer."""
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
