"""The pages of a registration, behind a private link: confirm, see, change and cancel. GET changes nothing."""

from functools import wraps

from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from events.models import EventIndexPage, Registration
from events.registrations import sign_up
from events.registrations.forms import ChangeForm, describe_values
from events.registrations.letters import facts_of, page_in_language
from events.registrations.links import DAYS_AFTER_EVENT, HOURS_TO_CONFIRM, read_token
from visitors.breadcrumbs import Link, breadcrumbs_below
from visitors.edit_conflicts import add_conflict_error, mark, resolve
from visitors.private_links import BadLink, ExpiredLink, private_page
from visitors.sent_forms import refuse, restore

State = Registration.State


def with_registration(view):
    """Decorate a view that takes (request, registration, token) as a view of a token; 410 for one that expired, 400
    for an unknown one.
    """

    @wraps(view)
    def answer(request, token):
        try:
            registration = read_token(token)
        except BadLink as error:
            return _refuse(request, error)
        return view(request, registration, token)

    return private_page(answer)


@require_http_methods(["GET", "HEAD", "POST"])
@with_registration
def show_registration(request, registration, token):
    """Show a registration with the buttons that its state allows; POST `action`: confirm or cancel."""
    if request.method == "POST":
        return _act(request, registration)
    titles = {
        State.UNCONFIRMED: gettext("Confirm your registration"),
        State.REGISTERED: gettext("You are registered"),
        State.WAITING: gettext("You are on the waiting list"),
        State.CANCELLED: gettext("You are no longer registered"),
    }
    return _show(
        request,
        "registration",
        titles[registration.state],
        registration,
        token,
        openness=sign_up.openness_for(registration, registration.event.registered_on),
        filled_in=describe_values(registration),
        place=_place_in_line(registration),
        is_saved="bewaard" in request.GET,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@with_registration
def change_registration(request, registration, token):
    """Show the form with what was filled in; POST saves it, unless something newer is stored, and redirects."""
    if not _may_change(registration):
        return redirect("event-registration", token)
    stored = ChangeForm(registration=registration)
    if request.method != "POST":
        form = mark(restore(request, ChangeForm(registration=registration)), stored)
        return _show(request, "change", gettext("Change your registration"), registration, token, form=form)
    form = ChangeForm(request.POST, registration=registration)
    data = resolve(form, stored)
    if data is None:
        add_conflict_error(form, stored)
        return refuse(request, form=form)
    form = ChangeForm(data, registration=registration)
    if not form.is_valid():
        return refuse(request, form=form)
    sign_up.change(registration, **form.values)
    response = redirect("event-registration", token)
    response["Location"] += "?bewaard"
    return response


@require_safe
@with_registration
def ask_to_cancel(request, registration, token):
    """Ask whether the place may go to somebody else; the button is that of the page of the registration."""
    if registration.state not in Registration.TAKING_PART or not _may_change(registration):
        return redirect("event-registration", token)
    return _show(request, "cancel", gettext("Cancel your registration?"), registration, token)


def _act(request, registration):
    """Do what the button says; the page that follows tells what became of it."""
    response = HttpResponseRedirect(request.path)
    try:
        if request.POST.get("action") == "confirm":
            sign_up.confirm(registration)
        elif request.POST.get("action") == "cancel":
            sign_up.cancel(registration)
    except (sign_up.SignUpNotPossibleError, Registration.DoesNotExist):
        pass  # The page says why.
    return response


def _may_change(registration):
    """Return whether changing makes sense: not cancelled, and the event is still to come."""
    return registration.state != State.CANCELLED and not registration.event.is_past


def _place_in_line(registration):
    """Return which number in the line somebody on the waiting list is, from 1; None for others."""
    if registration.state != State.WAITING:
        return None
    waiting = Registration.objects.of_event(registration.event).filter(state=State.WAITING)
    return waiting.filter(confirmed_at__lt=registration.confirmed_at).count() + 1


def _refuse(request, error):
    is_over = isinstance(error, ExpiredLink)
    title = gettext("This link does not work any more") if is_over else gettext("This link is not whole")
    crumbs = breadcrumbs_below(request, EventIndexPage, Link(title, ""))
    context = {"title": title, "crumbs": crumbs, "is_over": is_over}
    context |= {"hours": HOURS_TO_CONFIRM, "days": DAYS_AFTER_EVENT}
    return render(request, "events/registrations/bad_link.html", context, status=410 if is_over else 400)


def _show(request, name, title, registration, token, **context):
    """Return the page `events/registrations/<name>.html` about a Registration, with a title and a path to it."""
    event = page_in_language(registration.event, request.LANGUAGE_CODE)
    context |= {
        "title": title,
        "crumbs": breadcrumbs_below(
            request, EventIndexPage, Link(event.title, event.get_url(request) or ""), Link(title, "")
        ),
        "registration": registration,
        "token": token,
        # Not called `page`: the templates of the site take that for the page of the address.
        "event": event,
        "facts": facts_of(event, with_meeting=registration.state == State.REGISTERED),
        "is_past": registration.event.is_past,
    }
    return render(request, f"events/registrations/{name}.html", context)
