"""The pages of personal data, by a private link: view, download, correct and erase (GDPR articles 15 to 20)."""

from functools import wraps

from django import forms
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from visitors import data_requests, edit_conflicts
from visitors.addresses import network_of
from visitors.breadcrumbs import Link, breadcrumbs_from_home
from visitors.lost_link import read_address, too_often
from visitors.personal_data import erase_everywhere, list_sources
from visitors.private_links import BadLink, ExpiredLink, private_page, read_link
from visitors.rate_limit import HOUR, Limit, exceeded_for_recipient
from visitors.sent_forms import find, refuse, restore

NETWORK = Limit("personal-data-network", 60, HOUR)


@require_http_methods(["GET", "HEAD", "POST"])
def ask_link(request):
    """Show the form for an address; POST mails the link. The answer is the same for every address."""
    form, address, refused = read_address(request, _over, too_often)
    if address is not None:
        data_requests.request_data(address, get_language())
        return redirect("personal-data-sent")
    return refused or _show(request, "ask", gettext("What we hold on you"), form=form)


@require_safe
def sent(request):
    """Confirm that a mail is on its way, whether the address is known or not."""
    return _show(request, "sent", gettext("Look in your mail"))


def with_address(view):
    """Decorate a view: replace the token by (address, token); an expired token gets 410, an unknown one 400."""

    @wraps(view)
    def answer(request, token):
        try:
            link = read_link(data_requests.PURPOSE, token)
        except BadLink as error:
            is_expired = isinstance(error, ExpiredLink)
            title = gettext("This link is too old") if is_expired else gettext("This link is not whole")
            return _show(request, "bad_link", title, status=410 if is_expired else 400, is_expired=is_expired)
        return view(request, link.address, token)

    return private_page(answer)


@require_safe
@with_address
def overview(request, address, token):
    """Show all that is stored about the address, by source."""
    sources = [(source, source.find(address)) for source in list_sources()]
    refused, refused_form, shown = find(request), None, []
    for source, found in sources:
        pairs = []
        for number, held in enumerate(found, 1):
            form = _form_of(held, auto_id=f"{source.name}-{number}-%s")
            if refused and (source.name, held.key) == (refused.data.get("source"), refused.data.get("key")):
                refused_form = restore(request, form)
            pairs.append((held, edit_conflicts.mark(form, _form_of(held))))
        shown.append((source, pairs))
    return _show(
        request,
        "overview",
        gettext("What we hold on you"),
        address=address,
        token=token,
        sources=[(source, pairs) for source, pairs in shown if pairs],
        form=refused_form,
        is_saved="bewaard" in request.GET,
    )


@require_safe
@with_address
def download(request, address, token):
    """Download all that is stored about the address as a JSON file."""
    found = {source.name: [held.as_json() for held in source.find(address)] for source in list_sources()}
    response = JsonResponse({"address": address, **found}, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = 'attachment; filename="mijn-gegevens.json"'
    return response


@require_POST
@with_address
def correct(request, address, token):
    """Save corrected values of one Held; an empty value erases the stored one. 404 when it is unknown.

    Refused when a value is too long, or when another value was stored since the page was drawn.
    """
    source, held = _find_held(request, address)
    if not held.editable:
        raise Http404
    form, stored, overview_path = _form_of(held, request.POST), _form_of(held), reverse("personal-data", args=[token])
    data = edit_conflicts.resolve(form, stored)
    if data is None:
        edit_conflicts.add_conflict_error(form, stored)
        return refuse(request, path=overview_path, form=form)
    form = _form_of(held, data)
    if not form.is_valid():
        return refuse(request, path=overview_path, form=form)
    source.correct(address, held.key, {name: " ".join(value.split()) for name, value in form.cleaned_data.items()})
    response = redirect("personal-data", token)
    response["Location"] += "?bewaard"
    return response


@require_POST
@with_address
def open_page(request, address, token):
    """Redirect to the private page of one Held; 404 when it has none."""
    source, held = _find_held(request, address)
    if not held.opens:
        raise Http404
    return HttpResponseRedirect(source.open(address, held.key))


@require_http_methods(["GET", "HEAD", "POST"])
@with_address
def erase(request, address, token):
    """Show the confirmation page; POST erases everything in every room, the link too."""
    if request.method == "POST":
        erase_everywhere(address)
        return redirect("personal-data-erased")
    return _show(request, "erase", gettext("Erase everything?"), address=address, token=token)


@require_safe
def erased(request):
    """Say that everything is erased."""
    return _show(request, "erased", gettext("Everything is erased"))


def _form_of(held, data=None, **options):
    """Return the form with the editable values of a Held."""
    form = forms.Form(data, initial={each.name: each.value for each in held.editable}, label_suffix="", **options)
    for each in held.editable:
        form.fields[each.name] = forms.CharField(label=each.label, max_length=each.longest, required=False)
    return form


def _over(request, address):
    network = network_of(request)
    return exceeded_for_recipient(address, "personal-data", (NETWORK, network), network=network)


def _find_held(request, address):
    chosen = request.POST.get("source", ""), request.POST.get("key", "")
    for source in list_sources():
        for held in source.find(address) if source.name == chosen[0] else ():
            if held.key == chosen[1]:
                return source, held
    raise Http404


def _show(request, name, title, status=200, **context):
    crumbs = breadcrumbs_from_home(Link(title, ""))
    template = f"visitors/personal_data/{name}.html"
    return render(request, template, {"title": title, "crumbs": crumbs, **context}, status=status)
