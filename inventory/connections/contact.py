"""Bringing people in contact: neither sees the address of the other before both agreed. Views only ask for it.

Each step is written down first, and the letters about it follow in the background; `told` is the step whose letters
are out. Who asks confirms at the own address before anything goes to an owner, so that nobody writes in another's name.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from inventory.connections import contact_letters as letters
from inventory.models import ContactRequest, ProjectOwner, ProjectPage
from pages.cache_version import invalidate_on_commit
from visitors.addresses import key_of
from visitors.task_queue import task

DAYS_TO_CONFIRM = 14
DAYS_TO_ANSWER = 30
# A letter that is not out by then lost its worker on the way.
PATIENCE = timedelta(minutes=10)
State = ContactRequest.State


def find_owner(page):
    """Return the ProjectOwner who can be written to about a ProjectPage in any language, or None.

    There is one when the Dutch original is published and open for contact, and its owner was not erased.
    """
    projects = ProjectPage.objects.published().filter(translation_key=page.translation_key, open_for_contact=True)
    return ProjectOwner.objects.filter(project__in=projects).select_related("project").order_by("pk").first()


def on_owner_change(created=True, **kwargs):
    """Let pages be made anew when a project gets or loses its owner; a receiver of post_save and post_delete."""
    if created:
        invalidate_on_commit()


@transaction.atomic
def ask(project, *, name, address, organisation, message, language):
    """Write down what somebody wants to say to the owner of a ProjectPage, and ask at the address whether it is theirs.

    Returns the ContactRequest. The same message that waits already, as of a double click, is not written down again;
    sent again after ten minutes, as the page after it advises, its mail goes out again.
    """
    waiting = ContactRequest.objects.filter(
        project=project, address_key=key_of(address), message=message, state=State.WRITTEN
    )
    if request := waiting.first():
        if request.told and request.handed_out_at < timezone.now() - PATIENCE:
            ContactRequest.objects.filter(pk=request.pk).update(told="")
            _tell_later(request)
        return request
    request = ContactRequest.objects.create(
        project=project, name=name, address=address, organisation=organisation, message=message, language=language
    )
    _tell_later(request)
    return request


@transaction.atomic
def introduce(connection, user, message):
    """Ask the owners of both projects of a Connection, one after the other, whether they want to be in contact.

    Returns the ContactRequest, or None when one of them cannot be asked, or both were asked before.
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
    """Pass a ContactRequest on, as the sender confirmed it; return it as it now is. Twice does nothing more."""
    return _move(request, State.WRITTEN, State.PASSED_ON, "passed_on_at")


def refuse(request):
    """End an introduction by editors that the first of both owners does not want; the second never hears of it."""
    return _move(request, State.WRITTEN, State.DECLINED, "answered_at")


def answer(request, agrees):
    """Write down what the owner answers to a ContactRequest; return it as it now is. Only the first answer counts."""
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
    """Send the letters that belong to the state of a ContactRequest. Killed halfway, at worst one comes twice."""
    request = ContactRequest.objects.select_related("project__locale", "own_project").filter(pk=pk).first()
    if request is None or request.told == request.state:
        return
    owner = ProjectOwner.objects.filter(project=request.project_id).first()
    if request.state in (State.PASSED_ON, State.AGREED) and owner is None:
        # The owner was erased meanwhile: the sender hears the same as when nobody answers.
        _lapse(request, request.state)
        return
    if request.state == State.WRITTEN:
        letters.send_confirmation(request, DAYS_TO_CONFIRM)
    elif request.state == State.PASSED_ON:
        letters.send_question(request, owner, DAYS_TO_ANSWER)
    elif request.state == State.AGREED:
        letters.send_addresses(request, owner)
    elif request.passed_on_at:
        letters.send_regrets(request)
    ContactRequest.objects.filter(pk=pk).update(told=request.state)


@transaction.atomic
def _lapse(request, before):
    if ContactRequest.objects.filter(pk=request.pk, state=before).update(state=State.LAPSED):
        _tell_later(request)


def keep_requests(moment):
    """Forget what nobody confirmed, end what nobody answered, and see to letters that got lost; a duty."""
    unconfirmed = moment - timedelta(days=DAYS_TO_CONFIRM)
    ContactRequest.objects.filter(state=State.WRITTEN, created_at__lt=unconfirmed).delete()
    unanswered = moment - timedelta(days=DAYS_TO_ANSWER)
    for request in ContactRequest.objects.filter(state=State.PASSED_ON, passed_on_at__lt=unanswered):
        _lapse(request, State.PASSED_ON)
    for request in ContactRequest.objects.filter(~Q(told=F("state")), handed_out_at__lt=moment - PATIENCE):
        _tell_later(request)
