"""Editors plan events: the list with date, kind and plan, and what is said of events that clash."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.utils import translation

from events.clashes import find_clashes, plan_of
from events.models import EventKind, EventPage, Session
from kus_site.roles import KUS_ROLE, create_roles
from network.models import Municipality, RegionGroup
from pages.fuzzy_date import parse
from tests.registration_samples import join, open_event, register
from tests.sample_records import add_event, from_now, text_of

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
LIST, CHECK = "/admin/events/", "/admin/events/clashes/"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    """Read the interface as it is written in the code."""
    with translation.override("en"):
        yield


def at(*numbers):
    return datetime(2031, *numbers, tzinfo=AMSTERDAM)


def town(name, *groups):
    place = Municipality.objects.create(
        name=name, slug=name.lower(), code=f"GM{Municipality.objects.count() + 5000:04d}"
    )
    place.region_groups.set(groups)
    return place


def clashing(event):
    return [page.title for page in find_clashes(plan_of(EventPage.objects.get(pk=event.pk)))]


class TestClashes:
    @pytest.mark.engine
    @pytest.mark.parametrize(
        ("start", "hours", "clashes"),
        [
            (at(12, 3, 14), 2, True),
            (at(12, 3, 15), 2, True),
            (at(12, 3, 16), 2, False),
            (at(12, 3, 12), 2, False),
            (at(12, 4, 14), 2, False),
        ],
    )
    def test_what_is_at_the_same_time_clashes(self, start, hours, clashes):
        event = add_event("Eerste", start=at(12, 3, 14))
        add_event("Tweede", start=start, hours=hours)
        assert clashing(event) == (["Tweede"] if clashes else [])

    def test_a_day_without_times_is_the_whole_day(self):
        event = add_event("Eerste", start=at(12, 3, 20))
        add_event("Dag", children={"sessions": [Session(start=at(12, 3), time_known=False)]})
        add_event("Datum", date=parse("2031-12-03"))
        add_event("Maand", date=parse("2031-12"))
        assert sorted(clashing(event)) == ["Dag", "Datum"]

    def test_between_two_sessions_there_is_room(self):
        event = add_event("Eerste", start=at(12, 9, 14))
        sessions = [Session(start=at(12, day, 14), end=at(12, day, 16)) for day in (2, 16)]
        add_event("Leergang", children={"sessions": sessions})
        assert clashing(event) == []

    def test_another_region_does_not_clash_and_no_place_is_the_whole_region(self):
        east, west = (RegionGroup.objects.create(name=name, slug=name) for name in ("oost", "west"))
        here, near, far = town("Zandhier", east), town("Zandbij", east), town("Zandver", west)
        event = add_event("Hier", start=at(12, 3, 14), municipality=here)
        add_event("Bij", start=at(12, 3, 14), municipality=near)
        add_event("Ver", start=at(12, 3, 14), municipality=far)
        add_event("Overal", start=at(12, 3, 14))
        assert sorted(clashing(event)) == ["Bij", "Overal"]

    def test_what_does_not_take_place_clashes_with_nothing_and_drafts_do(self):
        event = add_event("Eerste", start=at(12, 3, 14))
        add_event("Weg", start=at(12, 3, 14), status="cancelled")
        add_event("Concept", start=at(12, 3, 14), live=False)
        assert clashing(event) == ["Concept"]

    def test_the_number_of_queries_is_fixed(self, django_assert_num_queries):
        event = add_event("Eerste", start=at(12, 3, 14), municipality=town("Zandhier"))
        for number in range(8):
            add_event(f"Tweede {number}", start=at(12, 3, 14), municipality=town(f"Zand{number}"))
        plan = plan_of(EventPage.objects.get(pk=event.pk))
        with django_assert_num_queries(6):
            find_clashes(plan)


class TestWhileEntering:
    def ask(self, client, **fields):
        typed = {name.replace("__", "-"): value for name, value in fields.items()}
        response = client.post(CHECK, {"sessions-TOTAL_FORMS": "1", "sessions-0-time_known": "on", **typed})
        assert response.status_code == 200
        return response.json()["found"]

    def test_typed_sessions_are_compared(self, administrator_client):
        event = add_event("Bestaand", start=at(12, 3, 14), venue="De Schakel")
        [found] = self.ask(administrator_client, sessions__0__start="3-12-2031 15:00")
        assert "Bestaand" in found["sentence"]
        assert "De Schakel" in found["sentence"]
        assert found["url"] == f"/admin/pages/{event.pk}/edit/"
        assert self.ask(administrator_client, sessions__0__start="3-12-2031 15:00", page=event.pk) == []
        assert self.ask(administrator_client, sessions__0__start="3-12-2031 15:00", status="cancelled") == []
        assert self.ask(administrator_client, sessions__0__start="3-12-2031 15:00", sessions__0__DELETE="on") == []

    @pytest.mark.parametrize("typed", ["", "gisteren of zo", "31-2-2031", "x" * 5000])
    def test_what_cannot_be_read_is_left_out(self, administrator_client, typed):
        add_event("Bestaand", start=at(12, 3, 14))
        more = {"page": "x", "municipality": "geen", "sessions-TOTAL_FORMS": "9" * 30}
        assert self.ask(administrator_client, sessions__0__start=typed, **more) == []
        assert self.ask(administrator_client, sessions__0__start=typed) == []

    def test_the_title_of_a_draft_of_others_is_not_told(self, client, django_user_model):
        create_roles()
        add_event("Geheim", start=at(12, 3, 14), live=False)
        member = django_user_model.objects.create_user("lid", password="geheim-voor-de-test")
        member.groups.add(Group.objects.filter(name__startswith="Redactie").exclude(name=KUS_ROLE).first())
        client.force_login(member)
        [found] = self.ask(client, sessions__0__start="3-12-2031 15:00")
        assert "Geheim" not in found["sentence"]
        assert found["url"] == ""

    def test_only_who_writes_pages_may_ask(self, client, django_user_model):
        assert client.post(CHECK, {}).status_code == 302
        client.force_login(django_user_model.objects.create_user("buiten", password="geheim-voor-de-test"))
        assert client.post(CHECK, {}).status_code in (302, 403)

    def test_it_is_told_after_saving(self, administrator_client):
        event = add_event("Eerste", start=at(12, 3, 14), summary="Kort.")
        add_event("Tweede", start=at(12, 3, 15))
        address = f"/admin/pages/{event.pk}/edit/"
        soup = BeautifulSoup(administrator_client.get(address).content, "html.parser")
        assert soup.select_one("[data-event-clashes]")["data-event-clashes"] == CHECK
        data = {"body-count": "0", "report-count": "0"}
        for field in soup.select_one("form[data-edit-form]").select("input[name], select[name], textarea[name]"):
            if field.get("type") in ("checkbox", "radio") and not field.has_attr("checked"):
                continue
            chosen = field.select_one("option[selected]") if field.name == "select" else None
            value = chosen["value"] if chosen else field.get("value", "") if field.name == "input" else field.text
            data.setdefault(field["name"], value if field.name != "select" or chosen else "")
        response = administrator_client.post(address, data, follow=True)
        assert "Tweede" in text_of(BeautifulSoup(response.content, "html.parser").select_one(".messages"))


class TestList:
    def rows(self, client, query=""):
        soup = BeautifulSoup(client.get(f"{LIST}{query}").content, "html.parser")
        return [text_of(row) for row in soup.select("table.listing tbody tr")]

    @pytest.fixture(autouse=True)
    def few(self, db):
        EventPage.objects.all().delete()

    def test_it_says_when_what_and_whether_it_goes_on(self, administrator_client):
        add_event("Straks", start=at(12, 3, 14), status="provisional")
        add_event("Ooit", date=parse("2030"))
        first, last = self.rows(administrator_client)
        assert all(words in first for words in ("Straks", "2031", EventKind.objects.first().name))
        assert "Voorlopig" in first
        assert "Ooit" in last
        assert "2030" in last

    def test_it_is_sorted_and_filtered(self, administrator_client):
        add_event("Aaa", start=from_now(days=3), status="provisional")
        add_event("Bbb", start=from_now(days=-3), status="cancelled")
        assert "Bbb" in self.rows(administrator_client, "?ordering=starts_at")[0]
        assert "Aaa" in self.rows(administrator_client, "?ordering=-starts_at")[0]
        assert len(self.rows(administrator_client, "?ordering=kind__name")) == 2
        [coming] = self.rows(administrator_client, "?period=coming")
        [past] = self.rows(administrator_client, "?period=past")
        [provisional] = self.rows(administrator_client, "?status=provisional")
        assert "Aaa" in coming
        assert "Bbb" in past
        assert "Aaa" in provisional

    def test_it_counts_who_has_a_place_and_leads_to_them(self, administrator_client):
        event = open_event("Vol", capacity=30)
        add_event("Elders", start=from_now(days=2), registration="link", registration_url="https://example.org/")
        join(event, "een@example.org")
        join(event, "twee@example.org")
        register(event, "niet-bevestigd@example.org")
        soup = BeautifulSoup(administrator_client.get(f"{LIST}?ordering=-people").content, "html.parser")
        first, second = soup.select("table.listing tbody tr")
        assert text_of(first.find("a", href=f"/admin/events/{event.pk}/registrations/")) == "2 / 30"
        assert "Elders" in text_of(second)

    def test_people_are_linked_for_who_may_see_them_only(self, client, django_user_model):
        event = open_event("Vol", capacity=30)
        join(event, "een@example.org")
        create_roles()
        member = django_user_model.objects.create_user("lid", password="geheim-voor-de-test")
        member.groups.add(Group.objects.filter(name__startswith="Redactie").exclude(name=KUS_ROLE).first())
        client.force_login(member)
        address = f"/admin/events/{event.pk}/registrations/"
        for role, number in (("", 0), (KUS_ROLE, 1)):
            if role:
                member.groups.add(Group.objects.get(name=role))
            soup = BeautifulSoup(client.get(LIST).content, "html.parser")
            assert "1 / 30" in text_of(soup.select_one("table.listing"))
            assert len(soup.find_all("a", href=address)) == number

    def test_only_editors_see_it(self, client):
        assert client.get(LIST).status_code == 302
