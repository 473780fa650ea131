"""Public pages below the address of an event: signing up, and having a lost link mailed again. GET changes nothing."""

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_safe

from events.models import EventIndexPage, EventPage
from events.registrations import sign_up
from events.registrations.forms import SignUpForm
from events.registrations.letters import page_in_language
from events.registrations.links import HOURS_TO_CONFIRM
from events.registrations.places import availability
from visitors.addresses import network_of
from visitors.breadcrumbs import Link, breadcrumbs_below
from visitors.lost_link import read_address, too_often
from visitors.rate_limit import HOUR, Limit, exceeded_for_recipient
from visitors.sent_forms import refuse, restore

# A whole congress may sign up from one network, when the speaker asks for it.
NETWORK = Limit("event-registration-network", 300, HOUR)
EVERYBODY = Limit("event-registration-everybody", 2_000, HOUR)
KIND = "event-registration"


@require_http_methods(["GET", "HEAD", "POST"])
def sign_up_page(request, slug):
    """Show the registration form of an event, or why one cannot sign up; POST registers and redirects."""
    page = _find_event(slug)
    if page.registration != page.Registration.FORM:
        return redirect(page.get_url(request))
    event, places = page.registered_on, availability(page)
    if not places.can_register:
        if request.method == "POST":
            return HttpResponseRedirect(request.path)
        return _show(request, "closed", _closed_title(places), page, places=places)
    if request.method == "POST":
        return _sign_up(request, page, event)
    form = restore(request, SignUpForm(event=event))
    title = gettext("Register for “%(event)s”") % {"event": page.title}
    return _show(request, "sign_up", title, page, form=form, places=places, days=event.registration_kept_days)


def _sign_up(request, page, event):
    form = SignUpForm(request.POST, event=event)
    if form.is_valid():
        address = form.cleaned_data["address"]
        if limit := _over(request, address):
            form.add_error(None, too_often(limit))
        else:
            try:
                sign_up.register(event, address=address, language=get_language(), **form.values)
            except sign_up.SignUpNotPossibleError:
                # The same page says why.
                return HttpResponseRedirect(request.path)
            return redirect("event-sign-up-sent", page.slug)
    return refuse(request, form=form)


@require_safe
def sent(request, slug):
    """Say that a mail is on its way, whatever is known of the address."""
    return _show(request, "sent", gettext("Look in your mail"), _find_event(slug), hours=HOURS_TO_CONFIRM)


@require_http_methods(["GET", "HEAD", "POST"])
def lost_link(request, slug):
    """Show the form for the address of a registration; POST mails its private link. The answer is always the same."""
    page = _find_event(slug)
    form, address, refused = read_address(request, _over, too_often)
    if address is not None:
        sign_up.send_link(page, address)
        return redirect("event-link-sent", page.slug)
    return refused or _show(request, "lost_link", gettext("Mail me the link to my registration"), page, form=form)


@require_safe
def link_sent(request, slug):
    """Say that a mail is on its way when the address is registered."""
    return _show(request, "link_sent", gettext("Look in your mail"), _find_event(slug))


def _find_event(slug):
    """Return the published EventPage with this slug, or raise Http404.

    It need not be in the active language: one can register in English for an event that is announced in Dutch only.
    """
    found = list(EventPage.objects.published().filter(slug=slug).select_related("locale").order_by("pk"))
    if not found:
        raise Http404(slug)
    language = get_language()
    return page_in_language(next((page for page in found if page.language_code == language), found[0]), language)


def _over(request, address):
    network = network_of(request)
    return exceeded_for_recipient(address, KIND, (NETWORK, network), (EVERYBODY, ""), network=network)


def _closed_title(places):
    titles = {
        "full": gettext("All places are taken"),
        "not-yet": gettext("Registration is not open yet"),
        "off": gettext("This meeting does not take place"),
    }
    return titles.get(places.state, gettext("Registration is closed"))


def _show(request, name, title, page, **context):
    """Return the page `events/registrations/<name>.html` about an EventPage, with a title and a path to it."""
    crumbs = breadcrumbs_below(
        request, EventIndexPage, Link(page.title, page.get_url(request)), Link(gettext("Registration"), "")
    )
    # Not called `page`: the templates of the site take that for the page of the address.
    context |= {"title": title, "crumbs": crumbs, "event": page}
    return render(request, f"events/registrations/{name}.html", context)
