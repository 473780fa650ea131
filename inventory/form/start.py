"""Starting a submission: the first step of a round, the link in an invitation, another project, an update."""

import uuid

from django import forms
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods

from inventory.form import access
from inventory.form.access import accepts_submissions, may_change, new_token
from inventory.form.core_forms import NO_PROJECT, PROJECT
from inventory.form.project_answers import answers_of, municipality_of
from inventory.form.step_views import LATER, go_on, keep, mail_link, refuse_link, show
from inventory.form.steps import list_steps
from inventory.models import InventoryRoundPage, Invitation, ProjectOwner, ProjectPage, Submission, SubmissionEvent
from pages.visitors.addresses import clean_address
from pages.visitors.bot_trap import TrapMixin
from pages.visitors.forms import LONGEST_INPUT
from pages.visitors.personal_pages import personal
from pages.visitors.private_links import BadLink, ExpiredLink, read_link
from pages.visitors.throttle import HOUR

CONTACT = ("contact_name", "contact_address", "contact_organisation")
MOST_PROJECTS = 50  # of one person, in a list
INVITATION = "invitation"


def find_or_begin(form_key, page, language):
    """Return (Submission, whether it is new) for one showing of a form with a key (UUID), locked until the commit.

    However often that form is sent, also at the same time, it begins one submission, in a round (a page).
    """
    submission, is_new = Submission.objects.select_for_update(of=("self",)).get_or_create(
        form_key=form_key, defaults={"round": page, "language": language}
    )
    if is_new:
        submission.add_event(SubmissionEvent.Kind.BEGUN)
    return submission, is_new


def prefill(submission, previous):
    """Give an unsaved or new Submission the contact data, municipality and language of an earlier one."""
    for name in CONTACT:
        setattr(submission, name, getattr(previous, name))
    submission.language = previous.language
    submission.municipality = previous.municipality
    for name in ("reports", "regional"):
        if name in previous.answers:
            submission.answers[name] = previous.answers[name]


@transaction.atomic
def begin_another(previous, form_key):
    """Return the Submission for another project of who sent `previous`, in the same round; once for each form key."""
    submission, is_new = find_or_begin(form_key, previous.round, previous.language)
    if is_new:
        prefill(submission, previous)
        submission.answers["reports"] = "project"
        submission.save()
    return submission


@transaction.atomic
def begin_invited(invitation, form_key, reports):
    """Return the Submission that the holder of an Invitation begins, with contact data filled in; once for each key.

    `reports` is "project" or "no-project".
    """
    submission, is_new = find_or_begin(form_key, invitation.round, invitation.language)
    if is_new:
        if earlier := _last_of(invitation.address):
            prefill(submission, earlier)
        _fill_from_invitation(submission, invitation)
        submission.answers["reports"] = reports
        submission.save()
    return submission


@transaction.atomic
def begin_invited_update(invitation, project):
    """Return the Submission with which the holder of an Invitation brings a project of theirs up to date."""
    owner = ProjectOwner.objects.filter(project=project).with_address(invitation.address).first()
    earlier = owner or project.submissions.with_address(invitation.address).order_by("-submitted_at").first()
    submission = _update_of(project, earlier, invitation.round)
    if not submission.contact_address:
        _fill_from_invitation(submission, invitation)
        submission.save()
    return submission


@transaction.atomic
def begin_update(project, owner):
    """Return the token of the private form in which a ProjectOwner changes a ProjectPage.

    It is filled in with what is known, and belongs to the round that is open, if one is. Asked again before it was
    sent, it leads to the same draft.
    """
    page = InventoryRoundPage.objects.live().filter(alias_of=None).open_at(timezone.now()).order_by("-opens_at").first()
    return new_token(_update_of(project, owner, page))


def projects_of(address):
    """Return the published ProjectPages that this address owns or reported, by title."""
    owned = ProjectOwner.objects.with_address(address).values("project")
    reported = Submission.objects.with_address(address).filter(status=Submission.Status.ACCEPTED).values("project")
    # A project with another owner was handed over: whoever reported it has nothing to say about it any more.
    ownerless = ProjectPage.objects.filter(pk__in=reported, project_owner=None).values("pk")
    found = ProjectPage.objects.live().filter(pk__in=owned) | ProjectPage.objects.live().filter(pk__in=ownerless)
    return list(found.distinct().order_by("title")[:MOST_PROJECTS])


def _update_of(project, person, page):
    """Return the draft with which a person (ProjectOwner, Submission or None) updates a project, begun when needed."""
    # The row of the project, so that two presses at once find one draft.
    ProjectPage.objects.select_for_update(of=("self",)).get(pk=project.pk)
    address = _contact(person).get("contact_address", "")
    if address:
        drafts = project.submissions.with_address(address).filter(status=Submission.Status.DRAFT)
        if draft := drafts.select_related("round").order_by("-pk").first():
            return draft
    submission = Submission(
        round=page,
        project=project,
        language=person.language if person else "nl",
        title=project.title,
        municipality=municipality_of(project),
        answers=answers_of(project),
        **_contact(person),
    )
    submission.save()
    submission.add_event(SubmissionEvent.Kind.BEGUN)
    return submission


def _contact(person):
    if person is None:
        return {}
    if isinstance(person, Submission):
        return {name: getattr(person, name) for name in CONTACT}
    return dict(zip(CONTACT, (person.name, person.address, person.organisation), strict=True))


def _last_of(address):
    """Return the newest Submission that was sent from an address and still names its sender, or None."""
    sent = Submission.objects.with_address(address).sent().filter(anonymised_at=None)
    return sent.select_related("municipality").order_by("-submitted_at").first()


def _fill_from_invitation(submission, invitation):
    submission.contact_address = invitation.address
    submission.contact_name = submission.contact_name or invitation.name
    submission.language = invitation.language
    if invitation.organisation:
        submission.contact_organisation = invitation.organisation.name
    if invitation.municipality:
        submission.municipality = invitation.municipality
        submission.answers.pop("regional", None)


class FormKeyForm(forms.Form):
    """The mark of one showing of a page, by which pressing twice begins one submission."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data=None, **kwargs):
        kwargs["initial"] = {"form_key": uuid.uuid4(), **(kwargs.get("initial") or {})}
        super().__init__(data, **kwargs)


class BeginForm(TrapMixin, FormKeyForm):
    """What the first step has besides its questions."""


def find_round(slug):
    """Return the published InventoryRoundPage with this slug, rather in the active language; raises Http404."""
    found = InventoryRoundPage.objects.live().public().filter(slug=slug, alias_of=None).select_related("locale")
    rounds = {page.locale.language_code: page for page in found}
    page = rounds.get(get_language()) or rounds.get("nl") or next(iter(rounds.values()), None)
    if page is None:
        raise Http404
    return page


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request, slug):
    """Show the first step of a round; POST begins the draft, once for each showing, and leads to its second step."""
    page = find_round(slug)
    # Whoever had the first step open when the round closed can still send it; nobody opens it any more.
    if not (accepts_submissions(page) if request.method == "POST" else page.is_open):
        return show(request, "not_open", gettext("You cannot report in this round"), 403, page=page)
    submission = Submission(round=page, language=get_language())
    step = list_steps(submission)[0]
    if request.method != "POST":
        if access.over_looking(request):
            return show(request, "too_many", gettext("It is very busy"), 429, page=page)
        return _show_first(request, page, submission, step.make_form(submission), BeginForm())
    trap = BeginForm(_with_form_key(request.POST))
    is_good = trap.is_valid()
    if trap.caught:
        # A program learns nothing from what it gets, and does not count for the people in its network.
        return redirect(page.get_url(request))
    if limit := access.over_beginning(request, request.POST.get("contact_address", "")[:LONGEST_INPUT]):
        if limit == access.FLOOD:
            return HttpResponse(
                access.limit_message(limit), "text/plain; charset=utf-8", 429, headers={"Retry-After": HOUR}
            )
        form = step.make_form(submission, data=request.POST)
        form.add_error(None, access.limit_message(limit))
        return _show_first(request, page, submission, form, trap, 429)
    return _begin(request, page, submission, trap, is_good)


def _begin(request, page, submission, trap, is_good):
    data = trap.data
    form = list_steps(submission)[0].make_form(submission, data=data)
    is_later = data.get("actie") == LATER and _has_address(data)
    if not (is_good and (form.is_valid() or is_later)):
        for error in trap.non_field_errors():
            form.add_error(None, error)
        return _show_first(request, page, submission, form, trap)
    with transaction.atomic():
        submission, _is_new = find_or_begin(trap.cleaned_data["form_key"], page, get_language())
        token = new_token(submission)
        if not may_change(submission):
            return redirect("inventory-submission", token)
        step = list_steps(submission)[0]
        keep(step, step.make_form(submission, data=data), submission)
    if is_later:
        return mail_link(submission, token)
    return redirect("inventory-step", token, list_steps(submission)[1].slug)


def _with_form_key(data):
    """Return the data with a form key, for what sends none or a wrong one."""
    try:
        uuid.UUID(data.get("form_key", ""))
    except ValueError:
        data = data.copy()
        data["form_key"] = str(uuid.uuid4())
    return data


def _has_address(data):
    try:
        clean_address(data.get("contact_address", ""))
    except forms.ValidationError:
        return False
    return True


def _show_first(request, page, submission, form, trap, status=200):
    steps = list_steps(submission)
    return show(
        request,
        "step",
        steps[0].title,
        status,
        page=page,
        form=form,
        trap=trap,
        steps=steps,
        step=steps[0],
        number=1,
        submission=submission,
        action=reverse("inventory-form-begin", args=[page.slug]),
    )


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_page(request, token):
    """Show what somebody is asked, their projects and what they sent; POST begins (`wat`: project, none, or update)."""
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
    if access.over_beginning(request, invitation.address):
        return show(request, "too_many", gettext("It is very busy"), 429, page=invitation.round)
    if chosen := request.POST.get("project"):
        project = next((found for found in projects_of(invitation.address) if str(found.pk) == chosen), None)
        if project is None:
            raise Http404
        return go_on(begin_invited_update(invitation, project))
    form = FormKeyForm(request.POST)
    if not form.is_valid():
        raise Http404
    reports = NO_PROJECT if request.POST.get("wat") == NO_PROJECT else PROJECT
    return go_on(begin_invited(invitation, form.cleaned_data["form_key"], reports))
