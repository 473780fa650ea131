"""Sign-up and request for a preferences link; responses never reveal whether an address is known."""

from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from newsletters.models import AddressRequest, MailingList, NewsletterSettings
from newsletters.public.forms import SignUpForm
from newsletters.public.pages import render_page
from newsletters.public.rate_limits import exceeded_limit
from newsletters.subscribers import subscriptions
from visitors.addresses import LONGEST_INPUT
from visitors.lost_link import read_address, too_often


@require_http_methods(["GET", "HEAD", "POST"])
def sign_up_page(request):
    """Show the form, with the list `?lijst=<slug>` checked; POST requests the sign-up."""
    lists = MailingList.objects.open()
    if request.method != "POST":
        return _show_form(request, SignUpForm(lists=lists, initial=_initial(request.GET, lists)))
    form = SignUpForm(request.POST, lists=lists)
    if not form.is_valid():
        return _show_form(request, form)
    if limit := exceeded_limit(request, form.cleaned_data["address"], AddressRequest.SIGN_UP):
        form.add_error(None, too_often(limit))
        return _show_form(request, form, status=429)
    subscriptions.request_mail(
        AddressRequest.SIGN_UP,
        form.cleaned_data["address"],
        form.cleaned_data["language"],
        lists=form.cleaned_data["lists"],
        wording=NewsletterSettings.for_visit(request).consent,
        source=request.path,
    )
    return redirect("newsletter-sign-up-sent")


# CSRF-exempt, because the small form on every page has no CSRF token: it would make pages uncacheable and set a cookie.
# Safe, because nothing is changed: the view only shows the full form with what was typed.
@csrf_exempt
def show_full_form(request):
    """Show the full form with the address of the small form filled in; GET redirects to the form."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("newsletter-sign-up"))
    lists = MailingList.objects.open()
    initial = _initial(request.POST, lists) | {"address": request.POST.get("address", "")[:LONGEST_INPUT]}
    return _show_form(request, SignUpForm(lists=lists, initial=initial))


@require_safe
def sent(request):
    """Show the page after a sign-up, the same for every address."""
    return render_page(request, "check_mail", gettext("Look in your mail"), purpose="sign-up")


@require_http_methods(["GET", "HEAD", "POST"])
def preferences_link(request):
    """Show a form for an address; POST mails the preferences link to it. Same response for every address."""
    form, status, address = read_address(request, _exceeded_limit_of_link, too_often)
    if address is not None:
        subscriptions.request_mail(AddressRequest.PREFERENCES, address, get_language())
        return redirect("newsletter-link-sent")
    return render_page(request, "ask_link", gettext("Your choices for the newsletter"), status=status, form=form)


@require_safe
def link_sent(request):
    """Show the page after a request for a link, the same for every address."""
    return render_page(request, "check_mail", gettext("Look in your mail"), purpose="preferences")


def _exceeded_limit_of_link(request, address):
    return exceeded_limit(request, address, AddressRequest.PREFERENCES)


def _initial(parameters, lists):
    slug = parameters.get("lijst", "")
    chosen = [mailing_list.pk for mailing_list in lists if mailing_list.slug == slug]
    return {"lists": chosen or [mailing_list.pk for mailing_list in lists[:1]], "language": get_language()}


def _show_form(request, form, status=200):
    own = NewsletterSettings.for_visit(request)
    description = gettext("Choose what you want to hear about, and get it by mail.")
    context = {"form": form, "own": own, "description": description}
    return render_page(request, "sign_up", gettext("Get our newsletter"), status=status, **context)
