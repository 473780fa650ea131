"""Sign-up and request for a preferences link; responses never reveal whether an address is known."""

from django.http import HttpResponseRedirect, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from newsletters.models import AddressRequest, MailingList, NewsletterSettings
from newsletters.public.forms import SignUpForm
from newsletters.public.rate_limits import exceeded_limit
from newsletters.public.responses import render_page
from newsletters.subscribers import subscriptions
from visitors.addresses import LONGEST_INPUT
from visitors.lost_link import read_address, too_often
from visitors.sent_forms import refuse, restore


@require_http_methods(["GET", "HEAD", "POST"])
def sign_up_page(request):
    """Show the form, with the list `?lijst=<slug>` checked; POST requests the sign-up."""
    lists = MailingList.objects.open()
    if request.method != "POST":
        form = restore(request, SignUpForm(lists=lists, initial=_initial(request.GET, lists)))
        own = NewsletterSettings.for_visit(request)
        description = gettext("Choose what you want to hear about, and get it by mail.")
        context = {"form": form, "own": own, "description": description}
        return render_page(request, "sign_up", gettext("Get our newsletter"), **context)
    form = SignUpForm(request.POST, lists=lists)
    if not form.is_valid():
        return refuse(request, form=form)
    if limit := exceeded_limit(request, form.cleaned_data["address"], AddressRequest.SIGN_UP):
        form.add_error(None, too_often(limit))
        return refuse(request, form=form)
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
# Safe, because nothing is changed: what was typed only stands in the full form then.
@csrf_exempt
def show_full_form(request):
    """Redirect to the full form; POST brings what was typed in the small form."""
    address = reverse("newsletter-sign-up")
    if request.method != "POST":
        return HttpResponseRedirect(address)
    lists = MailingList.objects.open()
    data = QueryDict(mutable=True)
    for name, value in SignUpForm(lists=lists, initial=_initial(request.POST, lists)).initial.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    data["address"] = request.POST.get("address", "")[:LONGEST_INPUT]
    return refuse(request, data, address, form=SignUpForm(lists=lists))


@require_safe
def sent(request):
    """Show the page after a sign-up, the same for every address."""
    return render_page(request, "check_mail", gettext("Look in your mail"), purpose="sign-up")


@require_http_methods(["GET", "HEAD", "POST"])
def preferences_link(request):
    """Show a form for an address; POST mails the preferences link to it. Same response for every address."""
    form, address, refused = read_address(request, _exceeded_limit_of_link, too_often)
    if address is not None:
        subscriptions.request_mail(AddressRequest.PREFERENCES, address, get_language())
        return redirect("newsletter-link-sent")
    return refused or render_page(request, "ask_link", gettext("Your choices for the newsletter"), form=form)


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
