"""One step of the form: shown by GET, kept by POST, which always leads on to another address when it is right."""

from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from inventory.filling import files, rate_limits
from inventory.filling.access import is_in_grace, is_too_late, may_change
from inventory.filling.answers import describe
from inventory.filling.fields import UploadField
from inventory.filling.sending import TooLate, locked, send
from inventory.filling.steps import STEPS, check_whole, list_steps
from inventory.models import Submission, Visibility

from .saving import BACK, LATER, keep, mail_link
from .showing import show, with_submission


@require_http_methods(["GET", "HEAD", "POST"])
@with_submission
def step_page(request, submission, token, slug):
    """Show a step with what is kept; POST keeps it and goes on, back, or off with a mail (`actie`)."""
    if not may_change(submission):
        return _lead_on(submission, token, slug)
    if request.method == "POST":
        return _take_step(request, submission, token, slug)
    steps = list_steps(submission)
    step = _find(steps, slug)
    if step is None:
        # It fell away by another answer: an address that was right once leads on.
        return redirect("inventory-submission", token)
    return _show_step(request, submission, token, steps, step, step.make_form(submission))


def _take_step(request, submission, token, slug):
    over = rate_limits.over_filling(request, submission)
    if over:
        steps = list_steps(submission)
        step = _find(steps, slug) or steps[0]
        form = step.make_form(submission, data=request.POST)
        form.add_error(None, rate_limits.too_often(over))
        return _show_step(request, submission, token, steps, step, form, 429)
    # Locked, so that two tabs that save different steps do not undo each other's answers.
    with transaction.atomic():
        submission = locked(submission.pk)
        if not may_change(submission):
            return _lead_on(submission, token, slug)
        steps = list_steps(submission)
        step = _find(steps, slug)
        if step is None:
            return redirect("inventory-submission", token)
        errors = _take_files(request, submission, step)
        form = step.make_form(submission, data=request.POST)
        for field, sentences in errors.items():
            form.add_error(field, sentences)
        action = request.POST.get("actie")
        is_valid = keep(step, form, submission)
        if is_valid and step == steps[-1] and action not in (BACK, LATER):
            return _finish(request, submission, token, steps, form)
    if action == LATER and not errors:
        return mail_link(submission, token)
    after = list_steps(submission)
    place = next((number for number, other in enumerate(after) if other.slug == slug), 0)
    if action == BACK and not errors:
        return redirect("inventory-step", token, after[max(place - 1, 0)].slug)
    if not is_valid:
        return _show_step(request, submission, token, after, after[place], form)
    return redirect("inventory-step", token, after[min(place + 1, len(after) - 1)].slug)


def _lead_on(submission, token, slug):
    """Return where a step that was sent already leads: whoever pressed twice gets the closing page."""
    is_sent_twice = slug == STEPS[-1].slug and submission.status == Submission.Status.SUBMITTED
    return redirect("inventory-sent" if is_sent_twice else "inventory-submission", token)


def _take_files(request, submission, step):
    fields = step.make_form(submission).fields.items()
    return files.take(
        submission, {name: field.most for name, field in fields if isinstance(field, UploadField)}, request
    )


def _finish(request, submission, token, steps, form):
    """Send what is whole; show the last step again with what is missing, or why it cannot be sent."""
    if not check_whole(submission):
        try:
            send(submission)
        except TooLate:
            return show(request, "too_late", gettext("This round is closed"), 403, page=submission.round, token=token)
        return redirect("inventory-sent", token)
    return _show_step(request, submission, token, steps, steps[-1], form)


def _find(steps, slug):
    return next((step for step in steps if step.slug == slug), None)


def _show_step(request, submission, token, steps, step, form, status=200):
    is_last = step == steps[-1]
    return show(
        request,
        "check" if is_last else "step",
        step.title,
        status,
        page=submission.round,
        form=form,
        steps=steps,
        step=step,
        number=steps.index(step) + 1,
        submission=submission,
        token=token,
        action=reverse("inventory-step", args=[token, step.slug]),
        missing=check_whole(submission) if is_last else [],
        sections=describe(submission, set(Visibility)) if is_last else [],
        is_too_late=is_too_late(submission),
        is_in_grace=submission.round is not None and is_in_grace(submission.round),
    )


@require_safe
@with_submission
def saved(request, submission, token):
    """Say that all is kept, and where to go on."""
    return show(
        request,
        "saved",
        gettext("Your answers are kept"),
        page=submission.round,
        submission=submission,
        token=token,
        is_mailed="zonder-mail" not in request.GET,
    )
