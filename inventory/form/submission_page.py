"""The submitter's private page of a submission: status, question of the editors, files, withdrawal; lost links."""

from contextlib import suppress

from django.db.models import F
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_safe

from inventory.desk import workflow
from inventory.form import files, rate_limits
from inventory.form.access import accepts_submissions, is_in_grace, is_too_late, is_unsent, may_change, may_withdraw
from inventory.form.answers import describe
from inventory.form.start import FormKeyForm
from inventory.form.step_views import first_unfinished, show, with_submission
from inventory.form.submit import MOST_LINKS, discard, send_lost_links
from inventory.models import Submission, SubmissionEvent, Visibility
from visitors.addresses import network_of
from visitors.lost_link import read_address

Kind = SubmissionEvent.Kind
# What an editor did to the text, or by whom, is no business of the submitter.
TOLD = (Kind.BEGUN, Kind.SUBMITTED, Kind.ASKED_BACK, Kind.ANSWERED, Kind.ACCEPTED, Kind.UPDATED, Kind.MERGED)
TOLD += (Kind.DECLINED, Kind.WITHDRAWN, Kind.REOPENED)
WITH_WORDS = (Kind.ASKED_BACK, Kind.ANSWERED, Kind.DECLINED)
LONGEST_ANSWER = 5_000  # characters


@require_http_methods(["GET", "HEAD", "POST"])
@with_submission
def submission_page(request, submission, token):
    """Show the status of a submission; POST answers an editor's question (`antwoord`)."""
    error, missing = "", []
    typed = request.POST.get("antwoord", "").strip()
    status = 200
    if request.method == "POST":
        over = rate_limits.exceeded_on_step(request, submission)
        if submission.status != Submission.Status.ASKED_BACK:
            return redirect("inventory-submission", token)
        if over:
            error, status = rate_limits.limit_message(over), 429
        elif not typed:
            error = gettext("Write an answer, or change your answers in the form.")
        elif len(typed) > LONGEST_ANSWER:
            error = gettext("This answer is too long. Write at most 5,000 characters.")
        else:
            try:
                workflow.answer(submission, typed, network_of(request))
            except workflow.NotComplete as refusal:
                missing = refusal.missing
            except workflow.TransitionNotAllowed:
                # Answered already, in another tab: the page says so.
                return redirect("inventory-submission", token)
            else:
                return redirect("inventory-submission", token)
    return show(
        request,
        "submission",
        gettext("Your submission %(reference)s") % {"reference": submission.reference},
        status,
        page=submission.round,
        error=error,
        missing=missing,
        typed=typed,
        submission=submission,
        token=token,
        events=_history(submission),
        question=_open_question(submission),
        may_change=may_change(submission),
        may_withdraw=may_withdraw(submission),
        is_unsent=is_unsent(submission),
        is_too_late=is_too_late(submission),
        is_in_grace=submission.round is not None and is_in_grace(submission.round),
        goes_on_at=first_unfinished(submission) if may_change(submission) else None,
        files=submission.files.all(),
    )


@require_safe
@with_submission
def sent(request, submission, token):
    """Show what happens next, with the reference; redirects to the page of what did not reach the editors yet."""
    if submission.status == Submission.Status.UNCONFIRMED:
        return redirect("inventory-address", token)
    if submission.submitted_at is None or submission.status == Submission.Status.DRAFT:
        return redirect("inventory-submission", token)
    return show(
        request,
        "sent",
        gettext("Thank you, we have it"),
        page=submission.round,
        submission=submission,
        token=token,
        another=FormKeyForm() if submission.round and accepts_submissions(submission.round) else None,
    )


@require_safe
@with_submission
def print_page(request, submission, token):
    """Show all answers on a page that is made for printing."""
    return show(
        request,
        "print",
        gettext("Summary of %(reference)s") % {"reference": submission.reference},
        page=submission.round,
        submission=submission,
        token=token,
        sections=describe(submission, set(Visibility)),
        files=submission.files.all(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@with_submission
def withdraw(request, submission, token):
    """Ask for confirmation; POST withdraws what was submitted, or deletes a draft."""
    is_draft = is_unsent(submission)
    if not is_draft and not may_withdraw(submission):
        return redirect("inventory-submission", token)
    if request.method == "POST":
        if is_draft and discard(submission):
            return show(request, "discarded", gettext("Your draft is erased"), page=submission.round)
        if not is_draft:
            # Decided meanwhile: the page says how.
            with suppress(workflow.TransitionNotAllowed):
                workflow.withdraw(submission)
        return redirect("inventory-submission", token)
    title = gettext("Erase this draft?") if is_draft else gettext("Withdraw this submission?")
    return show(
        request, "withdraw", title, page=submission.round, submission=submission, token=token, is_draft=is_draft
    )


@require_safe
@with_submission
def file_of(request, submission, token, number):
    """Return a file of the submission as a download."""
    file = get_object_or_404(submission.files, pk=number)
    try:
        return files.serve(file)
    except FileNotFoundError as error:
        raise Http404 from error


def _history(submission):
    """Return (SubmissionEvent, its words or "") of the steps that concern the submitter, oldest first."""
    return [
        (event, event.text if event.kind in WITH_WORDS else "")
        for event in submission.events.all()
        if event.kind in TOLD
    ]


def _open_question(submission):
    if submission.status != Submission.Status.ASKED_BACK:
        return ""
    last = submission.events.filter(kind=Kind.ASKED_BACK).last()
    return last.text if last else ""


@require_http_methods(["GET", "HEAD", "POST"])
def lost_link(request):
    """Ask for an address; POST mails the links to its submissions there. The response is the same for every address."""
    form, status, address = read_address(request, rate_limits.exceeded_on_lost_link, rate_limits.limit_message)
    if address is not None:
        _ask(address)
        return redirect("inventory-link-sent")
    return show(request, "lost_link", gettext("Mail me the link to my submission"), status, form=form)


@require_safe
def link_sent(request):
    """Say that a mail is on its way if the address is known, without saying whether it is."""
    return show(request, "link_sent", gettext("Look in your mail"))


def _ask(address):
    found = Submission.objects.with_address(address).filter(anonymised_at=None)
    # What others began in the name of this address pushes nothing of its own out of the mail.
    found = found.order_by(F("address_confirmed_at").desc(nulls_last=True), "-changed_at")
    # Handed to a task also when there are none, so that the answer takes as long for every address.
    send_lost_links.enqueue(list(found.values_list("pk", flat=True)[:MOST_LINKS]), get_language())
