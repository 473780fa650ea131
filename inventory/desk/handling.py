"""What can be done with a submission. Every verb locks its row, refuses what is not possible (any more), and writes
down what happened; letters go by a task after the commit.

    draft -> submitted -> asked-back -> submitted -> accepted or declined; withdrawn by the submitter before that.
"""

from functools import partial

from django.db import transaction
from django.utils import formats, timezone
from django.utils.translation import gettext, gettext_noop

from inventory.desk import letter_tasks, publishing
from inventory.desk.sent_values import SentValues
from inventory.filling.steps import is_about_project
from inventory.history import record
from inventory.models import Need, ProjectOwner, Submission, SubmissionEvent
from visitors.addresses import key_of

Status, Kind = Submission.Status, SubmissionEvent.Kind

UNDECIDED = (Status.SUBMITTED, Status.ASKED_BACK)
WHY_NOT = {
    Status.DRAFT: gettext_noop("This was not sent yet, so nothing can be decided about it."),
    Status.SUBMITTED: gettext_noop("This waits for a decision, so there is nothing to answer or to reopen."),
    Status.ASKED_BACK: gettext_noop(
        "A question was asked back. Wait for the answer, decline, or take the question back first."
    ),
    Status.ACCEPTED: gettext_noop("This was accepted already."),
    Status.DECLINED: gettext_noop("This was declined already. Reopen it first."),
    Status.WITHDRAWN: gettext_noop("The submitter withdrew this."),
}


class NotPossible(Exception):
    """A step that cannot be taken now; its text is a sentence for whoever wanted to take it. Nothing was changed."""


@transaction.atomic
def take_up(submission, user):
    """Say that `user` handles it from now on; whoever did before is in the history."""
    submission = lock(submission, UNDECIDED)
    submission.handler = user
    submission.save(update_fields=["handler"])
    record(submission, Kind.CHANGED, user=user, text=gettext("Takes care of it"))


@transaction.atomic
def ask_back(submission, user, question, *, seen=None):
    """Ask the submitter a question; the submission waits for the answer. `seen`: see `latest_step`."""
    submission = lock(submission, [Status.SUBMITTED], seen)
    _require(submission.contact_address, gettext("There is no address (any more) to send the question to."))
    _take(submission, Status.ASKED_BACK, user)
    record(submission, Kind.ASKED_BACK, user=user, text=question)
    _write_letter("asked_back", submission)


@transaction.atomic
def answer(submission, text):
    """Take the submitter's answer to a question; the editors are at turn again."""
    submission = lock(submission, [Status.ASKED_BACK])
    _take(submission, Status.SUBMITTED)
    record(submission, Kind.ANSWERED, text=text)


@transaction.atomic
def withdraw(submission):
    """Let the submitter take it back, as long as nothing was decided."""
    submission = lock(submission, [Status.DRAFT, *UNDECIDED])
    _take(submission, Status.WITHDRAWN)
    record(submission, Kind.WITHDRAWN)


@transaction.atomic
def decline(submission, user, reason, *, seen=None):
    """Decline it and tell the submitter why."""
    submission = lock(submission, UNDECIDED, seen)
    _take(submission, Status.DECLINED, user)
    record(submission, Kind.DECLINED, user=user, text=reason)
    _write_letter("declined", submission)


@transaction.atomic
def reopen(submission, user, *, seen=None):
    """Put back what was declined, or take a question back, so that it can be decided (again)."""
    submission = lock(submission, [Status.DECLINED, Status.ASKED_BACK], seen)
    _require(submission.anonymised_at is None, gettext("This was made anonymous and cannot be reopened."))
    _take(submission, Status.SUBMITTED, user)
    record(submission, Kind.REOPENED, user=user)


@transaction.atomic
def accept_as_new(submission, user, *, choices=None, files=(), seen=None):
    """Publish a submission as a new ProjectPage and return that; None when it reports needs only.

    `choices` says which organisations its names mean (desk.organisations); `files` are the primary keys of its files
    to publish as attachments.
    """
    submission = lock(submission, [Status.SUBMITTED], seen)
    sent = SentValues(submission, choices)
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
def accept_as_update(submission, user, fields, *, project=None, choices=None, files=(), seen=None, seen_revision=None):
    """Publish the chosen fields (names in desk.project_fields) of a submission in a project, and return that.

    The project is the one of the submission unless another is given. `seen_revision`: the primary key of the page's
    latest revision that was compared with; a newer one is not overwritten.
    """
    submission = lock(submission, [Status.SUBMITTED], seen)
    page = _lock_project(project or submission.project, user, seen_revision)
    sent = SentValues(submission, choices)
    changed = publishing.publish_changes(page, sent, user, fields, _chosen_files(submission, files))
    _decide(submission, user, sent, page, Kind.UPDATED, ", ".join(changed))
    return page


@transaction.atomic
def merge(submission, user, project, *, choices=None, files=(), seen=None, seen_revision=None):
    """Add a submission to a project that was there already: fill in what is empty, join the lists. Returns the page.

    A project without an owner gets the submitter as its owner.
    """
    submission = lock(submission, [Status.SUBMITTED], seen)
    page = _lock_project(project, user, seen_revision)
    sent = SentValues(submission, choices)
    changed = publishing.publish_united(page, sent, user, _chosen_files(submission, files))
    if not ProjectOwner.objects.filter(project=page).exists():
        _take_over_owner(submission, page)
    _decide(submission, user, sent, page, Kind.MERGED, ", ".join(changed))
    return page


def lock(submission, allowed, seen=None):
    """Return a Submission anew from the database, locked until the end of the transaction.

    Raises NotPossible when its status is not one of `allowed`, or when a step came after the one that was `seen`.
    """
    submission = Submission.objects.select_for_update().get(pk=submission.pk)
    if submission.status not in allowed:
        raise NotPossible(f"{gettext(WHY_NOT[submission.status])} {_last_step(submission)}".strip())
    if seen is not None and seen != latest_step(submission):
        words = gettext("Something happened in the meantime; look again and decide then. %(step)s")
        raise NotPossible(words % {"step": _last_step(submission)})
    return submission


def latest_step(submission):
    """Return the number of the last step in the history of a submission, to be handed to a verb as `seen`."""
    return submission.events.order_by("-pk").values_list("pk", flat=True).first() or 0


def is_owner(submission, page):
    """Return whether the submitter is the owner of a project."""
    key = key_of(submission.contact_address)
    return bool(key) and ProjectOwner.objects.filter(project=page, address_key=key).exists()


def _last_step(submission):
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
        raise NotPossible(sentence)


def _take(submission, status, user=None):
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
    _take(submission, Status.ACCEPTED, user)
    _keep_needs(submission, sent)
    record(submission, kind, user=user, text=text)
    _write_letter("accepted", submission)


def _keep_needs(submission, sent):
    """Write down where too little happens; said again in the same round it replaces what was said before."""
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
        transaction.on_commit(partial(letter_tasks.send_about_submission.enqueue, name, submission.pk))
