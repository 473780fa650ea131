"""Sessions keep their identity in calendars, and SEQUENCE (RFC 5545 3.8.7.4) rises with material changes only."""

import importlib
import uuid

import icalendar
import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from events.models import EventIndexPage, EventPage, Session
from kus_site.content.exporter import export_folder
from kus_site.content.importer import import_folder
from kus_site.content.problems import ContentRefused
from kus_site.models import ContentKey
from pages.child_rows import match_rows, pair_by
from tests.content_samples import alone
from tests.sample_records import add_event, from_now

pytestmark = pytest.mark.django_db

FIRST, SECOND, THIRD = ("2031-04-10T14:00", "2031-04-17T14:00", "2031-04-24T14:00")
OTHER_TIME = "2031-04-17T16:30"


def write_series(folder, *starts, **fields):
    """Import an event "reeks" below the agenda of the demo content; each start is a time or (time, title)."""
    agenda = EventIndexPage.objects.get(locale__language_code="nl")
    parent = ContentKey.objects.get(object_id=agenda.pk, content_type=agenda.content_type).key
    kind = ContentKey.objects.filter(content_type__model="eventkind").first().key
    rows = [start if isinstance(start, tuple) else (start, "") for start in starts]
    lines = ["type: event", "id: reeks", "title: Reeks", f"parent: {parent}", f"kind: {kind}"]
    lines += [f"{name}: {value}" for name, value in fields.items()]
    lines += ["sessions:"]
    for start, title in rows:
        lines += [f"  - start: {start}"] + ([f"    title: {title}"] if title else [])
    folder.mkdir(exist_ok=True)
    (folder / "reeks.md").write_text("---\n" + "\n".join(lines) + "\n---\n")
    import_folder(folder)
    return EventPage.objects.get(pk=ContentKey.objects.get(key="reeks").object_id)


def entries(client, event):
    """Return the VEVENTs in the calendar of an event."""
    response = client.get(f"{event.url}event.ics")
    return icalendar.Calendar.from_ical(response.content).walk("VEVENT")


def facts(client, event):
    """Return {start as text: (UID, SEQUENCE)} of the calendar of an event."""
    return {
        entry.decoded("DTSTART").strftime("%Y-%m-%dT%H:%M"): (entry["UID"], entry["SEQUENCE"])
        for entry in entries(client, event)
    }


class TestImport:
    @pytest.fixture
    def folder(self, tmp_path):
        return tmp_path / "inhoud"

    def test_another_time_of_one_session_leaves_all_their_identity(self, client, folder):
        before = facts(client, write_series(folder, FIRST, SECOND, THIRD))
        assert {sequence for _uid, sequence in before.values()} == {0}
        after = facts(client, write_series(folder, FIRST, OTHER_TIME, THIRD))
        assert after[FIRST] == before[FIRST]
        assert after[THIRD] == before[THIRD]
        assert after[OTHER_TIME] == (before[SECOND][0], 1)

    def test_a_session_that_goes_and_one_that_comes_do_not_touch_the_others(self, client, folder):
        before = facts(client, write_series(folder, FIRST, SECOND))
        after = facts(client, write_series(folder, SECOND, THIRD))
        assert after[SECOND] == before[SECOND]
        assert after[THIRD][0] not in [uid for uid, _sequence in before.values()]

    def test_other_order_changes_nothing(self, client, folder):
        before = facts(client, write_series(folder, (FIRST, "Een"), (SECOND, "Twee")))
        assert facts(client, write_series(folder, (SECOND, "Twee"), (FIRST, "Een"))) == before

    def test_a_session_is_known_by_its_title(self, client, folder):
        before = facts(client, write_series(folder, (FIRST, "Een"), (SECOND, "Twee")))
        after = facts(client, write_series(folder, (OTHER_TIME, "Twee"), (THIRD, "Een")))
        assert (after[OTHER_TIME][0], after[THIRD][0]) == (before[SECOND][0], before[FIRST][0])

    def test_child_rows_of_every_kind_stay_the_same_rows(self, folder):
        publication, other = ContentKey.objects.filter(content_type__model="publicationpage")[:2]
        fields = {"related_records": f"[{publication.key}, {other.key}]"}
        fields |= {"programme_items": "[{title: Inloop}, {title: Lezing}]"}
        event = write_series(folder, FIRST, SECOND, **fields)
        names = ("sessions", "related_records", "programme_items")
        rows = {name: list(getattr(event, name).values_list("pk", flat=True)) for name in names}
        fields |= {"related_records": f"[{other.key}, {publication.key}]"}
        fields |= {"programme_items": "[{title: Inloop, description: Met koffie}, {title: Lezing}]"}
        write_series(folder, FIRST, OTHER_TIME, **fields)
        rows["related_records"].reverse()
        for name, keys in rows.items():
            assert list(getattr(event, name).order_by("sort_order").values_list("pk", flat=True)) == keys


class TestFiles:
    def test_a_session_in_a_file_keeps_what_calendars_know_it_by(self, client, tmp_path):
        event = write_series(tmp_path / "in", FIRST, SECOND)
        write_series(tmp_path / "in", FIRST, OTHER_TIME)
        before = facts(client, EventPage.objects.get(pk=event.pk))
        assert sorted(sequence for _uid, sequence in before.values()) == [0, 1]
        export_folder(tmp_path / "uit")
        # The demo content refers to itself, so the event leaves and comes back alone.
        file = tmp_path / "uit" / "events" / "reeks.md"
        assert file.read_text().count("uid: ") == 3
        EventPage.objects.get(pk=event.pk).delete()
        ContentKey.objects.get(key="reeks").delete()
        import_folder(alone(file, tmp_path / "terug"))
        again = EventPage.objects.get(pk=ContentKey.objects.get(key="reeks").object_id)
        assert again.pk != event.pk
        assert facts(client, again) == before
        outcome = import_folder(tmp_path / "terug")
        assert (outcome.changed, outcome.unchanged) == (0, 1)

    def test_a_file_without_identifiers_leaves_them(self, client, tmp_path):
        before = facts(client, write_series(tmp_path, FIRST, SECOND))
        outcome = import_folder(tmp_path)
        assert (outcome.changed, outcome.unchanged) == (0, 1)
        assert facts(client, write_series(tmp_path, SECOND)) == {SECOND: before[SECOND]}

    def test_an_older_file_does_not_take_the_sequence_back(self, client, tmp_path):
        event = write_series(tmp_path / "in", FIRST)
        export_folder(tmp_path / "uit")
        event.title = "Andere naam"
        event.save_revision().publish()
        [(uid, sequence)] = facts(client, event).values()
        assert sequence == 1
        import_folder(alone(tmp_path / "uit" / "events" / "reeks.md", tmp_path / "terug"))
        assert list(facts(client, event).values()) == [(uid, 2)]

    def test_the_sequence_of_a_draft_goes_on_where_it_was(self, client, tmp_path):
        event = write_series(tmp_path / "in", FIRST)
        event.title = "Andere naam"
        event.save_revision().publish()
        event.unpublish()
        export_folder(tmp_path / "uit")
        EventPage.objects.get(pk=event.pk).delete()
        ContentKey.objects.get(key="reeks").delete()
        folder = alone(tmp_path / "uit" / "events" / "reeks.md", tmp_path / "terug")
        import_folder(folder)
        outcome = import_folder(folder)
        assert (outcome.changed, outcome.unchanged) == (0, 1)
        draft = EventPage.objects.get(pk=ContentKey.objects.get(key="reeks").object_id)
        draft.get_latest_revision().publish()
        assert [sequence for _uid, sequence in facts(client, draft).values()] == [2]

    @pytest.mark.parametrize("uid", ["1", "{0b6b1f0c-6a0d-4d7b-9d0e-000000000001}", "Z" * 36])
    def test_what_is_no_identifier_is_refused(self, tmp_path, uid):
        write_series(tmp_path, FIRST)
        file = tmp_path / "reeks.md"
        file.write_text(file.read_text().replace("  - start:", f"  - uid: '{uid}'\n    start:"))
        with pytest.raises(ContentRefused):
            import_folder(tmp_path)


class TestEditing:
    def test_a_session_that_was_added_to_a_published_event_keeps_its_identity(self, administrator_client):
        event = add_event("Reeks", start=from_now(days=9))
        save(administrator_client, event, *rows_of(event), new_row(FIRST))
        added = {uid for uid, _sequence in facts(administrator_client, event).values()}
        first, second = rows_of(event)
        save(administrator_client, event, first, second | {"start": OTHER_TIME.replace("T", " ")})
        assert {uid for uid, _sequence in facts(administrator_client, event).values()} == added

    def test_a_session_of_a_revision_without_numbers_is_matched(self, client):
        event = add_event("Reeks", start=from_now(days=9))
        before = facts(client, event)
        event = EventPage.objects.get(pk=event.pk)
        event.sessions = [Session(start=from_now(days=10))]
        event.save_revision().publish()
        [(uid, sequence)] = facts(client, event).values()
        assert (uid, sequence) == (next(iter(before.values()))[0], 1)

    def test_a_revision_that_is_published_again_does_not_take_the_sequence_back(self, client):
        event = add_event("Reeks", start=from_now(days=9))
        event.save_revision().publish()
        old = event.latest_revision
        for title in ("Tweede", "Derde"):
            event = EventPage.objects.get(pk=event.pk)
            event.title = title
            event.save_revision().publish()
        assert [sequence for _uid, sequence in facts(client, event).values()] == [2]
        old.publish()
        assert [sequence for _uid, sequence in facts(client, event).values()] == [3]


@pytest.mark.parametrize(
    ("field", "value", "sequence"),
    [
        ("address", "Dorpsstraat 1", 1),
        ("venue", "Buurthuis", 1),
        ("title", "Andere naam", 1),
        ("status", "cancelled", 1),
        ("summary", "Andere samenvatting.", 0),
        ("capacity", 40, 0),
        ("slug", "ander-adres", 0),
    ],
)
def test_only_a_material_change_raises_the_sequence(client, field, value, sequence):
    event = add_event("Reeks", start=from_now(days=9))
    event.save_revision().publish()
    event = EventPage.objects.get(pk=event.pk)
    before = facts(client, event)
    setattr(event, field, value)
    event.save_revision().publish()
    [(uid, found)] = facts(client, EventPage.objects.get(pk=event.pk)).values()
    assert (uid, found) == (next(iter(before.values()))[0], sequence)


def test_one_session_that_is_cancelled_raises_its_own_sequence_alone(administrator_client):
    event = add_event("Reeks", start=from_now(days=9))
    save(administrator_client, event, *rows_of(event), new_row(SECOND))
    before = facts(administrator_client, event)
    first, second = rows_of(event)
    save(administrator_client, event, first, second | {"is_cancelled": "on"})
    after = facts(administrator_client, EventPage.objects.get(pk=event.pk))
    assert after.pop(SECOND) == (before.pop(SECOND)[0], 1)
    assert after == before


def test_a_draft_changes_nothing_in_calendars(client):
    event = add_event("Reeks", start=from_now(days=9))
    before = facts(client, event)
    draft = EventPage.objects.get(pk=event.pk)
    draft.title = "Concept"
    draft.sessions = [Session(start=from_now(days=12))]
    draft.save_revision()
    assert facts(client, event) == before


def test_a_copy_of_an_event_is_another_event(client):
    event = add_event("Reeks", start=from_now(days=9))
    copy = event.copy(update_attrs={"slug": "kopie"})
    uids = [uid for page in (event, copy) for uid, _sequence in facts(client, page).values()]
    assert len(set(uids)) == 2


def test_a_translation_of_an_event_is_another_event_in_calendars(client):
    event = add_event("Reeks", start=from_now(days=9))
    english = Locale.objects.get(language_code="en")
    for page in event.get_ancestors().filter(depth__gt=1):
        if not page.specific.has_translation(english):
            page.specific.copy_for_translation(english)
    translation = event.copy_for_translation(english)
    translation.save_revision().publish()
    uids = [str(session.uid) for session in Session.objects.filter(event__in=[event.pk, translation.pk])]
    assert len(set(uids)) == 2


def test_what_calendars_were_sent_before_stays_their_identity():
    event = add_event("Reeks", start=from_now(days=9))
    [session], [entry] = event.sessions.all(), event.calendar_entries.all()
    sent = uuid.uuid5(event.translation_key, f"nl/{session.uid}")
    migration = importlib.import_module("events.migrations.0008_calendar_identity")
    migration.store_sent_identifiers(apps, None)
    session.refresh_from_db()
    entry.refresh_from_db()
    assert session.uid == entry.uid == sent


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ([("a", 1), ("b", 2)], [("b", 2), ("a", 1)], [1, 0]),
        ([("a", 1), ("b", 2)], [("a", 1), ("b", 3)], [0, 1]),
        ([("a", 1), ("a", 1)], [("a", 1), ("a", 1)], [0, 1]),
        ([("a", 1)], [("x", 9), ("a", 2)], [None, 0]),
        ([("", True)], [("x", False), ("", True)], [None, 0]),
        ([], [("a", 1)], [None]),
        ([("a", 1)], [], []),
    ],
)
def test_rows_are_told_apart_by_what_they_say(old, new, found):
    assert match_rows(old, new) == found


def test_a_row_with_a_known_identity_is_that_row_whatever_it_says():
    old, new = [("a", 1), ("b", 2)], [("a", 1), ("b", 2)]
    assert match_rows(old, new, pair_by((["x", "y"], ["y", None]))) == [1, None]


def rows_of(event):
    """Return the rows of the sessions of an event as the editor's form posts them."""
    return [
        {
            "id": session.pk,
            "title": session.title,
            "start": timezone.localtime(session.start).strftime("%Y-%m-%d %H:%M"),
            "end": "",
            "time_known": "on",
            **({"is_cancelled": "on"} if session.is_cancelled else {}),
        }
        for session in Session.objects.filter(event=event)
    ]


def new_row(start):
    """Return the row of a session without primary key, as a form of a revision has it."""
    return {"id": "", "title": "", "start": start.replace("T", " "), "end": "", "time_known": "on"}


def save(client, event, *rows):
    """Publish an event through the editor's form with these rows of sessions."""
    number = sum(1 for row in rows if row["id"])
    others = (
        "programme_items",
        "questions",
        "speakers",
        "organisers",
        "recordings",
        "photos",
        "quotes",
        "action_links",
        "attachments",
        "related_records",
    )
    empty = {
        name: inline_formset([]) for name in (*others, "theme_links", "subject_links", "teaser_placements", "comments")
    }
    data = nested_form_data(
        {
            "title": event.title,
            "slug": event.slug,
            "kind": event.kind_id,
            "status": event.status,
            "registration_kept_days": event.registration_kept_days,
            "body-count": 0,
            "report-count": 0,
            "sessions": inline_formset(rows, initial=number),
            "action-publish": "1",
            **empty,
        }
    )
    data = {name: "" if value is None else value for name, value in data.items()}
    response = client.post(reverse("wagtailadmin_pages:edit", args=[event.pk]), data)
    assert response.status_code == 302
