"""Whether a person reads: what browsers fetch ahead and what programs fetch is in no count."""

import re

# Sec-Purpose is from the Fetch standard; older browsers send the others.
PREFETCH_HEADERS = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")
# What programs call themselves; those that call themselves a browser cannot be told apart.
PROGRAM = re.compile(
    r"(?<!cu)bot\b|(?<!cu)bot[/;_-]|crawl|spider|slurp|archiver|scrap|fetch|preview|validator|monitor|uptime|headless"
    r"|lighthouse|externalhit|embedly|feed|harvest|link ?check|scan\b|curl|wget|python|java/|okhttp|go-http|libwww"
    r"|httpclient|axios|node\b|perl|ruby|php|postman|insomnia|claude|https?://",
    re.IGNORECASE,
)


def is_prefetch(request):
    """Return whether a browser prefetches the address."""
    return any(request.headers.get(name, "").lower().startswith(("prefetch", "preview")) for name in PREFETCH_HEADERS)


def is_program(request):
    """Return whether the request says that it comes from a program (a crawler, a monitor), or does not say from what.

    By the User-Agent header (RFC 9110, 10.1.5): browsers put no address into it, crawlers do.
    """
    name = request.headers.get("User-Agent", "")
    return not name or bool(PROGRAM.search(name))
