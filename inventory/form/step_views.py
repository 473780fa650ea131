"""Views of the steps of the form, and what all its pages share: frame, private links, saving."""

from functools import wraps

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from inventory.form import files, rate_limits
from inventory.form.access import PURPOSE, confirm_by_link, is_in_grace, is_too_late, may_change, new_token
from inventory.form.answers import describe
from inventory.form.steps import STEPS, check_whole, list_steps
from inventory.form.submit import RoundClosed, lock_submission, send_draft_link, submit
from inventory.models import InventoryIndexPage, Submission, Visibility
from pages.questions.fields import UploadField
from visitors.addresses import network_of
from visitors.breadcrumbs import Link, breadcrumbs_below
from visitors.edit_conflicts import VERSION, add_conflict_error, mark, resolve, version_of
from visitors.private_links import BadLink, ExpiredLink, private_page, read_link
from visitors.sent_forms import refuse, restore

# Which button was pressed.
NEXT, BACK, LATER = "verder", "terug", "later"


def show(request, name, title, status=200, *, page=None, **context) -> HttpResponse:
    """Return the page `inventory/form/<name>.html` with a title and breadcrumbs over the round (a page or None)."""
    crumbs = breadcrumbs_below(request, InventoryIndexPage)
    if page and page.live:
        crumbs.append(Link(page.title, page.get_url(request)))
    crumbs.append(Link(title, ""))
    # Not called `page`: the templates of the site take that for the page of the address.
    context |= {"title": title, "crumbs": crumbs, "round": page}
    return render(request, f"inventory/form/{name}.html", context, status=status)


def refuse_link(request, error):
    """Return the response to an invalid private link: 410 expired, 404 malformed, 429 over the rate limit."""
    if isinstance(error, ExpiredLink):
        return show(request, "bad_link", gettext("This link is too old"), 410, is_expired=True)
    if rate_limits.exceeded_on_bad_link(request):
        return show(request, "too_many", gettext("Too many wrong links"), 429)
    return show(request, "bad_link", gettext("This link is not whole"), 404, is_expired=False)


def with_submission(view):
    """Decorate a view that takes (request, submission, token) as a view of a token; an invalid token gets
    refuse_link().
    """

    @wraps(view)
    def answer(request, token, **kwargs):
        try:
            link = read_link(PURPOSE, token)
        except BadLink as error:
            return refuse_link(request, error)
        found = Submission.objects.select_related("round", "municipality", "project")
        submission = found.filter(pk=link.subject).first()
        if submission is None:
            return refuse_link(request, ExpiredLink(link))
        request.private_link = link
        # Not by opening it: mail scanners do that too.
        if request.method == "POST":
            confirm_by_link(submission, link)
        return view(request, submission, token, **kwargs)

    return private_page(answer)


def save_answers(step, form, submission):
    """Save the answers of a bound form, valid or not; return whether it is valid."""
    is_valid = form.is_valid()
    if is_valid:
        step.save(form, submission)
    else:
        step.save_partly(form, submission)
    submission.save()
    return is_valid


def mail_link(request, submission, token):
    """Mail the private link of a saved draft, within the rate limit, and redirect to the page that says so."""
    is_mailed = bool(submission.contact_address) and not rate_limits.exceeded_on_mail(request, submission)
    if is_mailed:
        transaction.on_commit(lambda: send_draft_link.enqueue(submission.pk))
    response = redirect("inventory-saved", token)
    if not is_mailed:
        response["Location"] += "?zonder-mail"
    return response


def first_unfinished(submission):
    """Return the first incomplete Step of a draft; the last one when all are complete."""
    return next((step for step, _form in check_whole(submission)), list_steps(submission)[-1])


def continue_draft(draft):
    """Redirect to the first incomplete step of a draft, by a new private link."""
    return redirect("inventory-step", new_token(draft), first_unfinished(draft).slug)


@require_http_methods(["GET", "HEAD", "POST"])
@with_submission
def step_page(request, submission, token, slug):
    """Show a step with its stored answers; POST saves them and redirects (`actie`: next, back, or later by mail)."""
    if not may_change(submission):
        return _lead_on(submission, token, slug)
    if request.method == "POST":
        return _take_step(request, submission, token, slug)
    steps = list_steps(submission)
    step = _find(steps, slug)
    if step is None:
        # It fell away by another answer: an address that was right once leads on.
        return redirect("inventory-submission", token)
    form = mark(restore(request, step.make_form(submission)), step.make_form(submission), submission.changed_at)
    return _show_step(request, submission, token, steps, step, form)


def _take_step(request, submission, token, slug):
    over = rate_limits.exceeded_on_step(request, submission)
    if over:
        steps = list_steps(submission)
        step = _find(steps, slug) or steps[0]
        form = step.make_form(submission, data=request.POST)
        form.add_error(None, rate_limits.limit_message(over))
        return refuse(request, form=form)
    # Locked, so that two tabs that save different steps do not undo each other's answers.
    with transaction.atomic():
        submission = lock_submission(submission.pk)
        if not may_change(submission):
            return _lead_on(submission, token, slug)
        steps = list_steps(submission)
        step = _find(steps, slug)
        if step is None:
            return redirect("inventory-submission", token)
        errors = _take_files(request, submission, step)
        stored, form = step.make_form(submission), step.make_form(submission, data=request.POST)
        data = resolve(form, stored)
        if data is None:
            add_conflict_error(form, stored)
            return refuse(request, form=form)
        form = step.make_form(submission, data=data)
        for field, sentences in errors.items():
            form.add_error(field, sentences)
        action = request.POST.get("actie")
        is_valid = save_answers(step, form, submission)
        version = version_of(step.make_form(submission))
        if is_valid and step == steps[-1] and action not in (BACK, LATER):
            return _finish(request, submission, token, step)
    if action == LATER and not errors:
        return mail_link(request, submission, token)
    after = list_steps(submission)
    place = next((number for number, other in enumerate(after) if other.slug == slug), 0)
    if action == BACK and not errors:
        return redirect("inventory-step", token, after[max(place - 1, 0)].slug)
    if not is_valid:
        # What is not right yet is kept with the draft, and is from now on what the form was drawn from.
        form.data = form.data.copy()
        form.data[VERSION] = version
        return refuse(request, form=form)
    return redirect("inventory-step", token, after[min(place + 1, len(after) - 1)].slug)


def _lead_on(submission, token, slug):
    """Redirect from a step of a submission that cannot be changed; after a double click to the closing page."""
    sent = (Submission.Status.UNCONFIRMED, Submission.Status.SUBMITTED)
    is_sent_twice = slug == STEPS[-1].slug and submission.status in sent
    return redirect("inventory-sent" if is_sent_twice else "inventory-submission", token)


def _take_files(request, submission, step):
    fields = step.make_form(submission).fields.items()
    return files.save_uploads(
        submission, {name: field.most for name, field in fields if isinstance(field, UploadField)}, request
    )


def _finish(request, submission, token, step):
    """Submit a complete draft; otherwise redirect to a page that says what is missing, or that it is too late."""
    if check_whole(submission):
        return redirect("inventory-step", token, step.slug)
    try:
        submit(submission, network_of(request))
    except RoundClosed:
        return redirect("inventory-too-late", token)
    return redirect("inventory-sent", token)


@require_safe
@with_submission
def too_late(request, submission, token):
    """Say that a round closed before the draft was sent."""
    return show(request, "too_late", gettext("This round is closed"), page=submission.round, token=token)


def _find(steps, slug):
    return next((step for step in steps if step.slug == slug), None)


def _show_step(request, submission, token, steps, step, form):
    is_last = step == steps[-1]
    return show(
        request,
        "check" if is_last else "step",
        step.title,
        page=submission.round,
        form=form,
        steps=steps,
        step=step,
        number=steps.index(step) + 1,
        submission=submission,
        token=token,
        missing=check_whole(submission) if is_last else [],
        sections=describe(submission, set(Visibility)) if is_last else [],
        is_too_late=is_too_late(submission),
        is_in_grace=submission.round is not None and is_in_grace(submission.round),
    )


@require_safe
@with_submission
def saved(request, submission, token):
    """Say that the answers are saved, and where to continue."""
    return show(
        request,
        "saved",
        gettext("Your answers are kept"),
        page=submission.round,
        submission=submission,
        token=token,
        is_mailed="zonder-mail" not in request.GET,
    )
