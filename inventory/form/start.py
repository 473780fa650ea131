"""Starting a submission: one function that creates the draft, and the views that call it.

What is known of an address is filled in only for who opened a link that was mailed to it, never for who types it.
"""

import uuid

from django import forms
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST

from inventory.form import rate_limits
from inventory.form.access import accepts_submissions, may_change, new_token, was_mailed_to_sender
from inventory.form.questions import NO_PROJECT, PROJECT, project_parts
from inventory.form.step_views import LATER, continue_draft, mail_link, refuse_link, save_answers, show, with_submission
from inventory.form.steps import list_steps
from inventory.models import InventoryRoundPage, Invitation, ProjectOwner, ProjectPage, Submission, SubmissionEvent
from visitors.addresses import LONGEST_INPUT
from visitors.honeypot import HoneypotMixin
from visitors.private_links import BadLink, ExpiredLink, private_page, read_link
from visitors.rate_limit import HOUR
from visitors.sent_forms import find, refuse, refuse_button, restore

INVITATION = "invitation"  # purpose of private links
CONTACT = ("contact_name", "contact_address", "contact_organisation")
# Answers of an accepted submission that an update does not begin with.
ASKED_ANEW = ("needs", "regional")
MOST_PROJECTS = 50  # of one person, in a list


@transaction.atomic
def start_submission(
    round_page,
    *,
    form_key=None,
    project=None,
    sender=None,
    invitation=None,
    is_confirmed=False,
    reports="",
    language,
):
    """Return the draft of a new Submission, locked. Idempotent; safe under concurrent requests.

    round_page: an InventoryRoundPage, or None for an update outside a round.
    form_key: UUID of one rendered form; the same key returns the draft that it created before.
    project: the ProjectPage to update, in place of form_key; filled in with what is known of it. The open draft of the
        same sender for it is returned when there is one.
    sender: ProjectOwner or earlier Submission whose contact data (and of a Submission municipality) are filled in.
    invitation: Invitation whose address, municipality and organisation go before those of the sender.
    is_confirmed: whether the submitter came by a link that was mailed to the address that is filled in.
    reports: PROJECT or NO_PROJECT, or "" to leave the question open.
    language: code of settings.LANGUAGES, of the mails to the submitter.
    """
    if project is None:
        drafts = Submission.objects.select_for_update(of=("self",))
        submission, is_new = drafts.get_or_create(
            form_key=form_key, defaults={"round": round_page, "language": language}
        )
    else:
        submission, is_new = _find_update(project, sender), False
        if submission is None:
            submission, is_new = _new_update(project, round_page, language), True
    if not is_new:
        return submission
    if sender is not None:
        _fill_from_sender(submission, sender)
    if invitation is not None:
        _fill_from_invitation(submission, invitation)
    if is_confirmed and submission.contact_address:
        submission.address_confirmed_at = timezone.now()
    if reports:
        submission.answers["reports"] = reports
    submission.save()
    submission.add_event(SubmissionEvent.Kind.BEGUN)
    return submission


def start_update(project, owner):
    """Return the draft in which a ProjectOwner changes a ProjectPage, in the round that is open, if one is."""
    rounds = InventoryRoundPage.objects.live().filter(alias_of=None).open_at(timezone.now())
    page = rounds.order_by("-opens_at").first()
    return start_submission(page, project=project, sender=owner, is_confirmed=True, language=owner.language)


def _find_update(project, sender):
    """Return the draft of a sender for a project, or None; locks the project, so that concurrent requests find one."""
    ProjectPage.objects.select_for_update(of=("self",)).get(pk=project.pk)
    address = _contact_of(sender).get("contact_address", "")
    if not address:
        return None
    drafts = project.submissions.with_address(address).filter(status=Submission.Status.DRAFT)
    return drafts.select_related("round").order_by("-pk").first()


def _new_update(project, round_page, language):
    """Return an unsaved Submission filled in with what is known of a project.

    What is public counts, for editors may have changed it; what the page does not hold comes from the last submission
    that was accepted, own questions among it.
    """
    accepted = project.submissions.filter(status=Submission.Status.ACCEPTED).select_related("municipality")
    earlier = accepted.order_by("-decided_at", "-pk").first()
    answers = {key: value for key, value in (earlier.answers if earlier else {}).items() if key not in ASKED_ANEW}
    answers["reports"] = PROJECT
    for part in project_parts():
        answers |= part.answers(project)
    municipality = earlier.municipality if earlier else None
    if municipality is None and len(places := list(project.municipalities.all()[:2])) == 1:
        municipality = places[0]
    return Submission(
        round=round_page,
        project=project,
        language=language,
        title=project.title,
        municipality=municipality,
        answers=answers,
    )


def _fill_from_sender(submission, sender):
    for name, value in _contact_of(sender).items():
        setattr(submission, name, value)
    # An update has the municipality of its project.
    if isinstance(sender, Submission) and not submission.project_id:
        submission.municipality = sender.municipality
        submission.answers |= {name: sender.answers[name] for name in ("reports", "regional") if name in sender.answers}


def _fill_from_invitation(submission, invitation):
    submission.contact_address = invitation.address
    submission.contact_name = submission.contact_name or invitation.name
    if invitation.organisation:
        submission.contact_organisation = invitation.organisation.name
    if invitation.municipality:
        submission.municipality = invitation.municipality
        submission.answers.pop("regional", None)


def _contact_of(sender):
    """Return the contact columns of a ProjectOwner or Submission as a dict; empty for None."""
    if sender is None:
        return {}
    if isinstance(sender, Submission):
        return {name: getattr(sender, name) for name in CONTACT}
    return dict(zip(CONTACT, (sender.name, sender.address, sender.organisation), strict=True))


class FormKeyForm(forms.Form):
    """The key (UUID) of one rendered form, which makes sending it idempotent."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data=None, **kwargs):
        kwargs["initial"] = {"form_key": uuid.uuid4(), **(kwargs.get("initial") or {})}
        super().__init__(data, **kwargs)


class StartForm(HoneypotMixin, FormKeyForm):
    """What the first step has besides its questions: a form key and a honeypot. A missing or wrong key is replaced."""

    def __init__(self, data=None, **kwargs):
        if data is not None:
            try:
                uuid.UUID(data.get("form_key", ""))
            except ValueError:
                data = data.copy()
                data["form_key"] = str(uuid.uuid4())
        super().__init__(data, **kwargs)


@require_http_methods(["GET", "HEAD", "POST"])
def start(request, slug):
    """Show the first step of a round; POST creates the draft and redirects to its second step.

    GET stores nothing. 403 when the round takes no submissions, 429 over a rate limit. A form with a filled honeypot is
    refused with all that was typed; it counts as a view, so that a program takes nothing from the people in its
    network.
    """
    page = find_round(slug)
    # Whoever had the first step open when the round closed can still send it; nobody opens it any more.
    if request.method == "POST" and not accepts_submissions(page):
        return redirect("inventory-form-begin", page.slug)
    if request.method != "POST" and not page.is_open and find(request) is None:
        return show(request, "not_open", gettext("You cannot report in this round"), 403, page=page)
    submission = Submission(round=page, language=get_language())
    step = list_steps(submission)[0]
    if request.method != "POST":
        if rate_limits.exceeded_on_view(request):
            return show(request, "too_many", gettext("It is very busy"), 429, page=page)
        form = restore(request, step.make_form(submission))
        return _show_first_step(request, page, submission, form, restore(request, StartForm(), "guard"))
    guard = StartForm(request.POST)
    is_guard_valid = guard.is_valid()
    form = step.make_form(submission, data=guard.data)
    if guard.caught:
        limit = rate_limits.exceeded_on_view(request)
    else:
        limit = rate_limits.exceeded_on_start(request, guard.data.get("contact_address", "")[:LONGEST_INPUT])
    if limit:
        if limit == rate_limits.FLOOD:
            return HttpResponse(
                rate_limits.limit_message(limit), "text/plain; charset=utf-8", 429, headers={"Retry-After": HOUR}
            )
        form.add_error(None, rate_limits.limit_message(limit))
        return refuse(request, form=form, guard=guard)
    is_valid = form.is_valid()
    # To go on later only an address is needed, to mail the link to.
    is_later = guard.data.get("actie") == LATER and "contact_address" not in form.errors
    if not (is_guard_valid and (is_valid or is_later)):
        for error in guard.non_field_errors():
            form.add_error(None, error)
        return refuse(request, form=form, guard=guard)
    with transaction.atomic():
        submission = start_submission(page, form_key=guard.cleaned_data["form_key"], language=get_language())
        token = new_token(submission)
        if not may_change(submission):
            return redirect("inventory-submission", token)
        step = list_steps(submission)[0]
        save_answers(step, step.make_form(submission, data=guard.data), submission)
    return (
        mail_link(request, submission, token)
        if is_later
        else redirect("inventory-step", token, list_steps(submission)[1].slug)
    )


def find_round(slug):
    """Return the published InventoryRoundPage with this slug, rather in the active language; raises Http404."""
    found = InventoryRoundPage.objects.live().public().filter(slug=slug, alias_of=None).select_related("locale")
    rounds = {page.locale.language_code: page for page in found}
    page = rounds.get(get_language()) or rounds.get("nl") or next(iter(rounds.values()), None)
    if page is None:
        raise Http404
    return page


def _show_first_step(request, page, submission, form, guard):
    steps = list_steps(submission)
    return show(
        request,
        "step",
        steps[0].title,
        page=page,
        form=form,
        guard=guard,
        steps=steps,
        step=steps[0],
        number=1,
        submission=submission,
    )


@require_POST
@with_submission
def start_another(request, submission, token):
    """Start another submission in the same round with the contact data of this one."""
    form = FormKeyForm(request.POST)
    if submission.status == Submission.Status.DRAFT or submission.anonymised_at or not form.is_valid():
        return redirect("inventory-submission", token)
    if submission.round is None or not accepts_submissions(submission.round):
        return redirect("inventory-sent", token)
    if limit := rate_limits.exceeded_on_start(request, submission.contact_address):
        return refuse_button(request, reverse("inventory-sent", args=[token]), rate_limits.limit_message(limit))
    return continue_draft(
        start_submission(
            submission.round,
            form_key=form.cleaned_data["form_key"],
            sender=submission,
            is_confirmed=was_mailed_to_sender(submission, request.private_link),
            reports=PROJECT,
            language=submission.language,
        )
    )


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_page(request, token):
    """Show what an invited person is asked, their projects and what they sent; POST starts a submission.

    POST parameters: `wat` (PROJECT or NO_PROJECT) with `form_key`, or `project` (primary key) to update that project.
    """
    try:
        link = read_link(INVITATION, token)
    except BadLink as error:
        return refuse_link(request, error)
    found = Invitation.objects.select_related("round", "municipality", "organisation").filter(pk=link.subject)
    invitation = found.first()
    if invitation is None:
        return refuse_link(request, ExpiredLink(link))
    page = invitation.round
    if not accepts_submissions(page):
        if request.method == "POST":
            return redirect("inventory-invitation", token)
        return show(request, "not_open", gettext("You cannot report in this round"), 403, page=page)
    if request.method == "POST":
        return _start_invited(request, invitation)
    sent = Submission.objects.with_address(invitation.address).filter(round=page)
    projects = projects_of(invitation.address)
    return show(
        request,
        "invitation",
        gettext("Report for %(name)s") % {"name": invitation},
        page=page,
        invitation=invitation,
        projects=projects,
        submissions=list(sent.order_by("-changed_at")[:20]),
        form=FormKeyForm(),
        action=reverse("inventory-invitation", args=[token]),
    )


def _start_invited(request, invitation):
    page, address = invitation.round, invitation.address
    if limit := rate_limits.exceeded_on_start(request, address):
        return refuse_button(request, request.path, rate_limits.limit_message(limit))
    if chosen := request.POST.get("project"):
        project = next((found for found in projects_of(address) if str(found.pk) == chosen), None)
        if project is None:
            raise Http404
        sender = ProjectOwner.objects.filter(project=project).with_address(address).first()
        sender = sender or project.submissions.with_address(address).order_by("-submitted_at").first()
        return continue_draft(
            start_submission(page, project=project, sender=sender, is_confirmed=True, language=sender.language)
        )
    form = FormKeyForm(request.POST)
    if not form.is_valid():
        raise Http404
    earlier = Submission.objects.with_address(address).sent().filter(anonymised_at=None)
    draft = start_submission(
        page,
        form_key=form.cleaned_data["form_key"],
        sender=earlier.select_related("municipality").order_by("-submitted_at").first(),
        invitation=invitation,
        is_confirmed=True,
        reports=NO_PROJECT if request.POST.get("wat") == NO_PROJECT else PROJECT,
        language=invitation.language,
    )
    return continue_draft(draft)


def projects_of(address):
    """Return the published ProjectPages that this address owns or reported, by title; 50 at most."""
    owned = ProjectOwner.objects.with_address(address).values("project")
    reported = Submission.objects.with_address(address).filter(status=Submission.Status.ACCEPTED).values("project")
    # A project with another owner was handed over: the person who reported it may no longer change it.
    ownerless = ProjectPage.objects.filter(pk__in=reported, project_owner=None).values("pk")
    found = ProjectPage.objects.live().filter(pk__in=owned) | ProjectPage.objects.live().filter(pk__in=ownerless)
    return list(found.distinct().order_by("title")[:MOST_PROJECTS])
