"""State transitions of a submission. Each locks the row, checks the status, stores an event, and queues its mail on
commit.

Transitions: draft -> submitted -> asked-back -> submitted -> accepted or declined; declined -> submitted (reopened);
the submitter can withdraw until a decision. `seen` in arguments is the primary key of the last event that the editor
saw (optimistic locking, see `latest_event`). Every transition raises TransitionNotAllowed and then changes nothing.
"""

from functools import partial

from django.db import transaction
from django.utils import formats, timezone
from django.utils.translation import gettext, gettext_noop

from inventory.desk import letters, publishing
from inventory.desk.submitted_values import SubmittedValues
from inventory.form.steps import check_whole, is_about_project
from inventory.form.submit import await_confirmation
from inventory.models import Need, ProjectOwner, Submission, SubmissionEvent
from visitors.addresses import key_of

Status, Kind = Submission.Status, SubmissionEvent.Kind

UNDECIDED = Submission.UNDECIDED
WHY_NOT = {
    Status.DRAFT: gettext_noop("This was not sent yet, so nothing can be decided about it."),
    Status.UNCONFIRMED: gettext_noop("The submitter has another address and did not confirm it yet."),
    Status.SUBMITTED: gettext_noop("This waits for a decision, so there is nothing to answer or to reopen."),
    Status.ASKED_BACK: gettext_noop(
        "A question was asked back. Wait for the answer, decline, or take the question back first."
    ),
    Status.ACCEPTED: gettext_noop("This was accepted already."),
    Status.DECLINED: gettext_noop("This was declined already. Reopen it first."),
    Status.WITHDRAWN: gettext_noop("The submitter withdrew this."),
}


class TransitionNotAllowed(Exception):
    """The transition is not possible (any more); the text is a sentence for the user. Nothing was changed."""


class NotComplete(TransitionNotAllowed):
    """The answers are not complete and right; `missing` is what check_whole() found."""

    def __init__(self, missing):
        super().__init__(gettext("Your answers are not complete yet."))
        self.missing = missing


@transaction.atomic
def assign(submission, user):
    """Make `user` the handler; the history keeps who was before."""
    submission = lock(submission, UNDECIDED)
    submission.handler = user
    submission.save(update_fields=["handler"])
    submission.add_event(Kind.CHANGED, user=user, text=gettext("Takes care of it"))


@transaction.atomic
def ask_back(submission, user, question, *, seen=None):
    """Ask the submitter a question by mail; the submission waits for the answer."""
    submission = lock(submission, [Status.SUBMITTED], seen)
    _require(submission.contact_address, gettext("There is no address (any more) to send the question to."))
    _set_status(submission, Status.ASKED_BACK, user)
    submission.add_event(Kind.ASKED_BACK, user=user, text=question, snapshot=submission.snapshot())
    _write_letter("asked_back", submission)


@transaction.atomic
def answer(submission, text, network="unknown"):
    """Store the submitter's answer to a question; the submission is back in the queue.

    The answers in the form may have been changed too. They pass the checks of a first sending; if not, NotComplete is
    raised. With another address, it is back when that is confirmed. network: CIDR text of the visitor.
    """
    submission = lock(submission, [Status.ASKED_BACK])
    if missing := check_whole(submission):
        raise NotComplete(missing)
    submission.add_event(Kind.ANSWERED, text=text, snapshot=submission.snapshot())
    if submission.address_confirmed_at:
        _set_status(submission, Status.SUBMITTED)
    else:
        await_confirmation(submission, network)


@transaction.atomic
def withdraw(submission):
    """Withdraw a submission on behalf of its submitter, unless it was decided."""
    submission = lock(submission, [*Submission.UNSENT, *UNDECIDED])
    _set_status(submission, Status.WITHDRAWN)
    submission.add_event(Kind.WITHDRAWN)


@transaction.atomic
def decline(submission, user, reason, *, seen=None):
    """Decline a submission and mail the reason."""
    submission = lock(submission, UNDECIDED, seen)
    _set_status(submission, Status.DECLINED, user)
    submission.add_event(Kind.DECLINED, user=user, text=reason)
    _write_letter("declined", submission)


@transaction.atomic
def reopen(submission, user, *, seen=None):
    """Return a declined submission, or one with an open question, to the queue.

    Changes that the submitter began after the question count when they are complete and right, and come from a
    confirmed address. Otherwise what had been sent is put back; the history keeps both.
    """
    submission = lock(submission, [Status.DECLINED, Status.ASKED_BACK, Status.UNCONFIRMED], seen)
    _require(submission.submitted_at, gettext(WHY_NOT[submission.status]))
    _require(submission.anonymised_at is None, gettext("This was made anonymous and cannot be reopened."))
    text, snapshot = "", None
    sent = _sent_before_open_question(submission)
    if sent is not None:
        snapshot = submission.snapshot()
        if text := _why_not_count(submission, sent):
            submission.restore(sent)
            submission.save()
    _set_status(submission, Status.SUBMITTED, user)
    submission.add_event(Kind.REOPENED, user=user, text=text, snapshot=snapshot)


@transaction.atomic
def accept_as_new(submission, user, *, choices=None, edited=None, files=(), seen=None):
    """Publish a submission as a new ProjectPage and return it; None when it reports needs only.

    choices, edited: what the editor made of its answers (SubmittedValues).
    files: primary keys of its files to publish as attachments.
    """
    submission = lock(submission, [Status.SUBMITTED], seen)
    sent = SubmittedValues(submission, choices, edited)
    if not is_about_project(submission):
        _decide(submission, user, sent, None, Kind.ACCEPTED)
        return None
    _require(
        not submission.project_id,
        gettext("This changes a project that is there already. Compare the two."),
    )
    _require(submission.title.strip(), gettext("A project cannot be published without a title. Ask for one."))
    why_not = publishing.why_not_add(user)
    _require(not why_not, why_not)
    page = publishing.publish_new(sent, user, _chosen_files(submission, files))
    _take_over_owner(submission, page)
    _decide(submission, user, sent, page, Kind.ACCEPTED)
    return page


@transaction.atomic
def accept_as_update(
    submission, user, fields, *, project=None, choices=None, edited=None, files=(), seen=None, seen_revision=None
):
    """Publish some parts (names of ProjectParts) of a submission in a project, and return the page.

    project: the ProjectPage; by default that of the submission.
    seen_revision: primary key of the page's latest revision when it was compared; a newer one is not overwritten.
    """
    submission = lock(submission, [Status.SUBMITTED], seen)
    page = _lock_project(project or submission.project, user, seen_revision)
    sent = SubmittedValues(submission, choices, edited)
    changed = publishing.publish_changes(page, sent, user, fields, _chosen_files(submission, files))
    _decide(submission, user, sent, page, Kind.UPDATED, ", ".join(changed))
    return page


@transaction.atomic
def merge(submission, user, project, *, choices=None, edited=None, files=(), seen=None, seen_revision=None):
    """Merge a submission into an existing project: fill empty parts, join lists. Return the page.

    A project without an owner gets the submitter as its owner.
    """
    submission = lock(submission, [Status.SUBMITTED], seen)
    page = _lock_project(project, user, seen_revision)
    sent = SubmittedValues(submission, choices, edited)
    changed = publishing.publish_united(page, sent, user, _chosen_files(submission, files))
    if not ProjectOwner.objects.filter(project=page).exists():
        _take_over_owner(submission, page)
    _decide(submission, user, sent, page, Kind.MERGED, ", ".join(changed))
    return page


def lock(submission, allowed, seen=None):
    """Return the Submission reloaded and locked until the end of the transaction.

    Raises TransitionNotAllowed when its status is not in `allowed`, or when an event is newer than `seen`.
    """
    submission = Submission.objects.select_for_update().get(pk=submission.pk)
    if submission.status not in allowed:
        raise TransitionNotAllowed(f"{gettext(WHY_NOT[submission.status])} {_last_event(submission)}".strip())
    if seen is not None and seen != latest_event(submission):
        words = gettext("Something happened in the meantime; look again and decide then. %(step)s")
        raise TransitionNotAllowed(words % {"step": _last_event(submission)})
    return submission


def latest_event(submission):
    """Return the primary key of the last event of a submission, 0 without one; pass it to a transition as `seen`."""
    return submission.events.order_by("-pk").values_list("pk", flat=True).first() or 0


def is_owner(submission, page):
    """Return whether the submitter is the owner of a project."""
    key = key_of(submission.contact_address)
    return bool(key) and ProjectOwner.objects.filter(project=page, address_key=key).exists()


def _why_not_count(submission, sent):
    """Return why changes that were begun after `sent` (a snapshot) do not count, a sentence; "" when they do."""
    if not submission.address_confirmed_at and submission.contact_key != key_of(sent["contact_address"]):
        return gettext("The new address was not confirmed. What was sent before counts.")
    if check_whole(submission):
        return gettext("The changes that were begun are not complete. What was sent before counts.")
    return ""


def _sent_before_open_question(submission):
    """Return the snapshot of what had been sent when a question was asked that is not answered; None without one.

    An answer from an address that is not confirmed did not come back yet.
    """
    kinds = [Kind.ASKED_BACK, Kind.SUBMITTED, Kind.REOPENED]
    if submission.status != Status.UNCONFIRMED:
        kinds.append(Kind.ANSWERED)
    last = submission.events.filter(kind__in=kinds).last()
    return last.snapshot if last and last.kind == Kind.ASKED_BACK else None


def _last_event(submission):
    step = submission.events.select_related("user").order_by("-pk").first()
    if step is None:
        return ""
    return gettext("%(step)s by %(who)s on %(moment)s.") % {
        "step": step.get_kind_display(),
        "who": (step.user.get_full_name() or step.user.get_username()) if step.user else gettext("the submitter"),
        "moment": formats.date_format(timezone.localtime(step.moment), "DATETIME_FORMAT"),
    }


def _require(condition, sentence):
    if not condition:
        raise TransitionNotAllowed(sentence)


def _set_status(submission, status, user=None):
    submission.status = status
    submission.handler = user or submission.handler
    # A decision has a moment; what is open again has none.
    submission.decided_at = None if status in (Status.DRAFT, *UNDECIDED) else timezone.now()
    submission.save(update_fields=["status", "handler", "decided_at", "project"])


def _lock_project(project, user, seen_revision):
    _require(project, gettext("Choose the project first."))
    page = publishing.lock_project(project.pk)
    _require(page, gettext("This project is not there any more."))
    why_not = publishing.why_not_publish(page, user)
    _require(not why_not, why_not)
    _require(
        seen_revision is None or seen_revision == page.latest_revision_id,
        gettext("The project was changed in the meantime. Compare again; nothing was published."),
    )
    return page


def _chosen_files(submission, files):
    return list(submission.files.filter(pk__in=files)) if files else []


def _decide(submission, user, sent, page, kind, text=""):
    submission.project = page
    _set_status(submission, Status.ACCEPTED, user)
    _save_needs(submission, sent)
    submission.add_event(kind, user=user, text=text)
    _write_letter("accepted", submission)


def _save_needs(submission, sent):
    """Store the needs; reported again in the same round they replace the earlier ones."""
    if submission.municipality_id is None:
        return
    for theme, urgency, explanation in sent.needs:
        place = {"municipality_id": submission.municipality_id, "theme": theme, "round_id": submission.round_id}
        need = Need.objects.filter(**place).order_by("-pk").first() or Need(**place)
        need.urgency, need.explanation, need.submission = urgency, explanation, submission
        need.reported_on = day_sent(submission)
        need.save()


def day_sent(submission):
    """Return the day (date, in Amsterdam) on which a submission was sent."""
    return timezone.localdate(submission.submitted_at or submission.changed_at)


def _take_over_owner(submission, page):
    if submission.contact_address:
        ProjectOwner.objects.create(
            project=page,
            name=submission.contact_name,
            address=submission.contact_address,
            organisation=submission.contact_organisation,
            language=submission.language,
            answered_at=submission.submitted_at,
        )


def _write_letter(name, submission):
    if submission.contact_address:
        transaction.on_commit(partial(letters.send_about_submission.enqueue, name, submission.pk))
