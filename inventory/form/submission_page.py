"""The submitter's private page of a submission: status, question of the editors, files, withdrawal; lost links."""

from contextlib import suppress
from urllib.parse import urlencode

from django import forms
from django.db.models import F
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from inventory.desk import workflow
from inventory.form import files, rate_limits
from inventory.form.access import accepts_submissions, is_in_grace, is_too_late, is_unsent, may_change, may_withdraw
from inventory.form.answers import describe
from inventory.form.start import FormKeyForm
from inventory.form.step_views import first_unfinished, show, with_submission
from inventory.form.steps import check_whole
from inventory.form.submit import MOST_LINKS, discard, send_lost_links
from inventory.models import InventoryRoundPage, Submission, SubmissionEvent, Visibility
from visitors.addresses import network_of
from visitors.lost_link import read_address
from visitors.sent_forms import refuse, restore

Kind = SubmissionEvent.Kind
# What an editor did to the text, or by whom, is no business of the submitter.
TOLD = (Kind.BEGUN, Kind.SUBMITTED, Kind.ASKED_BACK, Kind.ANSWERED, Kind.ACCEPTED, Kind.UPDATED, Kind.MERGED)
TOLD += (Kind.DECLINED, Kind.WITHDRAWN, Kind.REOPENED)
WITH_WORDS = (Kind.ASKED_BACK, Kind.ANSWERED, Kind.DECLINED)
LONGEST_ANSWER = 5_000  # characters


class AnswerForm(forms.Form):
    """An answer to the open question of the editors, whose SubmissionEvent is `question` (primary key)."""

    antwoord = forms.CharField(
        label=_("Your answer"),
        max_length=LONGEST_ANSWER,
        help_text=_("Only editors see this"),
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={
            "required": _("Write an answer, or change your answers in the form."),
            "max_length": _("This answer is too long. Write at most 5,000 characters."),
        },
    )
    question = forms.CharField(required=False, widget=forms.HiddenInput)


@require_http_methods(["GET", "HEAD", "POST"])
@with_submission
def submission_page(request, submission, token):
    """Show the status of a submission; POST answers an editor's question (`antwoord`)."""
    if request.method == "POST":
        return _take_answer(request, submission, token)
    asked = submission.events.filter(kind=Kind.ASKED_BACK).last()
    form = restore(request, AnswerForm(initial={"question": asked.pk if asked else ""}))
    is_refused = form.is_bound and submission.status == Submission.Status.ASKED_BACK
    return show(
        request,
        "submission",
        gettext("Your submission %(reference)s") % {"reference": submission.reference},
        page=submission.round,
        form=form,
        missing=check_whole(submission) if is_refused else [],
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


def _take_answer(request, submission, token):
    """Store an answer and redirect; a refused one, or one to a question that was answered since, is shown again."""
    form = AnswerForm(request.POST)
    if submission.status != Submission.Status.ASKED_BACK:
        return _answered_before(request, submission, token, form)
    if limit := rate_limits.exceeded_on_step(request, submission):
        form.add_error(None, rate_limits.limit_message(limit))
    asked = submission.events.filter(kind=Kind.ASKED_BACK).last()
    if asked and form.data.get("question", str(asked.pk)) != str(asked.pk):
        form.add_error(
            None,
            gettext("The editors asked something else since. Read the question below, and whether this answers it."),
        )
        form.data = form.data.copy()
        form.data["question"] = str(asked.pk)
    if not form.is_valid():
        return refuse(request, form=form)
    try:
        workflow.answer(submission, form.cleaned_data["antwoord"], network_of(request))
    except workflow.NotComplete:
        return refuse(request, form=form)
    except workflow.TransitionNotAllowed:
        return _answered_before(request, submission, token, form)
    return redirect("inventory-submission", token)


def _answered_before(request, submission, token, form):
    """Redirect; when something else was typed than what was answered before, the page shows both."""
    answered = submission.events.filter(kind=Kind.ANSWERED).last()
    if not form.is_valid() or (answered and answered.text == form.cleaned_data["antwoord"]):
        return redirect("inventory-submission", token)
    form.add_error(None, gettext("This was not sent: the question is not open any more. What you typed stands below."))
    return refuse(request, form=form)


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
            return _redirect_discarded(submission.round)
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
def discarded(request):
    """Say that a draft is erased; `ronde` is the slug of its round."""
    page = InventoryRoundPage.objects.live().public().filter(slug=request.GET.get("ronde", ""), alias_of=None).first()
    return show(request, "discarded", gettext("Your draft is erased"), page=page)


def _redirect_discarded(page):
    query = f"?{urlencode({'ronde': page.slug})}" if page and page.live else ""
    return HttpResponseRedirect(reverse("inventory-discarded") + query)


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
    form, address, refused = read_address(request, rate_limits.exceeded_on_lost_link, rate_limits.limit_message)
    if address is not None:
        _ask(address)
        return redirect("inventory-link-sent")
    return refused or show(request, "lost_link", gettext("Mail me the link to my submission"), form=form)


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
