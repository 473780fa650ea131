"""Checks while a publication is entered: identifiers by their validators, and what looks like it; nothing is refused.

The same likenesses are shown after saving, so that they reach whoever works without JavaScript.
"""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.urls import path
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.views.decorators.http import require_POST
from wagtail.admin import messages as admin_messages

from pages.editors import editors_only
from pages.fuzzy_date import FuzzyDateError, parse
from publications.bibliography.csl import join_title
from publications.duplicates import DuplicateFinder
from publications.entering import addresses_of
from publications.identifiers import canonical_doi, canonical_isbn, validate_doi, validate_isbn, validate_issn
from publications.models import PublicationPage

# Field: what makes an identifier of what was typed, and what refuses one.
IDENTIFIERS = {
    "doi": (canonical_doi, validate_doi),
    "isbn": (canonical_isbn, validate_isbn),
    "issn": (str.strip, validate_issn),
}
LONGEST = 500  # characters of a value that is looked at


@require_POST
@editors_only
def check(request):
    """Answer to `title`, `subtitle`, `date`, `doi`, `isbn` and `issn` of a publication, `page` its key when it has one.

    {"fields": {name: {"value": the identifier that was meant, "error": a sentence or ""}}, "found": [{"sentence",
    "title", "url"}]}; fields that are empty are left out. 403 for who writes no pages.
    """
    typed = {name: request.POST.get(name, "")[:LONGEST] for name in ("title", "subtitle", "date", *IDENTIFIERS)}
    fields = {name: check_identifier(name, typed[name]) for name in IDENTIFIERS if typed[name].strip()}
    key = request.POST.get("page", "")
    page = PublicationPage.objects.filter(pk=key).only("translation_key").first() if key.isdecimal() else None
    found = DuplicateFinder().find(
        join_title(typed["title"], typed["subtitle"]),
        year_of(typed["date"]),
        typed["doi"],
        typed["isbn"],
        without=page.translation_key if page else None,
    )
    return JsonResponse({"fields": fields, "found": describe(found, request.user)})


def check_identifier(name, text):
    """Return {"value", "error"} of what was typed in the field of an identifier."""
    canonical, validate = IDENTIFIERS[name]
    value = canonical(text)
    try:
        validate(value)
    except ValidationError as error:
        return {"value": value, "error": " ".join(error.messages)}
    return {"value": value, "error": ""}


def year_of(text):
    """Return the year of a date as an editor types it; None when it is none (yet)."""
    try:
        return parse(text).earliest.year if text.strip() else None
    except FuzzyDateError:
        return None


def describe(likenesses, user):
    """Return a dict for each DuplicateCandidate; `url` is empty for what the user may not see."""
    addresses = addresses_of([each.pk for each in likenesses], user)
    return [
        {
            "sentence": gettext("Looks like “%(title)s”: %(reason)s") % {"title": each.title, "reason": each.reason},
            "title": each.title,
            "url": addresses.get(each.pk, ""),
        }
        for each in likenesses
    ]


def warn_of_duplicates(request, page):
    """Leave a message about what looks like a publication just saved; hook after_create_page and after_edit_page.

    Wagtail saves by itself while somebody types, and asks for JSON then: those requests leave no messages.
    """
    if not isinstance(page, PublicationPage) or not request.accepts("text/html"):
        return
    title = join_title(page.title, page.subtitle)
    year = page.date.earliest.year if page.date else None
    likenesses = DuplicateFinder().find(title, year, page.doi, page.isbn, without=page.translation_key)
    if not likenesses:
        return
    found = describe(likenesses, request.user)
    # Wagtail's classes: the teal of its links is too faint on the orange of a warning.
    lines = [
        format_html('<a class="w-text-current w-underline" href="{}">{}</a>', each["url"], each["sentence"])
        if each["url"]
        else each["sentence"]
        for each in found
    ]
    opening = gettext("Saved. Look whether this publication was entered already:")
    shown = format_html_join("", "<li>{}</li>", ((line,) for line in lines))
    messages.warning(request, admin_messages.render(opening, [], format_html("<ul>{}</ul>", shown)))


def register_urls():
    """Return the address of the checks below /admin/."""
    return [path("publications/check/", check, name="publications_check")]
