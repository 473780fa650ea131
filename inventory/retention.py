"""Retention of personal data: nothing is kept longer than its round says.

Erased are names, addresses, files, conversations and answers for editors only. Projects stay, and answers for everyone
or for the network. What submitters agree to (retention_words) is made of the same numbers as what is erased.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext

from inventory.models import (
    ContactRequest,
    Invitation,
    ProjectAnswer,
    ProjectOwner,
    ProjectPage,
    Submission,
    SubmissionEvent,
    Visibility,
)
from inventory.models.project import UNCONFIRMED_AFTER
from visitors.models import PrivateLink

DAYS_OF_DRAFT = 90
# Of a change sent outside a round, which has no days of its own.
DAYS_WITHOUT_ROUND = 365
DAYS_OF_CONTACT = 90
# Nobody decided, and the round never closes: what was sent does not stay for ever either.
UNDECIDED_TIMES = 2
# An owner is asked once a year; of a project that ended, or that nobody confirms, the owner is forgotten a year later.
OWNER_KEPT = timedelta(days=365)
DECIDED = (Submission.Status.ACCEPTED, Submission.Status.DECLINED)
OVER = (ProjectPage.Status.FINISHED, ProjectPage.Status.STOPPED)
# At most so many rows in one run of the clock, so that a large round does not hold up the rest.
MOST_AT_ONCE = 200


@dataclass(frozen=True)
class Period:
    """How long personal data of a submission are kept: `days` after closing (`is_from_closing`) or after the decision.

    undecided: days after it was sent (after it was last changed, `is_from_change`) when nobody decides.
    """

    days: int
    is_from_closing: bool
    undecided: int
    is_from_change: bool = False


def period_of(round_page):
    """Return the Period of the submissions of a round; None is for those without a round."""
    if round_page is None:
        return Period(DAYS_WITHOUT_ROUND, False, DAYS_WITHOUT_ROUND, is_from_change=True)
    days = round_page.keep_days
    return Period(days, round_page.closes_at is not None, UNDECIDED_TIMES * days)


def retention_words(round_page):
    """Return how long what a submitter fills in is kept: sentences of the submitter, in the active language."""
    period = period_of(round_page)
    if period.is_from_closing:
        kept = gettext("My name, my email address and my files are erased %(days)d days after the round closes.")
    elif period.is_from_change:
        kept = gettext(
            "My name, my email address and my files are erased %(days)d days after the decision about what I sent, or "
            "%(undecided)d days after I last changed it when nobody decides."
        )
    else:
        kept = gettext(
            "My name, my email address and my files are erased %(days)d days after the decision about what I sent, or "
            "%(undecided)d days after I sent it when nobody decides."
        )
    owner = gettext(
        "When a project of mine is taken over, I become its owner. Then my name, my email address and my organisation "
        "stay with it, for the editors only: until %(days)d days after my last answer about a project that has ended, "
        "or %(silent)d days after it was last confirmed."
    )
    stays = gettext("The project stays, and so do the answers that everyone or the network may see.")
    silent = (UNCONFIRMED_AFTER + OWNER_KEPT).days
    return [
        kept % {"days": period.days, "undecided": period.undecided},
        owner % {"days": OWNER_KEPT.days, "silent": silent},
        stays,
    ]


def forget_people(moment):
    """Delete or anonymise what is due at `moment` (aware datetime); return how many submissions. A scheduled job."""
    drafts = Submission.objects.unsent().filter(changed_at__lt=moment - timedelta(days=DAYS_OF_DRAFT))
    closed_drafts = Submission.objects.unsent().filter(_kept_too_long(moment))
    touched = 0
    for submission in (drafts | closed_drafts).order_by("pk")[:MOST_AT_ONCE]:
        erase_submission(submission)
        touched += 1
    due = Submission.objects.readable_by_editors().filter(anonymised_at=None)
    for submission in due.filter(_kept_too_long(moment)).order_by("pk")[:MOST_AT_ONCE]:
        anonymise(submission)
        touched += 1
    _forget_invitations(moment)
    _forget_contact(moment)
    _forget_owners(moment)
    return touched


def _kept_too_long(moment):
    """Return the Q that the retention period of a submission's round is over."""
    in_round = Q()
    for days in Submission.objects.exclude(round=None).order_by().values_list("round__keep_days", flat=True).distinct():
        limit = moment - timedelta(days=days)
        over = Q(round__closes_at__lt=limit) | Q(round__closes_at=None, decided_at__lt=limit)
        undecided = moment - timedelta(days=UNDECIDED_TIMES * days)
        over |= Q(round__closes_at=None, decided_at=None, submitted_at__lt=undecided)
        in_round |= Q(round__keep_days=days) & over
    alone = moment - timedelta(days=DAYS_WITHOUT_ROUND)
    without_round = Q(round=None) & (Q(decided_at__lt=alone) | Q(decided_at=None, changed_at__lt=alone))
    return in_round | without_round


def _forget_invitations(moment):
    for days in Invitation.objects.order_by().values_list("round__keep_days", flat=True).distinct():
        limit = moment - timedelta(days=days)
        due = Invitation.objects.filter(round__keep_days=days)
        due = due.filter(Q(round__closes_at__lt=limit) | Q(round__closes_at=None, created_at__lt=limit))
        forget_links_to("invitation", due.values_list("pk", flat=True))
        due.delete()


def _forget_contact(moment):
    due = ContactRequest.objects.filter(created_at__lt=moment - timedelta(days=DAYS_OF_CONTACT))
    for purpose in ("contact-confirm", "contact-answer"):
        forget_links_to(purpose, due.values_list("pk", flat=True))
    due.delete()


def _forget_owners(moment):
    limit = timezone.localdate(moment) - OWNER_KEPT
    last_word = Q(answered_at__lt=moment - OWNER_KEPT) | Q(answered_at=None, since__lt=moment - OWNER_KEPT)
    ended = Q(project__status__in=OVER) & last_word
    silent = (Q(project__confirmed_on=None) | Q(project__confirmed_on__lt=limit - UNCONFIRMED_AFTER)) & last_word
    for owner in ProjectOwner.objects.filter(ended | silent).order_by("pk")[:MOST_AT_ONCE]:
        forget_owner(owner)


@transaction.atomic
def anonymise(submission):
    """Remove from a submitted Submission what identifies its sender and what was for editors only; revoke its links."""
    submission = Submission.objects.select_for_update().get(pk=submission.pk)
    hidden = _answers_for_editors(submission)
    own = submission.answers.get("own", {})
    submission.answers["own"] = {name: value for name, value in own.items() if name not in hidden}
    submission.contact_name = submission.contact_address = submission.contact_organisation = ""
    submission.anonymised_at = timezone.now()
    submission.save()
    if submission.project_id:
        answers = ProjectAnswer.objects.filter(project=submission.project_id, question__in=hidden)
        answers.filter(visibility=Visibility.EDITORS).delete()
    submission.files.all().delete()
    submission.events.update(text="", snapshot=None)
    submission.add_event(SubmissionEvent.Kind.ANONYMISED)
    forget_links_to("submission", [submission.pk])


def _answers_for_editors(submission):
    """Return the clean names of own answers that only editors see; deleted questions count as such."""
    questions = submission.round.questions.all() if submission.round else ()
    seen = {question.clean_name for question in questions if question.visibility != Visibility.EDITORS}
    return [name for name in submission.answers.get("own", {}) if name not in seen]


def forget_sender(submission):
    """Anonymise a Submission that was decided upon; delete another, as nothing typed in it is public."""
    if submission.status in DECIDED:
        anonymise(submission)
    else:
        erase_submission(submission)


@transaction.atomic
def erase_submission(submission):
    """Delete a Submission with its files, history and links."""
    forget_links_to("submission", [submission.pk])
    submission.delete()


@transaction.atomic
def forget_owner(owner):
    """Delete a ProjectOwner with links, handovers and open requests for contact; the project stays."""
    project = owner.project
    forget_links_to("owner", [project.pk])
    forget_handovers(project.handovers.filter(accepted_at=None))
    owner.delete()
    project.contact_requests.filter(state__in=["written", "passed-on"]).delete()


def forget_handovers(handovers):
    """Delete the Handovers of a queryset with their links."""
    forget_links_to("handover", handovers.values_list("pk", flat=True))
    handovers.delete()


def forget_links_to(purpose, subjects):
    """Delete the private links for a purpose to these primary keys."""
    PrivateLink.objects.filter(purpose=purpose, subject__in=list(subjects)).delete()
