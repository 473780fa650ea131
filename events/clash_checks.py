"""Tells editors which events clash with the one that they plan: while they enter it, and after saving."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.views.decorators.http import require_POST
from wagtail.admin import messages as admin_messages
from wagtail.models import Page
from wagtail.permissions import policy_registry

from events.clashes import MOST_SESSIONS, Plan, find_clashes, plan_of, spans_of
from events.models import EventPage, Session
from pages.date_fields import MomentField
from pages.editors import editors_only


@require_POST
@editors_only
def check(request):
    """Answer to the fields of the form of an event, `page` its key when it has one: {"found": [{"sentence", "url"}]}.

    What cannot be read (yet) is left out. 403 for who writes no pages.
    """
    key = request.POST.get("page", "")
    page = EventPage.objects.filter(pk=key).only("translation_key").first() if is_key(key) else None
    is_off = request.POST.get("status") in EventPage.OFF
    named = [*request.POST.getlist("municipality"), *request.POST.getlist("municipalities")]
    places = frozenset(int(value) for value in named if is_key(value))
    spans = [] if is_off else spans_of(read_sessions(request.POST))
    found = find_clashes(Plan(spans, places, page.translation_key if page else None))
    return JsonResponse({"found": describe(found, request.user)})


def is_key(text):
    """Return whether a text can be a primary key."""
    return text.isascii() and text.isdecimal() and len(text) < 10


def read_sessions(data):
    """Return the Sessions (unsaved) that a form holds as a formset; rows that are deleted or unclear are left out."""
    field, found = MomentField(required=False), []
    total = data.get("sessions-TOTAL_FORMS", "")
    for number in range(min(int(total), MOST_SESSIONS) if is_key(total) else 0):
        row = f"sessions-{number}"
        try:
            start, end = (field.clean(data.get(f"{row}-{name}", "")) for name in ("start", "end"))
        except ValidationError:
            continue
        if start and not data.get(f"{row}-DELETE") and not data.get(f"{row}-is_cancelled"):
            is_later = end and end > start
            found.append(Session(start=start, end=end if is_later else None, time_known=f"{row}-time_known" in data))
    return found


def describe(pages, user):
    """Return {"sentence", "url"} for each EventPage; `url` is empty for who may not edit it.

    The title of a draft is for those who may edit it.
    """
    editable = policy_registry.get_by_type(Page).editable_instances(user).order_by()
    own = set(editable.filter(pk__in=[page.pk for page in pages]).values_list("pk", flat=True)) if pages else set()
    return [
        {
            "sentence": ", ".join(
                part for part in (_name(page, page.pk in own), page.date_line, page.place_line) if part
            ),
            "url": reverse("wagtailadmin_pages:edit", args=[page.pk]) if page.pk in own else "",
        }
        for page in pages
    ]


def _name(page, is_own):
    if not page.live and not is_own:
        return gettext("At the same time: a meeting that others prepare")
    return gettext("At the same time: “%(title)s”") % {"title": page.get_admin_display_title()}


def warn_of_clashes(request, page):
    """Leave a message about events that clash with one just saved; hook after_create_page and after_edit_page.

    Wagtail saves by itself while somebody types, and asks for JSON then: those requests leave no messages.
    """
    if not isinstance(page, EventPage) or not request.accepts("text/html"):
        return
    found = describe(find_clashes(plan_of(page)), request.user)
    if not found:
        return
    lines = [
        format_html('<a class="w-text-current w-underline" href="{}">{}</a>', each["url"], each["sentence"])
        if each["url"]
        else each["sentence"]
        for each in found
    ]
    opening = gettext("Saved. People of the region are asked elsewhere at that time:")
    shown = format_html_join("", "<li>{}</li>", ((line,) for line in lines))
    messages.warning(request, admin_messages.render(opening, [], format_html("<ul>{}</ul>", shown)))


def register_urls():
    """Return the address of the check below /admin/."""
    return [path("events/clashes/", check, name="event_clashes")]
