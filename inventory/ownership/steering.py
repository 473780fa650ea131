"""What an owner does with a project. Every function may be done twice; views and editors only ask for it."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from inventory.models import Handover, ProjectOwner, Submission
from inventory.ownership import letters
from inventory.ownership.links import HANDOVER, revoke_owner_links
from inventory.ownership.publishing import publish_facts
from inventory.retention import anonymise, forget_owner
from pages.fuzzy_date import FuzzyDate
from visitors.addresses import key_of
from visitors.private_links import revoke_links
from visitors.task_queue import task

# Whoever asks the same again sooner pressed twice.
DOUBLE_PRESS = timedelta(minutes=1)
DECIDED = (Submission.Status.ACCEPTED, Submission.Status.DECLINED, Submission.Status.WITHDRAWN)


@transaction.atomic
def confirm(owner):
    """Put on the site that a ProjectOwner said today that the project is right."""
    publish_facts(owner.project, "inventory.confirm", confirmed_on=timezone.localdate())
    answered(owner)


@transaction.atomic
def end(owner, status, month):
    """Put on the site that a project is FINISHED or STOPPED (ProjectPage.Status) since `month` (a fuzzy Point)."""
    date = owner.project.date
    begun = date.start if date and date.start.earliest <= month.latest else month
    publish_facts(
        owner.project,
        "inventory.end",
        status=status,
        date=FuzzyDate(begun, month),
        confirmed_on=timezone.localdate(),
    )
    answered(owner)


def answered(owner):
    """Write down that an owner answered the yearly question, whatever the answer."""
    ProjectOwner.objects.filter(pk=owner.pk).update(answered_at=timezone.now())


@transaction.atomic
def renew_links(owner):
    """End every link to a project and mail its owner a new one."""
    revoke_owner_links(owner.project)
    log(instance=owner.project, action="inventory.renew_links")
    mail_links([owner])


def mail_links(owners):
    """Let a background task mail the links of these ProjectOwners, who are all one person; none gets no mail."""
    chosen = [owner.pk for owner in owners]
    transaction.on_commit(lambda: send_links.enqueue(chosen))


@task(backend="queue")
def send_links(chosen):
    """Mail the links of the owners with these primary keys in one mail."""
    if owners := list(ProjectOwner.objects.filter(pk__in=chosen).select_related("project").order_by("pk")):
        letters.send_links(owners)


@transaction.atomic
def leave(owner):
    """Erase who owns a project; the project stays, and nobody can send its owner a message any more."""
    project, key = owner.project, key_of(owner.address)
    publish_facts(project, "wagtail.publish", open_for_contact=False)
    log(instance=project, action="inventory.leave")
    # What still waits at the editors keeps its sender until they decided.
    for submission in project.submissions.filter(contact_key=key, status__in=DECIDED, anonymised_at=None):
        anonymise(submission)
    forget_owner(owner)


@transaction.atomic
def set_owner(project, *, name, address, organisation, language, user=None):
    """Make somebody the owner of a project without asking the one before, and mail them a link; return the owner."""
    _forget_handover(project)
    revoke_owner_links(project)
    owner = ProjectOwner.objects.filter(project=project).first() or ProjectOwner(project=project)
    owner.name, owner.address, owner.organisation, owner.language = name, address, organisation, language
    _start_afresh(owner)
    owner.save()
    log(instance=project, action="inventory.set_owner", user=user)
    mail_links([owner])
    return owner


@transaction.atomic
def ask_colleague(owner, name, address):
    """Ask a colleague to take a project over; an older question lapses. Return the Handover."""
    # One at a time, so that pressing twice asks once.
    ProjectOwner.objects.select_for_update().get(pk=owner.pk)
    just_asked = Handover.objects.filter(
        project=owner.project,
        accepted_at=None,
        name=name,
        address_key=key_of(address),
        created_at__gt=timezone.now() - DOUBLE_PRESS,
    )
    if handover := just_asked.first():
        return handover
    _forget_handover(owner.project)
    handover = Handover.objects.create(project=owner.project, name=name, address=address, language=owner.language)
    transaction.on_commit(lambda: ask_to_take_over.enqueue(handover.pk))
    return handover


@task(backend="queue")
def ask_to_take_over(pk):
    """Mail the question of a Handover, if it still stands."""
    handover = Handover.objects.select_related("project__project_owner").filter(pk=pk, accepted_at=None).first()
    if handover:
        letters.send_handover(handover, handover.project.project_owner)


@transaction.atomic
def take_over(pk):
    """Make the colleague of a Handover the owner, end the links of the one before, and let both be told.

    Return the ProjectOwner; None when the question does not stand any more.
    """
    handover = Handover.objects.select_for_update().filter(pk=pk, accepted_at=None).first()
    owner = handover and ProjectOwner.objects.select_for_update().filter(project=handover.project_id).first()
    if not owner:
        return None
    before = owner.name, owner.address, owner.language
    owner.name, owner.address, owner.language = handover.name, handover.address, handover.language
    _start_afresh(owner)
    owner.save()
    # The row tells until the mail is out whom to tell; nothing else may remember who left.
    handover.name, handover.address, handover.language = before
    handover.accepted_at = timezone.now()
    handover.save()
    revoke_owner_links(handover.project)
    revoke_links(HANDOVER, handover.pk)
    log(instance=handover.project, action="inventory.hand_over")
    transaction.on_commit(lambda: tell_both.enqueue(handover.pk))
    return owner


@task(backend="queue")
def tell_both(pk):
    """Tell old and new owner of an accepted Handover, and forget it; one that is gone was told already."""
    handover = Handover.objects.select_related("project__project_owner").filter(pk=pk).first()
    if handover and handover.accepted_at:
        owner = handover.project.project_owner
        letters.send_links([owner])
        letters.send_handed_over(handover, owner)
        handover.delete()


@transaction.atomic
def decline(handover):
    """Forget a Handover because the colleague said no, and tell the owner."""
    owner = ProjectOwner.objects.filter(project=handover.project_id).first()
    _forget_handover(handover.project)
    if owner:
        transaction.on_commit(lambda: tell_declined.enqueue(owner.pk))


@task(backend="queue")
def tell_declined(pk):
    """Tell the owner with this primary key that the colleague said no."""
    if owner := ProjectOwner.objects.select_related("project").filter(pk=pk).first():
        letters.send_declined(owner)


def cancel_handover(owner):
    """Take back what was asked of a colleague."""
    _forget_handover(owner.project)


def _forget_handover(project):
    for handover in Handover.objects.filter(project=project, accepted_at=None):
        revoke_links(HANDOVER, handover.pk)
        handover.delete()


def _start_afresh(owner):
    """Let nothing of the owner before count for the new one."""
    owner.since = timezone.now()
    owner.asked_at = owner.reminded_at = owner.answered_at = None
