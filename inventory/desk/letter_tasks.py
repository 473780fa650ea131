"""The letters of the desk, written by the worker. A task makes the private link itself: none stands in the queue."""

from django.utils import translation

from inventory.models import ProjectOwner, Submission, SubmissionEvent
from pages.background import task
from pages.visitors.addresses import key_of
from pages.visitors.letters import absolute, send_letter
from pages.visitors.private_links import make_link

SUBMISSION_DAYS, OWNER_DAYS = 90, 400
# The step whose text the letter tells.
STEPS = {"asked_back": SubmissionEvent.Kind.ASKED_BACK, "declined": SubmissionEvent.Kind.DECLINED}


@task(backend="queue")
def send_about_submission(name, submission_id):
    """Send the letter `name` (asked_back, accepted, declined) about a submission (primary key) to its submitter."""
    found = Submission.objects.select_related("project__locale").filter(pk=submission_id)
    submission = found.exclude(contact_address="").first()
    if submission is None:
        # Erased in the meantime.
        return
    with translation.override(submission.language):
        context = _say(name, submission)
    send_letter(f"inventory/letters/{name}", submission.contact_address, submission.language, context)


def _say(name, submission):
    """Return what a letter tells, with links in the active language."""
    address, page = submission.contact_address, submission.project
    token = make_link("submission", submission.pk, days=SUBMISSION_DAYS, address=address)
    context = {"submission": submission, "link": absolute("inventory-submission", token)}
    if name in STEPS:
        step = submission.events.filter(kind=STEPS[name]).last()
        context["words"] = step.text if step else ""
    if name == "accepted" and page and page.live:
        context["page"] = page
        context["page_url"] = page.full_url
        if ProjectOwner.objects.filter(project=page, address_key=key_of(address)).exists():
            token = make_link("owner", page.pk, days=OWNER_DAYS, address=address)
            context["owner_link"] = absolute("project-owner", token)
    return context
