"""Tells an editor, after saving, what could be better in the texts: one message, which blocks nothing."""

from django.contrib import messages
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, ngettext
from wagtail.admin import messages as admin_messages
from wagtail.admin.admin_url_finder import AdminURLFinder

from .text_checks import check_texts
from .text_passages import passages_of

MOST_SHOWN = 6


def warn_of_texts(request, instance):
    """Leave one message about the texts of a page or snippet just saved; none when there is nothing to say.

    Wagtail saves by itself while somebody types, and asks for JSON then: those requests leave no messages.
    """
    if not request.accepts("text/html"):
        return
    locale = getattr(instance, "locale", None)
    findings = check_texts(passages_of(instance), locale.language_code if locale else "nl")
    if not findings:
        return
    edit_url = AdminURLFinder(request.user).get_edit_url(instance) or ""
    # Wagtail's classes: the teal of its links is too faint on the orange of a warning.
    shown = format_html_join(
        "",
        '<li><a class="w-text-current w-underline" href="{}#{}">{}</a></li>',
        ((edit_url, anchor_of(finding.path), finding.sentence) for finding in findings[:MOST_SHOWN]),
    )
    more = len(findings) - MOST_SHOWN
    rest = ngettext("And %(count)d more.", "And %(count)d more.", more) % {"count": more} if more > 0 else ""
    opening = gettext("Saved. For your readers this could be better; you decide whether and when:")
    messages.warning(request, admin_messages.render(opening, [], format_html("<ul>{}</ul>{}", shown, rest)))


def anchor_of(path):
    """Return where the editor shows a content path: the block, which Wagtail names by its number, or else the field."""
    rest = path.partition(".")[2]
    block = rest.partition(".")[0]
    # A child row of the page has a number of digits, a block a UUID.
    return f"block-{block}-section" if "-" in block else f":w:contentpath={path}"
