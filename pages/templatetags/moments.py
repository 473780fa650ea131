"""Moments, durations and chapters in words and for machines."""

from django import template
from django.utils import timezone
from django.utils.translation import ngettext

from pages import deadlines
from pages.chapters import read_chapters

register = template.Library()

# “tot en met 8 december 2026”, “gesloten na 8 december 2026”, “8 december 2026”; with a time where it matters.
register.filter("until_words", deadlines.until_words)
register.filter("closed_words", deadlines.closed_words)
register.filter("deadline_words", deadlines.deadline_words)
# The chapters of a recording, as they are stored, as a list of pages.chapters.Chapter.
register.filter("chapters_of", read_chapters)


@register.filter
def machine_moment(moment):
    """Return an aware datetime for the attribute `datetime`: Amsterdam time with its offset; empty for None."""
    return timezone.localtime(moment).isoformat(timespec="minutes") if moment else ""


@register.filter
def machine_date(value):
    """Return a FuzzyDate for the attribute `datetime`; empty where HTML has no way to say it (a season, a period)."""
    if not value or value.is_period or value.start.is_season:
        return ""
    return value.start.text


@register.filter
def duration_words(duration):
    """Return a timedelta in words, to the minute: “1 uur 5 minuten”; empty for None."""
    if not duration:
        return ""
    hours, minutes = divmod(round(duration.total_seconds() / 60), 60)
    parts = [ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}] if hours else []
    if minutes or not hours:
        parts.append(ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes})
    return " ".join(parts)
