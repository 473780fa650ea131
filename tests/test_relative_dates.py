"""Dates of content files that count from the day of import."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone, translation

from events.models import EventPage
from kus_site.content.importer import import_folder
from kus_site.content.relative_dates import resolve_days, resolve_fuzzy
from publications.models import PublicationPage
from tests.content_samples import find_problems, write_site

SATURDAY = date(2026, 11, 28)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("today", "2026-11-28"),
        ("today+12d", "2026-12-10"),
        ("today-2w", "2026-11-14"),
        ("today-3mo", "2026-08"),
        ("today+2mo", "2027-01"),
        ("today-1y", "2025"),
        ("today+0season", "2026-23"),
        ("today+1season", "2026-24"),
        ("today+4season", "2027-23"),
        ("today+2w@tue", "2026-12-08"),
        ("today+0d@sun", "2026-11-29"),
        ("today-2y/today+1y", "2024/2027"),
        ("today-1mo/..", "2026-10/.."),
        ("today+1y?", "2027?"),
        ("2018-04-10", "2018-04-10"),
    ],
)
def test_a_fuzzy_date_is_as_precise_as_its_unit(text, expected):
    assert resolve_fuzzy(text, SATURDAY) == expected


def test_january_belongs_to_the_winter_of_the_year_before():
    assert resolve_fuzzy("today+0season", date(2027, 1, 15)) == "2026-24"


@pytest.mark.parametrize(
    ("text", "today", "expected"),
    [
        ("today+3mo", SATURDAY, "2027-02-28"),
        ("today+1mo", date(2027, 1, 31), "2027-02-28"),
        ("today+1y", date(2028, 2, 29), "2029-02-28"),
        ("today+12dT14:00", SATURDAY, "2026-12-10T14:00"),
        ("today+1w@monT09:30", SATURDAY, "2026-11-30T09:30"),
    ],
)
def test_days_and_moments_are_whole_days(text, today, expected):
    assert resolve_days(text, today) == expected


@pytest.mark.parametrize("text", ["today+12", "today+d", "today+1d2", "today+2w@dinsdag", "yesterday today-"])
def test_what_is_no_relative_date_is_refused_with_an_example(text):
    with translation.override("en"), pytest.raises(ValueError, match="today\\+12d"):
        resolve_days(text, SATURDAY)


def test_a_day_outside_the_calendar_is_refused():
    with translation.override("en"), pytest.raises(ValueError, match="too far away"):
        resolve_days("today-9999y", SATURDAY)


EVENT = """
    type: event
    id: proef-straks
    title: Over today+3d praten
    parent: proef-agenda
    kind: proef-bijeenkomst
    sessions:
      - start: today+1w@wedT14:00
        end: today+1w@wedT16:00
    registration_url: "https://example.org/today+1d/"
    registration_deadline: today+2d
    """
BOOK = """
    type: publication
    id: proef-vers
    title: Vers
    parent: proef-publicaties
    kind: proef-boek
    date: today-1mo
    """


def test_an_import_counts_from_its_own_day_and_leaves_texts_alone(db, tmp_path, monkeypatch):
    folder = write_site(tmp_path, {"events/proef-straks.md": EVENT, "publications/proef-vers.md": BOOK})
    # In Amsterdam it is the 28th already.
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 27, 23, 30, tzinfo=UTC))
    import_folder(folder)
    event = EventPage.objects.get(slug="over-today3d-praten")
    assert event.title == "Over today+3d praten"
    assert event.registration_url == "https://example.org/today+1d/"
    assert event.sessions.get().start == datetime(2026, 12, 2, 13, 0, tzinfo=UTC)
    assert event.registration_deadline == datetime(2026, 11, 30, 22, 59, 59, tzinfo=UTC)
    assert PublicationPage.objects.get(slug="vers").date.text == "2026-10"


def test_a_wrong_relative_date_is_named_with_its_line(db, tmp_path):
    folder = write_site(tmp_path, {"events/proef-straks.md": EVENT.replace("today+2d", "today+2days")})
    with translation.override("en"):
        (problem,) = find_problems(folder)
    assert problem.startswith("events/proef-straks.md:11: registration_deadline: “today+2days” is no relative date")
