"""robots.txt (RFC 9309) and security.txt (RFC 9116)."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.http import HttpResponse
from django.views.decorators.http import require_safe

# RFC 9116 2.5.5 recommends less than a year.
SECURITY_TEXT_VALID = timedelta(days=180)


@require_safe
def robots(request):
    """Return text/plain that lets robots in everywhere and names the sitemap.

    What is not to be found says noindex, which a robot reads only where it may come (RFC 9309 1).
    """
    return text(
        "User-agent: *",
        "Disallow:",
        "",
        f"Sitemap: {settings.BASE_URL}/sitemap.xml",
    )


@require_safe
def security(request):
    """Return whom to tell about a weakness; Expires is always half a year ahead, at midnight UTC."""
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return text(
        f"Contact: mailto:{settings.CONTACT_EMAIL}",
        f"Expires: {today + SECURITY_TEXT_VALID:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: nl, en",
        f"Canonical: {settings.BASE_URL}/.well-known/security.txt",
    )


def text(*lines):
    """Return the lines as a plain text response in UTF-8."""
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
