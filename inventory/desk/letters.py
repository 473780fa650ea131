"""Mails to submitters about decisions. A task makes the private link itself: the queue stores no token."""

from django.utils import timezone, translation

from inventory.models import ProjectOwner, Submission, SubmissionEvent
from visitors.addresses import key_of
from visitors.letters import absolute_url, send_letter
from visitors.mail_queue import is_permanent
from visitors.private_links import make_link
from visitors.task_queue import RETRY_DELAYS, task

SUBMISSION_DAYS, OWNER_DAYS = 90, 400
# The step whose text the letter tells.
STEPS = {"asked_back": SubmissionEvent.Kind.ASKED_BACK, "declined": SubmissionEvent.Kind.DECLINED}
# The state of a submission about which a letter is still true.
STATES = {
    "asked_back": Submission.Status.ASKED_BACK,
    "accepted": Submission.Status.ACCEPTED,
    "declined": Submission.Status.DECLINED,
}


@task(backend="queue")
def send_about_submission(name, submission_id, failures=0):
    """Send the mail `name` (asked_back, accepted, declined) about a submission (primary key) to its submitter.

    A failed attempt is retried after each of RETRY_DELAYS, as long as the submission still has that status. After the
    last one, and at once for an address that the mail server refuses, the history records that the mail could not be
    delivered, and the OSError of the mail backend is raised, for the log.
    """
    found = Submission.objects.select_related("project__locale").filter(pk=submission_id)
    submission = found.exclude(contact_address="").first()
    if submission is None:
        # Erased in the meantime.
        return
    if failures and submission.status != STATES[name]:
        return
    with translation.override(submission.language):
        context = _mail_context(name, submission)
    try:
        send_letter(f"inventory/letters/{name}", submission.contact_address, submission.language, context)
    except OSError as error:
        if failures == len(RETRY_DELAYS) or is_permanent(error):
            submission.add_event(SubmissionEvent.Kind.UNDELIVERED, text=submission.contact_address)
            raise
        again = send_about_submission.using(run_after=timezone.now() + RETRY_DELAYS[failures])
        again.enqueue(name, submission_id, failures + 1)


def _mail_context(name, submission):
    """Return what a letter tells, with links in the active language."""
    address, page = submission.contact_address, submission.project
    token = make_link("submission", submission.pk, days=SUBMISSION_DAYS, address=address)
    # An address that nobody confirmed (from before that was asked) may be anybody's: nothing that was typed goes there.
    title = submission.title if submission.address_confirmed_at else ""
    context = {"submission": submission, "title": title, "link": absolute_url("inventory-submission", token)}
    if name in STEPS:
        step = submission.events.filter(kind=STEPS[name]).last()
        context["words"] = step.text if step else ""
    if name == "accepted" and page and page.live:
        context["page"] = page
        context["page_url"] = page.full_url
        if ProjectOwner.objects.filter(project=page, address_key=key_of(address)).exists():
            token = make_link("owner", page.pk, days=OWNER_DAYS, address=address)
            context["owner_link"] = absolute_url("project-owner", token)
    return context
