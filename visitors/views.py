"""The pages of personal data, by a private link: view, download, correct and erase (GDPR articles 15 to 20)."""

from functools import wraps

from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from visitors import data_requests
from visitors.addresses import key_of, network_of
from visitors.breadcrumbs import Link, breadcrumbs_from_home
from visitors.lost_link import read_address, too_often
from visitors.personal_data import erase_everywhere, list_sources
from visitors.private_links import BadLink, ExpiredLink, private_page, read_link
from visitors.rate_limit import DAY, HOUR, Limit, first_exceeded

NETWORK = Limit("personal-data-network", 60, HOUR)
ADDRESS = Limit("personal-data-address", 4, DAY)


@require_http_methods(["GET", "HEAD", "POST"])
def ask_link(request):
    """Show the form for an address; POST mails the link. The answer is the same for every address."""
    form, address, refused = read_address(request, _over, lambda limit: too_often(limit == ADDRESS))
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
    return _show(
        request,
        "overview",
        gettext("What we hold on you"),
        address=address,
        token=token,
        sources=[(source, held) for source, held in sources if held],
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
    """Save corrected values of one Held; an empty value erases the stored one. 404 when it is unknown."""
    source, held = _find_held(request, address)
    if not held.editable:
        raise Http404
    values = {each.name: " ".join(request.POST.get(each.name, "").split())[: each.longest] for each in held.editable}
    source.correct(address, held.key, values)
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


def _over(request, address):
    return first_exceeded((ADDRESS, key_of(address)), (NETWORK, network_of(request)))


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
