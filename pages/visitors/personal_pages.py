"""Pages that belong to one person and are opened with a token in their address."""

from functools import wraps

from django.views.decorators.csrf import csrf_exempt


def personal(view):
    """Keep a view with a token in its address out of search engines, caches and Referer headers.

    It needs no form token: whoever can send its form knows the address, and that is the proof. It could not have one
    either, because with `no-referrer` browsers send `Origin: null` (Fetch, 3.2), which Django refuses; and a mail
    program that opens the page without cookies, or posts as RFC 8058 says, has none.
    """

    @wraps(view)
    def answer(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Cache-Control"] = "private, no-store"
        return response

    return csrf_exempt(answer)
