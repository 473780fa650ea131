"""Keeping what was typed in a step, right or not yet, and the link with which to go on later."""

from django.db import transaction
from django.shortcuts import redirect

from inventory.filling import rate_limits
from inventory.filling.access import new_token
from inventory.filling.letters import send_draft_link
from inventory.filling.steps import check_whole, list_steps

# Which button was pressed.
NEXT, BACK, LATER = "verder", "terug", "later"


def keep(step, form, submission):
    """Save what a bound form of a step holds, also when it is not valid yet; return whether it is."""
    is_valid = form.is_valid()
    if is_valid:
        step.save(form, submission)
    else:
        step.save_partly(form, submission)
    submission.save()
    return is_valid


def mail_link(submission, token):
    """Have the private link of a saved draft mailed, not too often, and lead to the page that says so."""
    is_mailed = bool(submission.contact_address) and not rate_limits.over_mailing(submission.contact_address)
    if is_mailed:
        transaction.on_commit(lambda: send_draft_link.enqueue(submission.pk))
    response = redirect("inventory-saved", token)
    if not is_mailed:
        response["Location"] += "?zonder-mail"
    return response


def first_unfinished(submission):
    """Return the first Step of a draft that is not whole yet; the last one when all are."""
    return next((step for step, _form in check_whole(submission)), list_steps(submission)[-1])


def go_on(draft):
    """Lead to the first step of a draft that is not whole yet, by a new private link."""
    return redirect("inventory-step", new_token(draft), first_unfinished(draft).slug)
