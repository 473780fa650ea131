"""The page of a registration, behind a private link: confirm, see and cancel. GET changes nothing."""

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods
from wagtail.models import Locale

from events.models import EventIndexPage, Registration
from events.registrations import sign_up
from events.registrations.letters import facts_of, page_in_language
from events.registrations.links import DAYS_AFTER_EVENT, HOURS_TO_CONFIRM, read_token
from visitors.breadcrumbs import Link, breadcrumbs_from_home
from visitors.private_links import BadLink, ExpiredLink, private_page

State = Registration.State


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def show_registration(request, token):
    """Show the registration of a token with the buttons that its state allows; POST `action`: confirm or cancel."""
    try:
        registration = read_token(token)
    except BadLink as error:
        return _refuse(request, error)
    if request.method == "POST":
        return _act(request, registration)
    titles = {
        State.UNCONFIRMED: gettext("Confirm your registration"),
        State.REGISTERED: gettext("You are registered"),
        State.WAITING: gettext("You are on the waiting list"),
        State.CANCELLED: gettext("You are no longer registered"),
    }
    page = page_in_language(registration.event, request.LANGUAGE_CODE)
    context = {
        "registration": registration,
        "page": page,
        "facts": facts_of(page),
        "openness": sign_up.openness_for(registration, registration.event.registered_on),
        "is_past": registration.event.is_past,
    }
    return _show(request, "registration", titles[registration.state], **context)


def _act(request, registration):
    """Do what the button says; the page that follows tells what became of it."""
    response = HttpResponseRedirect(request.path)
    try:
        if request.POST.get("action") == "confirm":
            sign_up.confirm(registration)
        elif request.POST.get("action") == "cancel":
            sign_up.cancel(registration)
    except (sign_up.NotPossible, Registration.DoesNotExist):
        pass  # The page says why.
    return response


def _refuse(request, error):
    is_over = isinstance(error, ExpiredLink)
    title = gettext("This link does not work any more") if is_over else gettext("This link is not whole")
    context = {"is_over": is_over, "hours": HOURS_TO_CONFIRM, "days": DAYS_AFTER_EVENT}
    return _show(request, "bad_link", title, status=410 if is_over else 400, **context)


def _show(request, name, title, status=200, **context):
    agenda = EventIndexPage.objects.live().filter(locale=Locale.get_active()).first()
    crumbs = breadcrumbs_from_home(*([Link(agenda.title, agenda.url)] if agenda else []), Link(title, ""))
    context |= {"title": title, "crumbs": crumbs}
    return render(request, f"events/registrations/{name}.html", context, status=status)
