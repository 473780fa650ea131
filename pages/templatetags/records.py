"""What every record shows about itself."""

import re

from django import template
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from pages.kept import kept
from pages.languages import LANGUAGE_NAMES
from pages.models import ListedQuerySet
from pages.page_context import find_listings, give_locales, in_language, locale_of
from pages.record_index.reading import cards_of_named
from pages.record_types import record_types
from pages.structured_data import address_of
from pages.subjects import linked_themes, subjects_of

register = template.Library()

_SENTENCE_END = re.compile(r"(?<=[.!?…])(?=\s+[\"“‘’'(]*[A-Z0-9])")
_ABBREVIATIONS = {"prof.", "mevr.", "bijv.", "dhr.", "drs.", "dr.", "mr.", "ir.", "ing.", "st.", "nr.", "ca."}


@register.filter
def foreign_language(record):
    """Return the language code of a record that is not in the visitor's language, else an empty text.

    Needs no query when the record's locale was prefetched.
    """
    code = getattr(record, "language_code", None) or record.locale.language_code
    return "" if code == get_language() else code


@register.simple_tag(takes_context=True)
def record_address(context, record):
    """Return the address of a record, a page or a Card; empty for a page that has none."""
    return record.get_url(context.get("request")) or "" if isinstance(record, Page) else record.url


@register.filter
def foreign_language_words(record):
    """Return “in Dutch” for a record that is not in the visitor's language, else an empty text."""
    code = foreign_language(record)
    return gettext("in %(language)s") % {"language": LANGUAGE_NAMES.get(code, code)} if code else ""


@register.filter
def opening(text, most=110):
    """Return the whole sentences at the start of a text that take at most `most` characters; the first in any case."""
    found = ""
    for end in _SENTENCE_END.finditer(text):
        if _is_abbreviation(text[: end.start()]):
            continue
        if found and end.start() > most:
            break
        found = text[: end.start()]
    return found if found and len(text) > most else text


def _is_abbreviation(text):
    """Return whether a text ends on an abbreviation or initial with a point: “o.a.”, “prof.”, “J.”."""
    word = text.rsplit(None, 1)[-1].strip('(“‘"').casefold()
    return word.endswith(".") and ("." in word[:-1] or len(word) < 3 or word in _ABBREVIATIONS)


@register.simple_tag(takes_context=True)
def related_records(context, page):
    """Return the published records that editors related to `page`, in their order, as Cards; other pages as pages."""
    return kept(page, context.get("request"), "related", lambda: _find_related(context, page))


def _find_related(context, page):
    wanted = [related.target_id for related in page.related_records.all()]
    if not wanted:
        return []
    found = cards_of_named(wanted, locale_of(context).language_code)
    if others := [pk for pk in wanted if pk not in found]:
        pages = ListedQuerySet(Page).filter(pk__in=others).not_type(*record_types()).published()
        found |= {page.pk: page for page in pages.specific().select_related("locale")}
    return [found[pk] for pk in wanted if pk in found]


@register.simple_tag(takes_context=True)
def classification(context, record):
    """Return what a record is about as groups {label, terms} of terms {label, url, is_chip}.

    A term leads to its page or a listing; one that is a chip is drawn as such beside the others of its group.

    The number of queries does not grow with the terms.
    """
    request = context.get("request")
    return kept(record, request, "classification", lambda: _classify(record, request))


def _classify(record, request):
    address, filters = find_listings(record.locale).get(record._meta.label, ("", ()))

    def into_listing(parameter, terms):
        return [_term(term, f"{address}?{parameter}={term.slug}" if parameter in filters else "") for term in terms]

    # The map and the text beside it name the same places: equal words lead to the same page (WCAG 2.4.4).
    places = record.municipalities.all()

    def pages(found):
        shown = in_language([page for page in found if page.live], record.locale)
        return [_term(page.title, page.get_url(request)) for page in shown]

    groups = [
        (
            "subjects",
            _("Subjects"),
            [_term(subject, subject.get_absolute_url(), is_chip=True) for subject in subjects_of(record)],
        ),
        ("themes", _("Themes"), pages(linked_themes(record))),
        ("audiences", _("For whom"), into_listing("doelgroep", record.audiences.all())),
        ("laws", _("Laws"), into_listing("wet", record.laws.all())),
        (
            "municipalities",
            _("Municipalities"),
            [_term(place, place.get_absolute_url()) for place in places],
        ),
        ("werkplaatsen", _("Werkplaatsen"), pages(_with_locale(record.werkplaatsen.all()))),
    ]
    return [{"name": name, "label": str(label), "terms": terms} for name, label, terms in groups if terms]


@register.simple_tag(takes_context=True)
def co_owners(context, record):
    """Return the werkplaatsen that made a record together, as terms {label, url}; none when it is of one alone."""
    groups = {group["name"]: group["terms"] for group in classification(context, record)}
    owners = groups.get("werkplaatsen", [])
    return owners if len(owners) > 1 else []


@register.simple_tag(takes_context=True)
def whole_address(context, record):
    """Return the whole address of a page, for who sends it on; empty for one that has none yet."""
    return address_of(record, context.get("request"))


def _term(label, url, *, is_chip=False):
    # With all its keys: a template looks long for what is not there.
    return {"label": str(label), "url": url, "is_chip": is_chip}


def _with_locale(pages):
    found = list(pages)
    give_locales(found)
    return found
