"""Confirming the address of a submission: the sender's page that waits for it, and the page of the mailed link."""

from django import forms
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from inventory.form import rate_limits
from inventory.form.access import accepts_submissions
from inventory.form.start import FormKeyForm
from inventory.form.step_views import first_unfinished, refuse_link, show, with_submission
from inventory.form.submit import CONFIRM, confirm_address, correct_address, deny_address, take_back, waiting_for
from inventory.models import Submission
from visitors.addresses import AddressField, network_of
from visitors.private_links import BadLink, private_page, read_link
from visitors.sent_forms import refuse, restore

CHANGE = "wijzigen"
YES, NO = "ja", "nee"


class CorrectAddressForm(forms.Form):
    """The address of a submission that waits for its confirmation."""

    address = AddressField()


@require_http_methods(["GET", "HEAD", "POST"])
@with_submission
def wait(request, submission, token):
    """Say that a mail asks to confirm the address, and offer to correct it or to send the mail again.

    POST mails to `address`; with `actie=wijzigen` it makes the submission a draft again and redirects to its form.
    """
    if submission.status != Submission.Status.UNCONFIRMED:
        return redirect("inventory-submission", token)
    if request.method == "POST" and request.POST.get("actie") == CHANGE:
        take_back(submission)
        submission.refresh_from_db()
        return redirect("inventory-step", token, first_unfinished(submission).slug)
    if request.method == "POST":
        return _correct(request, submission, token)
    form = restore(request, CorrectAddressForm(initial={"address": submission.contact_address}))
    may_begin = submission.round and accepts_submissions(submission.round)
    return show(
        request,
        "wait",
        gettext("Look in your mail to hand it in"),
        page=submission.round,
        submission=submission,
        token=token,
        form=form,
        may_change=submission.submitted_at is None,
        another=FormKeyForm() if may_begin else None,
    )


def _correct(request, submission, token):
    form = CorrectAddressForm(request.POST)
    if form.is_valid():
        limit = rate_limits.exceeded_on_step(request, submission)
        limit = limit or correct_address(submission, form.cleaned_data["address"], network_of(request))
        if not limit:
            return redirect("inventory-address", token)
        form.add_error(None, rate_limits.limit_message(limit))
    return refuse(request, form=form)


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request, token):
    """Show all that waits for the confirmation of the address to which the link was mailed, each with two buttons.

    POST with the `reference` of one hands it in, or with `actie=nee` erases it: the reader of the mail did not send it.
    GET changes nothing, for mail scanners open links too.
    """
    try:
        link = read_link(CONFIRM, token)
    except BadLink as error:
        return refuse_link(request, error)
    waiting = list(waiting_for(link.address))
    if request.method == "POST":
        chosen = next((each for each in waiting if each.reference == request.POST.get("reference")), None)
        response = redirect("inventory-confirm", token)
        if chosen and request.POST.get("actie") == NO:
            response["Location"] += "?gewist" if deny_address(chosen, link.address) else ""
        elif chosen:
            response["Location"] += "?ingediend" if confirm_address(chosen, link.address) else ""
        return response
    return show(
        request,
        "confirm",
        gettext("Hand in what you filled in?") if waiting else gettext("Your address"),
        waiting=waiting,
        address=link.address,
        is_handed_in="ingediend" in request.GET,
        is_erased="gewist" in request.GET,
    )
