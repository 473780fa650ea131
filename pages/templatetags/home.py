"""What the home page puts forward: its lead, the subjects that most records have, and a story."""

from dataclasses import dataclass
from datetime import date

from django import template
from django.db.models import Max, Sum
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import Page

from pages import cache_version
from pages.actions import READ, build_action
from pages.drawings.quilt import draw_quilt
from pages.home_lists import cards_on_home
from pages.kept import kept
from pages.models import ListedQuerySet
from pages.page_context import locale_of
from pages.record_index.cards import Card
from pages.record_index.reading import cards_of_named, facet_values
from pages.record_types import record_types
from pages.renditions import picture_of

register = template.Library()


@dataclass(frozen=True)
class ShownLead:
    """The lead as the template shows it: `record` is a Card or a page, `picture` is that of picture_of()."""

    record: object
    heading: str
    text: str
    link_text: str
    picture: dict | None = None


@register.simple_tag(takes_context=True)
def home_lead(context, page):
    """Return the ShownLead of the home page: the editors' first that is not outdated, else the newest of what they
    featured, else the newest article or publication; None when there is nothing.
    """
    language = locale_of(context).language_code
    newest = cards_on_home(context, "without-end", language)
    request = context.get("request")
    chosen = kept(page, request, f"home-leads-{language}", lambda: _read_leads(page, language, newest))
    return next((lead for lead in chosen if not _is_outdated(lead.record)), None)


def _is_outdated(record):
    return isinstance(record, Card) and record.is_outdated


def _read_leads(page, language, newest):
    """Return all ShownLeads that can come to stand on the home page, in the order of preference."""
    rows = list(page.leads.all())
    featured = [related.target_id for related in page.related_records.all()]
    found = _read_records({*(row.target_id for row in rows), *featured}, language)
    leads = [_show_row(row, found[row.target_id]) for row in rows if row.target_id in found]
    others = [found[pk] for pk in featured if pk in found]
    others.sort(key=lambda record: getattr(record, "sort_date", None) or date.min, reverse=True)
    return [*leads, *(_show_record(record) for record in [*others, *newest])]


def _read_records(pks, language):
    """Return {primary key: Card, or page that is no record} of the published pages among `pks`."""
    found = cards_of_named(pks, language) if pks else {}
    if others := pks - found.keys():
        pages = ListedQuerySet(Page).filter(pk__in=others).not_type(*record_types()).published()
        found |= {page.pk: page for page in pages.specific().select_related("locale")}
    return found


def _show_row(row, record):
    lead = _show_record(record)
    return ShownLead(
        record,
        row.heading or lead.heading,
        row.text or lead.text,
        row.link_text or lead.link_text,
        picture_of(row.image, "wide") or lead.picture,
    )


def _show_record(record):
    link_text = build_action(READ, record.title, url="/").label
    return ShownLead(record, record.title, record.summary, link_text, record.picture)


@register.simple_tag(takes_context=True)
def popular_subjects(context, limit=8):
    """Return the `limit` subjects of most records as dicts {label, url}, kept while nothing changes."""
    language = locale_of(context).language_code

    def find():
        counted = facet_values(language).filter(facet="onderwerp").values("value")
        most = counted.annotate(total=Sum("count"), name=Max("label")).order_by("-total", "value")[:limit]
        with override(language):
            return [{"label": row["name"], "url": reverse("subject", args=[row["value"]])} for row in most]

    return cache_version.cached(f"popular-subjects:{language}:{limit}", find, alone=True)


@register.simple_tag(takes_context=True)
def newest_story(context, without=None):
    """Return the Card of the newest interview or example from practice that is not the page `without`, or None."""
    stories = cards_on_home(context, "stories", locale_of(context).language_code)
    return next((story for story in stories if story.pk != without), None)


@register.simple_tag(takes_context=True)
def newest_articles(context):
    """Return the Cards of the newest articles in the language of the home page."""
    return cards_on_home(context, "articles", locale_of(context).language_code)


@register.inclusion_tag("pages/components/quilt.html")
def quilt(seed):
    """Draw the quilt of a seed (text or number), hidden from assistive technology."""
    return {"paths": draw_quilt(str(seed))}
