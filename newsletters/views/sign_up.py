"""Signing up: from any page in one or two steps, the answer always the same."""

from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from newsletters import sign_up
from newsletters.forms import SignUpForm
from newsletters.models import AddressRequest, MailingList, NewsletterSettings
from newsletters.rate_limits import ADDRESS, refused
from visitors import lost_link
from visitors.addresses import LONGEST_INPUT
from visitors.lost_link import read_address

from .personal import show


@require_http_methods(["GET", "HEAD", "POST"])
def sign_up_page(request):
    """Show the form; `?lijst=<slug>` ticks a list. POST sends it."""
    lists = MailingList.objects.open()
    if request.method != "POST":
        return _show_form(request, SignUpForm(lists=lists, initial=_initial(request.GET, lists)))
    form = SignUpForm(request.POST, lists=lists)
    is_valid = form.is_valid()
    if form.caught:
        # A program learns nothing from what it gets.
        return redirect("newsletter-sign-up-sent")
    if not is_valid:
        return _show_form(request, form)
    if limit := refused(request, form.cleaned_data["address"]):
        form.add_error(None, too_often(limit))
        return _show_form(request, form, status=429)
    sign_up.ask(
        AddressRequest.SIGN_UP,
        form.cleaned_data["address"],
        form.cleaned_data["language"],
        lists=form.cleaned_data["lists"],
        wording=NewsletterSettings.for_visit(request).consent,
        source=request.path,
    )
    return redirect("newsletter-sign-up-sent")


# Exempt, because the small form on every page has no form token: with one that page could not be kept in the page cache
# and would bring a cookie. Safe, because nothing is read or written: it shows the whole form, with what was typed.
@csrf_exempt
def begin(request):
    """Show the whole form with the address of the small one filled in; without POST it leads there."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("newsletter-sign-up"))
    lists = MailingList.objects.open()
    initial = _initial(request.POST, lists) | {"address": request.POST.get("address", "")[:LONGEST_INPUT]}
    return _show_form(request, SignUpForm(lists=lists, initial=initial))


@require_safe
def sent(request):
    """Say that a mail is on its way, whatever is known."""
    return show(request, "check_mail", gettext("Look in your mail"), purpose="sign-up")


@require_http_methods(["GET", "HEAD", "POST"])
def preferences_link(request):
    """Ask for an address and send the link to its preferences there; the answer is the same for every address."""
    form, status, address = read_address(request, refused, too_often)
    if address is not None:
        if address:
            sign_up.ask(AddressRequest.PREFERENCES, address, get_language())
        return redirect("newsletter-link-sent")
    return show(request, "ask_link", gettext("Your choices for the newsletter"), status=status, form=form)


@require_safe
def link_sent(request):
    """Say that a link is on its way, if the address is known; do not say which."""
    return show(request, "check_mail", gettext("Look in your mail"), purpose="preferences")


def too_often(limit):
    """Return the sentence for whoever went over a newsletters.rate_limits.Limit."""
    return lost_link.too_often(limit == ADDRESS)


def _initial(parameters, lists):
    slug = parameters.get("lijst", "")
    chosen = [mailing_list.pk for mailing_list in lists if mailing_list.slug == slug]
    return {"lists": chosen or [mailing_list.pk for mailing_list in lists[:1]], "language": get_language()}


def _show_form(request, form, status=200):
    own = NewsletterSettings.for_visit(request)
    return show(request, "sign_up", gettext("Get our newsletter"), status=status, form=form, own=own)
