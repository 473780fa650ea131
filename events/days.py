"""The days on which an event takes place, as far as they are known."""

from datetime import date, time, timedelta

from django.utils import timezone

from pages.fuzzy_date.points import FIRST_YEAR

# What ends before this time of day belongs to the evening before.
NIGHT_ENDS = time(6)
# A date that may mean more days than these is in no month.
MOST_DAYS = 366
MOST_MONTHS = 24  # of one session


def session_days(start, end, *, time_known):
    """Return the first and the last date, in Amsterdam, of a session.

    start, end: aware datetimes, end or None. time_known: whether they are more than days.
    """
    first = timezone.localtime(start).date()
    if end is None:
        return first, first
    local = timezone.localtime(end)
    is_night = time_known and local.time() < NIGHT_ENDS
    return first, max(first, local.date() - timedelta(days=1) if is_night else local.date())


def months_between(first, last):
    """Return the months (“2026-12”) from one date up to another, both included; no more than MOST_MONTHS."""
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)[:MOST_MONTHS]
    return [f"{month // 12:04d}-{month % 12 + 1:02d}" for month in months]


def is_exact(when):
    """Return whether a FuzzyDate names the days themselves."""
    return bool(when.start.day and when.end and when.end.day)


def months_of_date(when):
    """Return the months that a FuzzyDate can mean; none when it is open or may mean more than MOST_DAYS days."""
    if when is None or when.latest is None or (when.latest - when.earliest).days >= MOST_DAYS:
        return []
    return months_between(when.earliest, when.latest)


def month_of(text):
    """Return the first day (date) of a month such as “2026-12”, None when it is none that a calendar shows."""
    return _day_of(f"{text}-01") if len(text) == 7 else None


def week_of(text):
    """Return the Monday (date) of a week such as “2026-W49” (ISO 8601), None when it is none that a calendar shows."""
    return _day_of(f"{text}-1") if len(text) == 8 and text[4:6] == "-W" else None


def _day_of(text):
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_YEAR < day.year < date.max.year else None


def month_code(day):
    """Return the month of a date as it stands in addresses, such as “2026-12”."""
    return f"{day.year:04d}-{day.month:02d}"


def week_code(day):
    """Return the week of a date as it stands in addresses (ISO 8601), such as “2026-W49”."""
    year, week, _weekday = day.isocalendar()
    return f"{year:04d}-W{week:02d}"
