"""Deadlines: a day alone means its end, in the editor, in files and in words; what is off or over takes nobody."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from events.models import EventPage, Session
from kus_site.content.serializers import dates, lookup
from network.models import Municipality
from pages import deadlines
from pages.actions import build_action
from pages.blocks import ActionBlock
from pages.models import ActionLink
from tests.sample_records import add_call, add_event, add_round, from_now, text_of, visit

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
END_OF_8_DECEMBER = datetime(2026, 12, 8, 23, 59, 59, tzinfo=AMSTERDAM)


def local(*parts):
    return datetime(*parts, tzinfo=AMSTERDAM)


@pytest.fixture
def dutch():
    with translation.override("nl"):
        yield


class TestTyping:
    @pytest.mark.parametrize("typed", ["8-12-2026", "08-12-2026", "2026-12-08", "8 december 2026", "8 dec 2026"])
    def test_a_day_means_its_end(self, dutch, typed):
        assert deadlines.DeadlineFormField().clean(typed) == END_OF_8_DECEMBER

    @pytest.mark.parametrize("typed", ["2026-12-08 14:00", "8-12-2026 14:00"])
    def test_a_time_stays_a_time(self, dutch, typed):
        assert deadlines.DeadlineFormField().clean(typed) == local(2026, 12, 8, 14)

    def test_the_editor_sees_the_day_again_and_saving_changes_nothing(self, dutch):
        field = deadlines.DeadlineFormField()
        shown = field.prepare_value(END_OF_8_DECEMBER)
        assert shown == "2026-12-08"
        assert field.clean(shown) == END_OF_8_DECEMBER
        assert not field.has_changed(END_OF_8_DECEMBER, shown)

    @pytest.mark.parametrize(
        ("model", "name"),
        [
            ("events.CallPage", "closes_at"),
            ("events.EventPage", "registration_deadline"),
            ("inventory.InventoryRoundPage", "closes_at"),
            ("pages.ActionLink", "deadline"),
        ],
    )
    def test_every_deadline_is_typed_this_way(self, model, name):
        from django.apps import apps

        field = apps.get_model(model)._meta.get_field(name)
        assert isinstance(field.formfield(), deadlines.DeadlineFormField)
        assert isinstance(lookup.serializer_for(field), dates.Deadline)

    def test_in_a_stream_as_well(self):
        block = ActionBlock().child_blocks["deadline"]
        assert isinstance(block.field, deadlines.DeadlineFormField)
        assert isinstance(lookup.serializer_for_block(block), dates.Deadline)


class TestFiles:
    def test_a_day_is_read_as_its_end_and_written_as_that_day(self):
        value = dates.Deadline().read_text("2026-12-08")
        assert value == END_OF_8_DECEMBER.astimezone(UTC)
        assert dates.Deadline().dump(value) == "2026-12-08"

    def test_a_moment_stays_a_moment(self):
        value = dates.Deadline().read_text("2026-12-08T14:00")
        assert dates.Deadline().dump(value) == "2026-12-08T14:00"

    def test_a_day_that_does_not_exist_is_refused(self):
        with pytest.raises(ValueError, match="2026-02-31"):
            dates.Deadline().read_text("2026-02-31")


class TestWords:
    @pytest.mark.parametrize(
        ("moment", "until", "closed"),
        [
            (END_OF_8_DECEMBER, "tot en met 8 december 2026", "gesloten na 8 december 2026"),
            (local(2026, 12, 8, 23, 59), "tot en met 8 december 2026", "gesloten na 8 december 2026"),
            (local(2026, 12, 9), "tot en met 8 december 2026", "gesloten na 8 december 2026"),
            (local(2026, 12, 8, 14), "tot 8 december 2026 14:00", "gesloten op 8 december 2026 14:00"),
        ],
    )
    def test_a_whole_day_is_named_without_a_time(self, dutch, moment, until, closed):
        assert deadlines.until_words(moment) == until
        assert deadlines.closed_words(moment) == closed

    def test_the_last_day_of_a_deadline_at_midnight_is_the_day_before(self):
        assert str(deadlines.last_day(local(2026, 12, 9))) == "2026-12-08"
        assert str(deadlines.last_day(local(2026, 12, 9, 0, 1))) == "2026-12-09"

    def test_links_events_calls_and_rounds_say_it(self, dutch, client, db):
        moment = deadlines.end_of_day(timezone.localdate(from_now(days=5)))
        words = deadlines.until_words(moment)
        assert words.startswith("tot en met ")
        assert build_action("register", "x", url="https://example.org/", deadline=moment).note == words
        call = add_call(closes_at=moment)
        assert call.date_line == f"open {words}"
        round_page = add_round(opens_at=from_now(days=-1), closes_at=moment)
        event = add_event(
            start=from_now(days=9),
            registration="link",
            registration_url="https://example.org/meld",
            registration_deadline=moment,
        )
        for page in (call, round_page, event):
            assert words in text_of(visit(client, page).main).replace("Tot en", "tot en"), page


@pytest.mark.django_db
class TestAnEventThatIsOff:
    def add(self, **fields):
        sessions = [Session(start=from_now(days=days)) for days in (9, 16)]
        return add_event(**{"status": "cancelled", "children": {"sessions": sessions}, **fields})

    def test_its_status_stands_before_all_its_days(self, dutch):
        event = self.add()
        first, last = event.sessions.all()
        assert event.date_line == f"gaat niet door: {first.when} + {last.when}"

    def test_places_go(self, dutch, client):
        fields = {"registration": "link", "registration_url": "https://example.org/meld", "capacity": 40}
        assert "40 plaatsen" in text_of(visit(client, self.add(status="confirmed", **fields)).main)
        for status in EventPage.OFF:
            event = self.add(status=status, **fields)
            assert "40 plaatsen" not in text_of(visit(client, event).main)
            assert b"maximumAttendeeCapacity" not in client.get(event.url).content

    def test_places_go_when_registration_is_closed(self, dutch, client):
        event = self.add(
            status="confirmed",
            registration="link",
            registration_url="https://example.org/meld",
            registration_deadline=from_now(days=-1),
            capacity=40,
        )
        assert "40 plaatsen" not in text_of(visit(client, event).main)

    def test_every_session_is_off_for_machines_too(self, client):
        content = client.get(self.add().url).content.decode()
        assert content.count("https://schema.org/EventCancelled") == 3

    def test_links_into_the_meeting_go(self, client):
        links = [
            ActionLink(kind="join", subject="de zaal", url="https://example.org/zaal"),
            ActionLink(kind="read", subject="het verslag", url="https://example.org/verslag"),
        ]
        soup = visit(client, self.add(children={"sessions": [Session(start=from_now(days=9))], "action_links": links}))
        assert soup.main.find("a", href="https://example.org/zaal") is None
        assert soup.main.find("a", href="https://example.org/verslag")


@pytest.mark.django_db
class TestTheFacetOfMunicipalities:
    @pytest.fixture
    def towns(self):
        names = ("Aadorp", "Bedorp")
        return [Municipality.objects.create(name=name, slug=name.lower(), code=f"GM99{name[:2]}") for name in names]

    def test_it_knows_where_a_meeting_is(self, client, towns):
        venue, about = towns
        add_event("Daar", start=from_now(days=9), municipality=venue)
        on = add_event("Erover", start=from_now(days=9))
        on.municipalities = [about]
        on.save()
        both = add_event("Allebei", start=from_now(days=9), municipality=venue)
        both.municipalities = [venue]
        both.save()
        for town, found in (("aadorp", {"Daar", "Allebei"}), ("bedorp", {"Erover"})):
            soup = visit(client, f"/agenda/?gemeente={town}")
            assert {text_of(title) for title in soup.select(".agenda-row .card-title")} == found
            assert soup.select_one(f"input[name=gemeente][value={town}][checked]")
