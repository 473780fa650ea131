"""The submitter's own page: how it stands, what was asked, what can still be done. Looking changes nothing."""

from contextlib import suppress

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from inventory.desk import handling
from inventory.filling import files, rate_limits
from inventory.filling.access import is_in_grace, is_too_late, may_change, may_withdraw, takes_part
from inventory.filling.answers import describe
from inventory.filling.beginning import begin_another
from inventory.filling.sending import discard
from inventory.models import Submission, SubmissionEvent, Visibility

from .begin import FormKeyForm
from .saving import first_unfinished, go_on
from .showing import show, with_submission

Kind = SubmissionEvent.Kind
# What an editor did to the text, or by whom, is no business of the submitter.
TOLD = (Kind.BEGUN, Kind.SUBMITTED, Kind.ASKED_BACK, Kind.ANSWERED, Kind.ACCEPTED, Kind.UPDATED, Kind.MERGED)
TOLD += (Kind.DECLINED, Kind.WITHDRAWN, Kind.REOPENED)
WITH_WORDS = (Kind.ASKED_BACK, Kind.ANSWERED, Kind.DECLINED)
LONGEST_ANSWER = 5_000  # characters


@require_http_methods(["GET", "HEAD", "POST"])
@with_submission
def submission_page(request, submission, token):
    """Show how a submission stands; POST answers what an editor asked (`antwoord`)."""
    error = ""
    typed = request.POST.get("antwoord", "").strip()
    status = 200
    if request.method == "POST":
        over = rate_limits.over_filling(request, submission)
        if submission.status != Submission.Status.ASKED_BACK:
            return redirect("inventory-submission", token)
        if over:
            error, status = rate_limits.too_often(over), 429
        elif not typed:
            error = gettext("Write an answer, or change your answers in the form.")
        elif len(typed) > LONGEST_ANSWER:
            error = gettext("This answer is too long. Write at most 5,000 characters.")
        else:
            # Answered already, in another tab: the page says so.
            with suppress(handling.NotPossible):
                handling.answer(submission, typed)
            return redirect("inventory-submission", token)
    return show(
        request,
        "submission",
        gettext("Your submission %(reference)s") % {"reference": submission.reference},
        status,
        page=submission.round,
        error=error,
        typed=typed,
        submission=submission,
        token=token,
        events=_history(submission),
        question=_open_question(submission),
        may_change=may_change(submission),
        may_withdraw=may_withdraw(submission),
        is_too_late=is_too_late(submission),
        is_in_grace=submission.round is not None and is_in_grace(submission.round),
        goes_on_at=first_unfinished(submission) if may_change(submission) else None,
        files=submission.files.all(),
    )


@require_safe
@with_submission
def sent(request, submission, token):
    """Show what happens next, with the reference number; what was not sent yet leads to its own page."""
    if submission.submitted_at is None or submission.status == Submission.Status.DRAFT:
        return redirect("inventory-submission", token)
    return show(
        request,
        "sent",
        gettext("Thank you, we have it"),
        page=submission.round,
        submission=submission,
        token=token,
        another=FormKeyForm() if submission.round and takes_part(submission.round) else None,
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
    """Ask once more; POST takes back what was sent, or erases a draft."""
    is_draft = submission.status == Submission.Status.DRAFT
    if not is_draft and not may_withdraw(submission):
        return redirect("inventory-submission", token)
    if request.method == "POST":
        if is_draft and discard(submission):
            return show(request, "discarded", gettext("Your draft is erased"), page=submission.round)
        if not is_draft:
            # Decided meanwhile: the page says how.
            with suppress(handling.NotPossible):
                handling.withdraw(submission)
        return redirect("inventory-submission", token)
    title = gettext("Erase this draft?") if is_draft else gettext("Withdraw this submission?")
    return show(
        request, "withdraw", title, page=submission.round, submission=submission, token=token, is_draft=is_draft
    )


@require_POST
@with_submission
def another(request, submission, token):
    """Begin another submission in the same round with the contact data of this one."""
    form = FormKeyForm(request.POST)
    if submission.submitted_at is None or submission.anonymised_at or not form.is_valid():
        return redirect("inventory-submission", token)
    if submission.round is None or not takes_part(submission.round):
        return show(request, "not_open", gettext("You cannot report in this round"), 403, page=submission.round)
    if rate_limits.over_beginning(request, submission.contact_address):
        return show(request, "too_many", gettext("It is very busy"), 429, page=submission.round)
    draft = begin_another(submission, form.cleaned_data["form_key"])
    return go_on(draft)


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
