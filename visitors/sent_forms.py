"""Forms that were refused: what was typed and what is wrong, kept for an hour, so that every POST can be redirected.

The address that the redirect leads to holds a random key (`?form=<key>`). The database knows only the SHA-256 of path
and key, so a key opens nothing at another address; no cookie and no cache is needed (docs/decisions/refused-forms.md).
"""

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.forms import PasswordInput
from django.forms.utils import ErrorDict
from django.http import HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext

from visitors.addresses import network_of
from visitors.models import SentForm
from visitors.rate_limit import HOUR, Limit, first_exceeded

PARAMETER = "form"
KEPT_FOR = timedelta(hours=1)
# The id of the error summary: a browser that follows the redirect focuses it (HTML 7.4.6.4, scroll to the fragment).
FRAGMENT = "error-summary"
LONGEST_VALUE = 20_000  # characters
LONGEST = 200_000  # characters of one form
# A whole town hall shares a network.
NETWORK = Limit("sent-form-network", 600, HOUR)
EVERYBODY = Limit("sent-form-everybody", 3_000, HOUR)


@dataclass(frozen=True)
class Refused:
    """What was kept of one POST.

    data: QueryDict. errors: {name of the form: {field: [sentences]}}. sentence: what is said when no form is shown.
    outcome: what was done, of a POST that was not refused; None of others. series: the same for all attempts.
    """

    data: QueryDict
    errors: dict
    sentence: str
    outcome: dict | None
    series: str


def refuse(request, data=None, path="", **forms):
    """Keep a refused POST; return the redirect to its own address, or another path, where restore() shows it.

    forms: the bound forms with their errors, by the names that restore() asks for. data: the QueryDict to keep; by
    default what was posted with what the forms made of it (an emptied honeypot). Passwords and files are not kept. Over
    a rate limit nothing is kept: the response is a page with status 429.
    """
    if data is None:
        data = request.POST.copy()
        for form in forms.values():
            for name, values in form.data.lists():
                data.setlist(name, values)
    errors = {
        name: {field: [str(sentence) for sentence in found] for field, found in form.errors.items()}
        for name, form in forms.items()
    }
    return _redirect(request, path or request.path, {"data": _without_secrets(data, forms.values()), "errors": errors})


def refuse_button(request, path, sentence):
    """Return the redirect to a path of this site whose page says (text) why a button did nothing."""
    return _redirect(request, path, {"sentence": str(sentence)})


def show_once(request, **outcome):
    """Keep what a POST did as JSON values; return the redirect to its own address, where find_outcome() returns it."""
    return _redirect(request, request.path, {"outcome": outcome})


def find_outcome(request):
    """Return the dict of show_once() whose key is in the address, or None."""
    refused = find(request)
    return refused.outcome if refused else None


def restore(request, form, name="form"):
    """Return an unbound form to show: bound to what was refused, with its errors, when the address holds its key.

    name: as in refuse().
    """
    refused = find(request)
    if refused is not None and name in refused.errors:
        form.data, form.is_bound, form.cleaned_data = refused.data, True, {}
        form._errors = ErrorDict({field: form.error_class(found) for field, found in refused.errors[name].items()})
    return form


def find(request):
    """Return the Refused of the key in the address; None without a key, or when it opens nothing here (any more)."""
    if PARAMETER not in request.GET:
        return None
    if not hasattr(request, "refused_form"):
        digest = _digest(request.path, request.GET[PARAMETER])
        row = SentForm.objects.filter(digest=digest, expires_at__gt=timezone.now()).first()
        request.refused_form = _read(row) if row else None
    return request.refused_form


def forget_expired(moment):
    """Delete what expired before `moment` (aware datetime)."""
    SentForm.objects.filter(expires_at__lte=moment).delete()


class SentFormMiddleware:
    """Keeps pages with a refused form out of caches and search engines, and forgets the form when it went through."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if PARAMETER not in request.GET:
            return self.get_response(request)
        # Looked up before the view, for the sentences that templates/base.html shows on any page.
        find(request)
        response = self.get_response(request)
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex, nofollow"
        # Not `no-referrer`: browsers then send `Origin: null`, which the CSRF check refuses.
        response.headers.setdefault("Referrer-Policy", "same-origin")
        went_through = request.method == "POST" and response.status_code in (302, 303)
        if went_through and not getattr(request, "is_refused", False) and (refused := find(request)):
            SentForm.objects.filter(series=refused.series).delete()
        return response


def _redirect(request, path, content):
    if "outcome" not in content and first_exceeded((NETWORK, network_of(request)), (EVERYBODY, "")):
        words = gettext(
            "Very many forms are sent at the moment. Go back in your browser, where what you typed still stands, "
            "and try again in an hour."
        )
        return render(request, "429.html", {"words": words}, status=429)
    earlier, key = find(request), secrets.token_urlsafe(32)
    SentForm.objects.create(
        digest=_digest(path, key),
        series=earlier.series if earlier else secrets.token_hex(16),
        content=json.dumps(content),
        expires_at=timezone.now() + KEPT_FOR,
    )
    request.is_refused = True
    query = request.GET.copy() if path == request.path else QueryDict(mutable=True)
    query[PARAMETER] = key
    return HttpResponseRedirect(f"{path}?{query.urlencode()}#{FRAGMENT}")


def _digest(path, key):
    # 256 random bits: no salt or slow hash needed.
    return hashlib.sha256(f"{path}\n{key}".encode("utf-8", "replace")).hexdigest()


def _without_secrets(data, forms):
    """Return {name: [values]} without passwords and the CSRF token, cut to what is kept."""
    left_out = {"csrfmiddlewaretoken"}
    for form in forms:
        left_out |= {each.html_name for each in form if isinstance(each.field.widget, PasswordInput)}
    kept, room = {}, LONGEST
    for name, values in data.lists():
        if name not in left_out:
            values = [str(value)[: min(room, LONGEST_VALUE)] for value in values]
            room = max(0, room - len(name) - sum(map(len, values)) - len(values))
            if room:
                kept[name] = values
    return kept


def _read(row):
    content = json.loads(row.content)
    data = QueryDict(mutable=True)
    for name, values in content.get("data", {}).items():
        data.setlist(name, values)
    return Refused(data, content.get("errors", {}), content.get("sentence", ""), content.get("outcome"), row.series)
