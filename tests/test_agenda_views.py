"""The agenda as a list, a month and a week: what stands where, what is kept from one to the other, what is refused."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.template.loader import render_to_string
from django.utils import timezone, translation

from events.days import month_of, session_days, week_of
from events.models import EventPage, Session
from pages.deadlines import closed_words, end_of_day, until_words
from pages.fuzzy_date import parse
from pages.record_index.reading import indexed_records, make_cards
from tests.sample_records import add_event, from_now, text_of, visit

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MONTH = "/agenda/?weergave=maand&maand=2031-12"
pytestmark = [pytest.mark.django_db, pytest.mark.engine]


def at(*numbers):
    return datetime(2031, *numbers, tzinfo=AMSTERDAM)


def day(soup, date):
    """Return the cell of a day."""
    return soup.select_one(f".calendar td[data-day='{date}']")


def shown(cell):
    """Return the titles of the events that begin in a cell."""
    return [text_of(link) for link in cell.select(".calendar-title")]


def tabs(soup, place):
    """Return {name: address} of the tabs, those for the views first, and the name of the one in use."""
    links = soup.select("nav.tabs")[place].select("a")
    current = [text_of(link).split()[0] for link in links if link.get("aria-current")]
    return {text_of(link).split()[0]: link["href"] for link in links}, current


class TestList:
    def test_what_comes_is_shown_first_and_what_has_been_a_step_away(self, client):
        coming, past = add_event("Straks", start=from_now(days=3)), add_event("Toen", start=from_now(days=-3))
        soup = visit(client, "/agenda/")
        parts, current = tabs(soup, 1)
        assert current == ["Komend"]
        assert soup.main.find("a", href=coming.url)
        assert not soup.main.find("a", href=past.url)
        assert visit(client, parts["Geweest"]).main.find("a", href=past.url)
        both = visit(client, parts["Alles"]).main
        assert both.find("a", href=coming.url)
        assert both.find("a", href=past.url)

    def test_a_row_says_until_when_one_can_register(self, client):
        deadline, passed = end_of_day(from_now(days=5).date()), end_of_day(from_now(days=-5).date())
        elsewhere = {"start": from_now(days=9), "registration": "link", "registration_url": "https://example.org/"}
        rows = {
            add_event("Open", **elsewhere, registration_deadline=deadline): until_words(deadline),
            add_event("Dicht", **elsewhere, registration_deadline=passed): closed_words(passed),
            add_event("Altijd", **elsewhere): "",
            add_event("Weg", **elsewhere, registration_deadline=deadline, status="cancelled"): "",
        }
        soup = visit(client, "/agenda/")
        for event, words in rows.items():
            row = text_of(soup.main.find("a", href=event.url).find_parent("article"))
            assert ("anmeld" in row) == bool(words), event
            assert words in row

    def test_on_the_english_agenda_a_dutch_reason_says_its_language(self, client):
        moved = {"previous_starts_at": from_now(days=2), "status_reason": "De zaal is dicht."}
        event = add_event("Verplaatst", start=from_now(days=3), **moved)
        note = visit(client, "/en/events/").main.find("a", href=event.url).find_parent("article")
        note = note.select_one(".agenda-note")
        assert text_of(note).startswith("It was planned for")
        assert note.get("lang") is None
        assert text_of(note.select_one("[lang=nl]")) == "De zaal is dicht."
        with translation.override("en"):
            [card] = make_cards(indexed_records("en", EventPage).filter(page=event.pk))
            drawn = render_to_string("pages/components/card.html", {"record": card})
        assert 'lang="nl">De zaal is dicht.' in drawn

    def test_where_nothing_comes_it_shows_what_has_been_and_says_so(self, client):
        EventPage.objects.upcoming(timezone.now()).delete()
        past = add_event("Toen", start=from_now(days=-3))
        soup = visit(client, "/agenda/")
        assert tabs(soup, 1)[1] == ["Geweest"]
        assert soup.find(class_="agenda-note")
        assert soup.main.find("a", href=past.url)

    def test_the_numbers_of_the_parts_follow_the_filters(self, client):
        for days in (3, 4, -3):
            add_event(start=from_now(days=days), attendance="online", venue="Zandweg")
        EventPage.objects.exclude(venue="Zandweg").update(attendance="on-site")
        soup = visit(client, "/agenda/?vorm=online")
        assert [text_of(link).split()[-1] for link in soup.select("nav.tabs")[1].select("a")] == ["2", "1", "3"]

    def test_a_part_that_there_is_not_is_told(self, client):
        add_event(start=from_now(days=3))
        soup = visit(client, "/agenda/?periode=ooit")
        assert "ooit" in text_of(soup.find(class_="notices"))

    def test_paging_and_views_keep_part_and_filters(self, client):
        for number in range(23):
            add_event(f"Toen {number}", start=from_now(days=-3 - number), attendance="online")
        soup = visit(client, "/agenda/?vorm=online&periode=geweest")
        following = soup.select_one(".pagination a[rel=next]")["href"]
        assert following == "?vorm=online&periode=geweest&page=2"
        assert tabs(soup, 0)[0]["Maand"] == "/agenda/?vorm=online&weergave=maand"
        assert soup.select_one(".feed-link a")["href"] == "/agenda/feed/?vorm=online"
        assert soup.select_one("a[href*='agenda.ics?vorm=online']")


class TestMonth:
    def test_each_session_stands_on_its_day_and_what_goes_on_is_linked_once(self, client):
        add_event(
            "Leergang", children={"sessions": [Session(start=at(12, day, 9), end=at(12, day, 12)) for day in (2, 9)]}
        )
        add_event("Driedaagse", children={"sessions": [Session(start=at(12, 8, 9), end=at(12, 10, 17))]})
        soup = visit(client, MONTH)
        assert shown(day(soup, "2031-12-02")) == ["Leergang"]
        assert shown(day(soup, "2031-12-09")) == ["Leergang"]
        assert shown(day(soup, "2031-12-08")) == ["Driedaagse"]
        assert next(text_of(each) for each in day(soup, "2031-12-10").select(".calendar-goes-on")).endswith(
            "Driedaagse"
        )
        assert len(soup.main.find_all("a", string="Driedaagse")) == 1

    def test_it_is_a_table_of_whole_weeks_with_headers(self, client):
        soup = visit(client, MONTH)
        table = soup.find("table", class_="calendar")
        assert len(table.thead.find_all("th", scope="col")) == 8
        rows = table.tbody.find_all("tr")
        assert [len(row.find_all("td")) for row in rows] == [7] * 5
        assert [text_of(row.th).split()[-1] for row in rows] == ["49", "50", "51", "52", "1"]
        assert table.find("time")["datetime"] == "2031-12-01"

    def test_what_ends_in_the_night_belongs_to_the_evening(self, client):
        add_event("Nachtwerk", children={"sessions": [Session(start=at(12, 5, 20), end=at(12, 6, 1))]})
        soup = visit(client, MONTH)
        assert shown(day(soup, "2031-12-05")) == ["Nachtwerk"]
        assert not day(soup, "2031-12-06").select("li")

    @pytest.mark.parametrize(
        ("date", "months"),
        [
            ("2031-12", {"2031-12"}),
            ("najaar 2031", {"2031-09", "2031-10", "2031-11"}),
            ("2031?", {f"2031-{month:02d}" for month in range(1, 13)}),
        ],
    )
    def test_half_known_dates_stand_below_each_month_that_they_can_mean(self, client, date, months):
        event = add_event("Ooit", date=date)
        add_event("Eind", start=at(8, 5, 14)), add_event("Later", start=datetime(2032, 2, 1, tzinfo=AMSTERDAM))
        found = set()
        for month in ("2031-08", "2031-09", "2031-10", "2031-11", "2031-12", "2032-01"):
            soup = visit(client, f"/agenda/?weergave=maand&maand={month}")
            assert not soup.select(".calendar td a[href='" + event.url + "']")
            if soup.select_one(f".calendar-undated a[href='{event.url}']"):
                found.add(month)
        assert found == months & {"2031-08", "2031-09", "2031-10", "2031-11", "2031-12", "2032-01"}

    def test_an_exact_day_without_session_stands_on_that_day(self, client):
        add_event("Dag", date=parse("2031-12-18"))
        assert shown(day(visit(client, MONTH), "2031-12-18")) == ["Dag"]

    def test_a_busy_day_leads_to_its_week(self, client):
        for hour in range(9, 16):
            add_event(f"Sessie {hour:02d}", start=at(12, 11, hour))
        cell = day(visit(client, MONTH), "2031-12-11")
        assert shown(cell) == ["Sessie 09", "Sessie 10", "Sessie 11", "Sessie 12"]
        week = visit(client, cell.select_one(".calendar-more a")["href"])
        assert len(shown(day(week, "2031-12-11"))) == 7

    def test_it_says_what_does_not_go_on(self, client):
        add_event("Weg", start=at(12, 4, 10), status="cancelled")
        cell = day(visit(client, MONTH), "2031-12-04")
        assert cell.find(class_="label-warning")
        assert cell.find(class_="calendar-off")

    def test_facets_are_counted_within_the_month_and_kept(self, client):
        add_event("Online", start=at(12, 4, 10), attendance="online")
        add_event("Zaal", start=at(12, 5, 10), attendance="on-site")
        add_event("Januari", start=datetime(2032, 1, 5, tzinfo=AMSTERDAM), attendance="online")
        soup = visit(client, MONTH)
        assert text_of(soup.find("label", attrs={"for": soup.find("input", value="online")["id"]})).split()[-1] == "1"
        soup = visit(client, f"{MONTH}&vorm=online")
        assert [text_of(each) for each in soup.select(".calendar-title")] == ["Online"]
        assert (
            soup.select_one(".calendar-nav a[rel=next]")["href"] == "/agenda/?vorm=online&weergave=maand&maand=2032-01"
        )
        hidden = {field["name"]: field["value"] for field in soup.select(".facet-form input[type=hidden]")}
        assert hidden == {"weergave": "maand", "maand": "2031-12"}

    def test_it_goes_no_further_than_what_is_known(self, client):
        add_event("Laatste", start=at(12, 4, 10))
        assert visit(client, MONTH).select_one(".calendar-nav a[rel=next]") is None
        far = visit(client, "/agenda/?weergave=maand&maand=1900-01")
        assert far.select_one(".calendar-nav a[rel=prev]") is None
        assert far.find(class_="empty-state")

    @pytest.mark.parametrize("asked", ["2031-13", "2031", "x", "0000-01", "9999-12", "２０３１-01", "2031-W01", "<b>"])
    @pytest.mark.parametrize("view", ["maand", "week"])
    def test_a_period_that_there_is_not_is_told_and_today_is_shown(self, client, view, asked):
        if (view, asked) == ("week", "2031-W01"):
            return
        response = client.get("/agenda/", {"weergave": view, view: asked})
        assert response.status_code == 200
        assert 'class="notice"' in response.text
        assert "<b>" not in response.text.split('class="notices"')[1][:400]

    def test_another_view_is_told(self, client):
        assert "jaar" in text_of(visit(client, "/agenda/?weergave=jaar").find(class_="notices"))

    def test_today_is_that_of_amsterdam(self, client, monkeypatch):
        monkeypatch.setattr(timezone, "now", lambda: datetime(2031, 12, 8, 23, 30, tzinfo=UTC))
        add_event("Nu", start=at(12, 9, 14))
        soup = visit(client, "/agenda/?weergave=maand")
        assert soup.select_one(".calendar-today")["data-day"] == "2031-12-09"
        assert soup.select_one(".calendar-nav a[rel=prev]")["href"].endswith("maand=2031-11")


class TestWeek:
    def test_days_have_their_meetings_with_time_and_place(self, client):
        add_event("Gesprek", start=at(12, 3, 14), venue="De Schakel")
        add_event("Volgende week", start=at(12, 8, 14))
        soup = visit(client, "/agenda/?weergave=week&week=2031-W49")
        assert [text_of(each) for each in soup.select(".calendar-title")] == ["Gesprek"]
        words = text_of(day(soup, "2031-12-03"))
        assert "De Schakel" in words
        assert "14" in words
        assert "week=2031-W50" in soup.select_one(".calendar-nav a[rel=next]")["href"]

    def test_its_facets_count_the_week_and_not_the_month(self, client):
        add_event("Een", start=at(12, 3, 14), attendance="online")
        add_event("Twee", start=at(12, 10, 14), attendance="online")
        soup = visit(client, "/agenda/?weergave=week&week=2031-W49")
        assert text_of(soup.find("label", attrs={"for": soup.find("input", value="online")["id"]})).split()[-1] == "1"


def test_moved_online_is_found_as_online(client):
    moved = add_event("Verhuisd", start=from_now(days=3), attendance="on-site", status="moved-online")
    assert visit(client, "/agenda/?vorm=online").main.find("a", href=moved.url)


@pytest.mark.parametrize(
    ("text", "read"), [("2031-W53", None), ("2032-W53", "2032-12-27"), ("2031-w01", None), ("2031-W00", None)]
)
def test_weeks_are_read_as_iso_8601_has_them(text, read):
    assert str(week_of(text)) == str(read)
    assert month_of(text) is None


def test_days_of_a_session_without_times_are_both_whole():
    assert [str(each) for each in session_days(at(12, 5), at(12, 6), time_known=False)] == ["2031-12-05", "2031-12-06"]
    assert [str(each) for each in session_days(at(12, 5), at(12, 6), time_known=True)] == ["2031-12-05", "2031-12-05"]
