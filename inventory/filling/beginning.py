"""Beginning a submission: empty, with what is known of somebody, or with all that is known of a project.

What is known of an address is only given to who opened a link that was mailed to it, never to who types it.
"""

from django.db import transaction
from django.utils import timezone

from inventory.filling.access import new_token
from inventory.filling.project_answers import answers_of, municipality_of
from inventory.history import record
from inventory.models import InventoryRoundPage, ProjectOwner, ProjectPage, Submission, SubmissionEvent

CONTACT = ("contact_name", "contact_address", "contact_organisation")
MOST_PROJECTS = 50  # of one person, in a list


def find_or_begin(form_key, page, language):
    """Return (Submission, whether it is new) for one showing of a form with a key (UUID), locked until the commit.

    However often that form is sent, also at the same time, it begins one submission, in a round (a page).
    """
    submission, is_new = Submission.objects.select_for_update(of=("self",)).get_or_create(
        form_key=form_key, defaults={"round": page, "language": language}
    )
    if is_new:
        record(submission, SubmissionEvent.Kind.BEGUN)
    return submission, is_new


def prefill(submission, previous):
    """Give an unsaved or new Submission the contact data, municipality and language of an earlier one."""
    for name in CONTACT:
        setattr(submission, name, getattr(previous, name))
    submission.language = previous.language
    submission.municipality = previous.municipality
    for name in ("reports", "regional"):
        if name in previous.answers:
            submission.answers[name] = previous.answers[name]


@transaction.atomic
def begin_another(previous, form_key):
    """Return the Submission for another project of who sent `previous`, in the same round; once for each form key."""
    submission, is_new = find_or_begin(form_key, previous.round, previous.language)
    if is_new:
        prefill(submission, previous)
        submission.answers["reports"] = "project"
        submission.save()
    return submission


@transaction.atomic
def begin_invited(invitation, form_key, reports):
    """Return the Submission that the holder of an Invitation begins, with contact data filled in; once for each key.

    `reports` is "project" or "no-project".
    """
    submission, is_new = find_or_begin(form_key, invitation.round, invitation.language)
    if is_new:
        if earlier := _last_of(invitation.address):
            prefill(submission, earlier)
        _fill_from_invitation(submission, invitation)
        submission.answers["reports"] = reports
        submission.save()
    return submission


@transaction.atomic
def begin_invited_update(invitation, project):
    """Return the Submission with which the holder of an Invitation brings a project of theirs up to date."""
    owner = ProjectOwner.objects.filter(project=project).with_address(invitation.address).first()
    earlier = owner or project.submissions.with_address(invitation.address).order_by("-submitted_at").first()
    submission = _update_of(project, earlier, invitation.round)
    if not submission.contact_address:
        _fill_from_invitation(submission, invitation)
        submission.save()
    return submission


@transaction.atomic
def begin_update(project, owner):
    """Return the token of the private form in which a ProjectOwner changes a ProjectPage.

    It is filled in with what is known, and belongs to the round that is open, if one is. Asked again before it was
    sent, it leads to the same draft.
    """
    page = InventoryRoundPage.objects.live().filter(alias_of=None).open_at(timezone.now()).order_by("-opens_at").first()
    return new_token(_update_of(project, owner, page))


def projects_of(address):
    """Return the published ProjectPages that this address owns or reported, by title."""
    owned = ProjectOwner.objects.with_address(address).values("project")
    reported = Submission.objects.with_address(address).filter(status=Submission.Status.ACCEPTED).values("project")
    # A project with another owner was handed over: whoever reported it has nothing to say about it any more.
    ownerless = ProjectPage.objects.filter(pk__in=reported, project_owner=None).values("pk")
    found = ProjectPage.objects.live().filter(pk__in=owned) | ProjectPage.objects.live().filter(pk__in=ownerless)
    return list(found.distinct().order_by("title")[:MOST_PROJECTS])


def _update_of(project, person, page):
    """Return the draft with which a person (ProjectOwner, Submission or None) updates a project, begun when needed."""
    # The row of the project, so that two presses at once find one draft.
    ProjectPage.objects.select_for_update(of=("self",)).get(pk=project.pk)
    address = _contact(person).get("contact_address", "")
    if address:
        drafts = project.submissions.with_address(address).filter(status=Submission.Status.DRAFT)
        if draft := drafts.select_related("round").order_by("-pk").first():
            return draft
    submission = Submission(
        round=page,
        project=project,
        language=person.language if person else "nl",
        title=project.title,
        municipality=municipality_of(project),
        answers=answers_of(project),
        **_contact(person),
    )
    submission.save()
    record(submission, SubmissionEvent.Kind.BEGUN)
    return submission


def _contact(person):
    if person is None:
        return {}
    if isinstance(person, Submission):
        return {name: getattr(person, name) for name in CONTACT}
    return dict(zip(CONTACT, (person.name, person.address, person.organisation), strict=True))


def _last_of(address):
    """Return the newest Submission that was sent from an address and still names its sender, or None."""
    sent = Submission.objects.with_address(address).sent().filter(anonymised_at=None)
    return sent.select_related("municipality").order_by("-submitted_at").first()


def _fill_from_invitation(submission, invitation):
    submission.contact_address = invitation.address
    submission.contact_name = submission.contact_name or invitation.name
    submission.language = invitation.language
    if invitation.organisation:
        submission.contact_organisation = invitation.organisation.name
    if invitation.municipality:
        submission.municipality = invitation.municipality
        submission.answers.pop("regional", None)
