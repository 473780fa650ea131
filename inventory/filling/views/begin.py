"""The first step, before there is a draft. Looking at it keeps nothing."""

import uuid

from django import forms
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods

from inventory.filling import rate_limits
from inventory.filling.access import may_change, new_token, takes_part
from inventory.filling.beginning import find_or_begin
from inventory.filling.steps import list_steps
from inventory.models import InventoryRoundPage, Submission
from visitors.addresses import LONGEST_INPUT, clean_address
from visitors.honeypot import HoneypotMixin
from visitors.rate_limit import HOUR

from .saving import LATER, keep, mail_link
from .showing import show


class FormKeyForm(forms.Form):
    """The mark of one showing of a page, by which pressing twice begins one submission."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data=None, **kwargs):
        kwargs["initial"] = {"form_key": uuid.uuid4(), **(kwargs.get("initial") or {})}
        super().__init__(data, **kwargs)


class BeginForm(HoneypotMixin, FormKeyForm):
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
    if not (takes_part(page) if request.method == "POST" else page.is_open):
        return show(request, "not_open", gettext("You cannot report in this round"), 403, page=page)
    submission = Submission(round=page, language=get_language())
    step = list_steps(submission)[0]
    if request.method != "POST":
        if rate_limits.over_looking(request):
            return show(request, "too_many", gettext("It is very busy"), 429, page=page)
        return _show_first(request, page, submission, step.make_form(submission), BeginForm())
    trap = BeginForm(_with_form_key(request.POST))
    is_good = trap.is_valid()
    if trap.caught:
        # A program learns nothing from what it gets, and does not count for the people in its network.
        return redirect(page.get_url(request))
    if limit := rate_limits.over_beginning(request, request.POST.get("contact_address", "")[:LONGEST_INPUT]):
        if limit == rate_limits.FLOOD:
            return HttpResponse(
                rate_limits.too_often(limit), "text/plain; charset=utf-8", 429, headers={"Retry-After": HOUR}
            )
        form = step.make_form(submission, data=request.POST)
        form.add_error(None, rate_limits.too_often(limit))
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
