"""Content-Security-Policy and the other headers that protect readers and editors (docs/decisions/security-headers.md).

Standards: CSP Level 3, Permissions Policy, Fetch (Cross-Origin-Resource-Policy), RFC 7034 (X-Frame-Options).
"""

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.middleware import HEADER, CSPMiddleware, PolicyParts
from csp.utils import build_policy
from django.conf import settings

from .byte_ranges import FILES

ADMIN = "/admin/"
# For editors, and forms in front of what is closed: no result of a search. robots.txt cannot say that.
NOT_INDEXED = (ADMIN, "/_util/", "/en/_util/", "/documents/authenticate_with_password/")

PUBLIC_POLICY = {
    "default-src": [NONE],
    "script-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF],
    "font-src": [SELF],
    "connect-src": [SELF],
    "media-src": [SELF],
    "manifest-src": [SELF],
    "form-action": [SELF],
    "base-uri": [NONE],
    "frame-ancestors": [NONE],
    "object-src": [NONE],
}
# The page as readers get it, inside the editor's frame.
PREVIEW_POLICY = PUBLIC_POLICY | {"frame-ancestors": [SELF]}
# Wagtail's editor has inline scripts and styles, shows chosen files before they are sent, and frames the preview.
ADMIN_POLICY = PREVIEW_POLICY | {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "font-src": [SELF, "data:"],
    "frame-src": [SELF],
    "worker-src": [SELF, "blob:"],
}
# A mail carries its own styles, for no mail program would fetch ours; only editors look at it here.
MAIL_PREVIEW_POLICY = {
    "default-src": [NONE],
    "style-src": [UNSAFE_INLINE],
    "img-src": [SELF],
    "base-uri": [NONE],
    "form-action": [NONE],
    "frame-ancestors": [SELF],
}
# The renderings of an issue side by side.
FRAMED_PREVIEWS_POLICY = PREVIEW_POLICY | {"frame-src": [SELF]}
# A list that others show in a frame: no scripts and no forms, so there is nothing to be tricked into.
FRAMED_ELSEWHERE_POLICY = PUBLIC_POLICY | {
    "script-src": [NONE],
    "connect-src": [NONE],
    "form-action": [NONE],
    "frame-ancestors": ["*"],
}
DOWNLOAD_POLICY = {"default-src": [NONE], "sandbox": ""}

PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "autoplay",
        "browsing-topics",
        "camera",
        "display-capture",
        "encrypted-media",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "publickey-credentials-get",
        "screen-wake-lock",
        "serial",
        "usb",
        "xr-spatial-tracking",
    )
)


def preview_policy(request):
    """Return the CSP directives of a preview, by what newsletters.compose.previews says that it shows."""
    if getattr(request, "shows_mail", False):
        return MAIL_PREVIEW_POLICY
    return FRAMED_PREVIEWS_POLICY if getattr(request, "frames_previews", False) else PREVIEW_POLICY


def policy_for(request, response):
    """Return the CSP directives of the response as a dict of lists, chosen by path."""
    if getattr(request, "is_dummy", False):
        return preview_policy(request)
    if response.get("Content-Disposition", "").startswith("attachment"):
        return DOWNLOAD_POLICY
    if request.path_info.startswith(ADMIN):
        return ADMIN_POLICY
    return PUBLIC_POLICY


def drop_language_from_vary(response):
    """Take out of Vary what Django's LocaleMiddleware puts there: a file is the same in every language."""
    kept = [name.strip() for name in response.get("Vary", "").split(",") if name.strip().lower() != "accept-language"]
    if any(kept):
        response["Vary"] = ", ".join(kept)
    else:
        del response["Vary"]


class FramePolicyMiddleware:
    """Allows the frames of the embeds that a page has (pages.templatetags.embeds), on that page only.

    And lets other sites frame a response whose request has `may_be_framed` (pages.models.ListingPage.embed).

    It stands inside the page cache, which keeps the header with the page; HeadersMiddleware leaves it as it is.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if origins := getattr(request, "embed_origins", None):
            response[HEADER] = build_policy(config=policy_for(request, response) | {"frame-src": sorted(origins)})
        if getattr(request, "may_be_framed", False):
            response[HEADER] = build_policy(config=FRAMED_ELSEWHERE_POLICY)
            response["Cross-Origin-Resource-Policy"] = "cross-origin"
            response["X-Robots-Tag"] = "noindex"
            # Django's own has set it.
            del response["X-Frame-Options"]
        return response


class HeadersMiddleware(CSPMiddleware):
    """Sets the headers on every response but static files; a policy that a preview has set already stays."""

    def get_policy_parts(self, request, response, report_only=False):
        return PolicyParts(config=None if report_only else policy_for(request, response))

    def process_response(self, request, response):
        if request.path_info.startswith(settings.STATIC_URL):
            return response
        # Wagtail's own policy for downloads says less than ours.
        if response.get("Content-Disposition", "").startswith("attachment"):
            del response["Content-Security-Policy"]
        if request.path_info.startswith(FILES):
            drop_language_from_vary(response)
        response = super().process_response(request, response)
        if request.path_info.startswith(NOT_INDEXED):
            response["X-Robots-Tag"] = "noindex"
        # A page of the cache has its policy already. The older header has no word for “any site”.
        if "frame-ancestors *" not in response.get(HEADER, ""):
            framable = getattr(request, "is_dummy", False) or request.path_info.startswith(ADMIN)
            response["X-Frame-Options"] = "SAMEORIGIN" if framable else "DENY"
        response["Permissions-Policy"] = PERMISSIONS_POLICY
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        return response
