"""Actions of a project's owner, or of an editor in their place, and the mails about them.

Actions are idempotent and called by views. Private links are made when a mail is sent: the queue stores no token.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone, translation
from wagtail.log_actions import log

from inventory.models import Handover, ProjectOwner
from inventory.owners.access import HANDOVER, make_handover_link, make_owner_link, revoke_owner_links
from inventory.owners.publishing import publish_fields
from inventory.retention import forget_owner, forget_sender
from pages.fuzzy_date import FuzzyDate
from visitors.addresses import key_of
from visitors.letters import absolute_url, send_letter
from visitors.private_links import revoke_links
from visitors.task_queue import task

# Whoever asks the same again sooner pressed twice.
DOUBLE_PRESS = timedelta(minutes=1)


@transaction.atomic
def confirm(owner):
    """Publish that the owner confirmed the project today."""
    publish_fields(owner.project, "inventory.confirm", confirmed_on=timezone.localdate())
    record_answer(owner)


@transaction.atomic
def end(owner, status, month):
    """Publish that a project is FINISHED or STOPPED (ProjectPage.Status) since `month` (a fuzzy_date.Point)."""
    date = owner.project.date
    begun = date.start if date and date.start.earliest <= month.latest else month
    publish_fields(
        owner.project,
        "inventory.end",
        status=status,
        date=FuzzyDate(begun, month),
        confirmed_on=timezone.localdate(),
    )
    record_answer(owner)


def record_answer(owner):
    """Store that an owner answered the yearly question."""
    ProjectOwner.objects.filter(pk=owner.pk).update(answered_at=timezone.now())


@transaction.atomic
def renew_links(owner):
    """Revoke every link to a project and mail its owner a new one."""
    revoke_owner_links(owner.project)
    log(instance=owner.project, action="inventory.renew_links")
    mail_links([owner])


def mail_links(owners):
    """Queue a mail with the links of these ProjectOwners, who are one person; without owners no mail is sent."""
    chosen = [owner.pk for owner in owners]
    transaction.on_commit(lambda: send_links.enqueue(chosen))


@task(backend="queue")
def send_links(chosen):
    """Mail the links of the owners with these primary keys in one mail."""
    if owners := list(ProjectOwner.objects.filter(pk__in=chosen).select_related("project").order_by("pk")):
        mail_owner_links(owners)


@transaction.atomic
def leave(owner):
    """Delete the owner of a project; the project stays, and is closed for contact."""
    project, key = owner.project, key_of(owner.address)
    publish_fields(project, "wagtail.publish", open_for_contact=False)
    log(instance=project, action="inventory.leave")
    for submission in project.submissions.filter(contact_key=key, anonymised_at=None):
        forget_sender(submission)
    forget_owner(owner)


@transaction.atomic
def set_owner(project, *, name, address, organisation, language, user=None):
    """Set the owner of a project on behalf of the editors, and mail them a link; return the ProjectOwner."""
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
    """Ask a colleague to take a project over, replacing an earlier question; return the Handover. Idempotent for a
    minute.
    """
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
        mail_handover(handover)


@transaction.atomic
def take_over(pk):
    """Accept a Handover (primary key): set the new owner, revoke the old links, queue the mails to both.

    Return the ProjectOwner; None when the question was withdrawn or accepted before.
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
    """Mail old and new owner of an accepted Handover (primary key), then delete it. Idempotent."""
    handover = Handover.objects.select_related("project__project_owner").filter(pk=pk).first()
    if handover and handover.accepted_at:
        owner = handover.project.project_owner
        mail_owner_links([owner])
        mail_handed_over(handover, owner)
        handover.delete()


@transaction.atomic
def decline(handover):
    """Delete a Handover that the colleague declined, and mail the owner."""
    owner = ProjectOwner.objects.filter(project=handover.project_id).first()
    _forget_handover(handover.project)
    if owner:
        transaction.on_commit(lambda: tell_declined.enqueue(owner.pk))


@task(backend="queue")
def tell_declined(pk):
    """Mail the owner with this primary key that the colleague declined."""
    if owner := ProjectOwner.objects.select_related("project").filter(pk=pk).first():
        mail_declined(owner)


def cancel_handover(owner):
    """Delete the open question to a colleague."""
    _forget_handover(owner.project)


def _forget_handover(project):
    for handover in Handover.objects.filter(project=project, accepted_at=None):
        revoke_links(HANDOVER, handover.pk)
        handover.delete()


def _start_afresh(owner):
    """Reset the dates of the yearly question for a new owner."""
    owner.since = timezone.now()
    owner.asked_at = owner.reminded_at = owner.answered_at = None


def mail_owner_links(owners):
    """Send one person the links to the private pages of their projects; `owners` are ProjectOwners of one address."""
    _send("owner_links", owners[0], {"projects": _with_links(owners)})


def mail_question(owners, *, is_reminder=False):
    """Ask whether projects are still right; `owners` are ProjectOwners of one address."""
    _send("yearly_question", owners[0], {"projects": _with_links(owners), "is_reminder": is_reminder})


def mail_handover(handover):
    """Ask a colleague whether they take a project over. Holds nothing that was typed: the address may be anybody's."""
    with translation.override(handover.language):
        link = absolute_url("project-takeover", make_handover_link(handover))
    _send("handover_ask", handover, {"link": link})


def mail_handed_over(handover, owner):
    """Tell who was the owner (by now in `handover`) that `owner` took the project over."""
    _send("handover_done", handover, {"project": handover.project, "owner": owner})


def mail_declined(owner):
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
