"""What lists read from the record index: facets with their counts, orders, cards, relations and feed entries."""

import re
from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from wagtail.models import Locale, PageViewRestriction

from events.models import EventIndexPage, Recording
from events.templatetags.events import next_events_of
from inventory.models import ProjectIndexPage
from network.models import Municipality, Person, RegionGroup
from newsletters.models import NewsletterIssuePage
from newsletters.public.mentions import first_mentions, issues_referring_to
from pages.landing import NEWEST, Landing
from pages.mentions import fill_mentions, plan_mentions, query_counts
from pages.models import (
    ArticleIndexPage,
    ArticlePage,
    IndexedRecord,
    Law,
    RelatedRecord,
    StandardPage,
    Subject,
    SubjectLink,
)
from pages.record_index import changes, signal_handlers
from pages.record_index.build import index_pages
from pages.record_index.check import find_behind
from pages.record_index.reading import read_lists
from pages.templatetags.records import related_records
from publications.models import Contributor
from tests.bulk_rows import copy_pages
from tests.coverage_samples import add_agenda, add_theme
from tests.index_samples import (
    card_of,
    counted,
    index_is_right,  # noqa: F401 (used by every test)
    listing,
    titles,
)
from tests.mail_samples import add_issue, block
from tests.sample_records import add_call, add_event, add_page, add_project, add_publication, from_now
from themes.models import ThemeLink, ThemeMapping

pytestmark = pytest.mark.django_db


@pytest.mark.engine
class TestFacets:
    def test_a_facet_counts_all_that_match_and_not_by_its_own_choice(self):
        law = Law.objects.create(name="Zandwet", slug="zandwet")
        for number, day in enumerate(["2031", "2031", "2032"]):
            page = add_publication(f"Zand {number}", date=day)
            page.laws = [law]
            page.save()
        add_publication("Klei", date="2031")
        assert counted("jaar", query="wet=zandwet") == {"2031": 2, "2032": 1}
        assert counted("jaar", query="wet=zandwet&jaar=2031") == {"2031": 2, "2032": 1}
        assert counted("wet", query="jaar=2031")["zandwet"] == 2
        assert counted("jaar")["2031"] == 3

    def test_values_of_one_facet_add_up_and_each_can_be_taken_away(self):
        for day in ("2031", "2032", "2033"):
            add_publication(day, date=day)
        found = listing(query="jaar=2031&jaar=2033")
        assert sorted(card.title for card in found.shown) == ["2031", "2033"]
        assert [chosen.remove_url for chosen in found.chosen] == [
            f"{found.address}?jaar=2031",
            f"{found.address}?jaar=2033",
        ]
        assert found.query_string == "jaar=2033&jaar=2031"
        assert found.description == "jaar 2033 of 2031"

    def test_an_older_theme_is_found_under_that_of_today(self):
        old = add_theme(add_agenda("Oude agenda 2070", 2070), "Zorg")
        new = add_theme(add_agenda("Nieuwe agenda 2090", 2090), "Zorg van nu")
        add_publication("Zandloper", children={"theme_links": [ThemeLink(theme=old)]})
        assert listing(query=f"thema={new.slug}").notices
        mapping = ThemeMapping.objects.create(theme=new, relation="continues", other=old)
        assert titles(query=f"thema={new.slug}") == ["Zandloper"]
        assert titles(query=f"thema={old.slug}") == ["Zandloper"]
        groups = {facet.name: facet for facet in listing().facets}["thema"].in_sight
        assert groups[0].label == "Nieuwe agenda 2090"
        mapping.delete()
        assert listing(query=f"thema={new.slug}").notices

    def test_a_region_holds_its_municipalities_and_the_venue(self):
        town = Municipality.objects.create(name="Zanddorp", slug="zanddorp", code="GM9991")
        region = RegionGroup.objects.create(name="Zandstreek", slug="zandstreek")
        add_event("Zandloper", start=from_now(days=9), municipality=town)
        assert titles(EventIndexPage, "gemeente=zanddorp") == ["Zandloper"]
        town.region_groups.add(region)
        assert titles(EventIndexPage, "regio=zandstreek") == ["Zandloper"]
        town.region_groups.remove(region)
        assert listing(EventIndexPage, "regio=zandstreek").notices

    def test_a_record_of_a_municipality_in_no_region_is_found_by_the_region_of_another(self):
        inside = Municipality.objects.create(name="Zanddorp", slug="zanddorp", code="GM9991")
        outside = Municipality.objects.create(name="Kleidorp", slug="kleidorp", code="GM9992")
        inside.region_groups.add(RegionGroup.objects.create(name="Zandstreek", slug="zandstreek"))
        add_project("Zandloper", municipalities=[inside, outside])
        assert titles(ProjectIndexPage, "regio=zandstreek") == ["Zandloper"]

    def test_what_can_be_opened(self):
        add_event("Zandloper", start=from_now(days=-900), children={"recordings": [Recording(title="Film", url="")]})
        recordings = [Recording(title="Film", url="https://example.org/film"), Recording(title="Geluid", url="")]
        add_event("Zonnewijzer", start=from_now(days=-900), children={"recordings": recordings})
        found = titles(EventIndexPage, "openen=opname")
        assert "Zonnewijzer" in found
        assert "Zandloper" not in found

    def test_what_is_to_come_changes_with_the_clock_and_not_with_the_index(self, monkeypatch):
        start = from_now(hours=5)
        add_event("Zandloper", start=start)
        assert "Zandloper" in titles(EventIndexPage, "periode=komend")
        before = counted("periode", EventIndexPage)
        monkeypatch.setattr("django.utils.timezone.now", lambda: start.replace(year=start.year + 1))
        assert "Zandloper" in titles(EventIndexPage, "periode=geweest")
        after = counted("periode", EventIndexPage)
        assert sum(before.values()) == sum(after.values())
        assert after["geweest"] > before["geweest"]


@pytest.mark.engine
class TestOrder:
    def test_by_title_without_accents_and_signs(self):
        for title in ("“Zaag”", "Éénwiel", "eend", "Aap"):
            add_publication(title, date="2031")
        assert titles(query="jaar=2031&sorteer=titel") == ["Aap", "eend", "Éénwiel", "“Zaag”"]

    def test_the_usual_order_is_not_in_the_address_and_another_is_kept(self):
        assert listing(query="sorteer=nieuwste").query_string == ""
        found = listing(query="sorteer=titel")
        assert found.query_string == "sorteer=titel"
        assert found.reset_url.endswith("?sorteer=titel")

    def test_an_unknown_order_is_ignored_with_a_notice(self):
        found = listing(query="sorteer=<b>")
        assert len(found.notices) == 1
        assert found.order.name == "nieuwste"

    @pytest.mark.parametrize("query", ["", "sorteer=titel", "sorteer=nieuwste"])
    def test_every_page_of_the_agenda_is_read_right_from_either_end(self, query):
        samples = [add_event("Straks", start=from_now(days=9)), add_event("Toen", start=from_now(days=-9))]
        for sample in samples:
            copy_pages(sample, 30)
        found = titles(EventIndexPage, query)
        page = listing(EventIndexPage, query)
        assert len(found) == len(set(found)) == page.paginator.count > 60
        if not query:
            coming = [title.startswith("Straks") for title in found]
            assert all(coming[:31])
            assert not any(coming[-31:])

    def test_an_undated_record_stands_where_it_was_first_mentioned_and_says_so(self, client):
        NewsletterIssuePage.objects.all().delete()
        page = add_publication("Zandloper")
        add_publication("Voor", date="2031-02")
        add_publication("Na", date="2031-04")
        issue = add_issue(block("record", record=page.pk), title="Nummer", date="2031-03")
        found = titles()
        assert found.index("Na") < found.index("Zandloper") < found.index("Voor")
        assert card_of(page).date_line == "gemeld maart 2031"
        with override("en"):
            assert card_of(page, "en").date_line == "mentioned March 2031"
        issue.unpublish()
        assert titles()[-1:] == ["Zandloper"] or card_of(page).mentioned_on is None
        assert card_of(page).date_line == ""

    def test_to_place_one_no_issue_is_read_that_does_not_refer_to_it(self):
        page, other = add_publication("Zandloper"), add_publication("Zonnewijzer")
        issue = add_issue(block("record", record=page.pk), title="Nummer", date="2031-03")
        add_issue(block("record", record=other.pk), title="Ander nummer", date="2031-02")
        assert issues_referring_to([page.pk]) == [issue.pk]
        assert first_mentions([page.pk, other.pk]) == {page.pk: date(2031, 3, 1), other.pk: date(2031, 2, 1)}


class TestCards:
    def test_a_call_closes_by_itself(self, monkeypatch):
        closing = from_now(hours=3)
        page = add_call("Zandloper", closes_at=closing)
        changes.bring_up_to_date()
        assert card_of(page).date_line.startswith("open ")
        monkeypatch.setattr("django.utils.timezone.now", lambda: closing)
        assert card_of(page).date_line.startswith("gesloten ")

    def test_a_page_of_a_list_reads_no_page(self, client):
        copy_pages(add_publication("Zandloper", date="2031"), 30)
        changes.bring_up_to_date()
        with CaptureQueriesContext(connection) as queries:
            found = listing(query="jaar=2031&page=2")
            assert [card.kind_label and card.date_line for card in found.shown]
            assert found.facets
        tables = ("publications_publicationpage", "network_", "themes_")
        assert [query["sql"] for query in queries if any(table in query["sql"] for table in tables)] == []

    def test_an_unconfirmed_project_says_so(self):
        page = add_project("Zandloper", confirmed_on=None, status="running")
        assert card_of(page).card_note.endswith("niet bevestigd")
        page.confirmed_on = from_now().date()
        page.save()
        assert "bevestigd" not in card_of(page).card_note


@pytest.mark.engine
class TestRelations:
    """What pages of something else choose their records by."""

    def groups(self, facet, value, language="nl"):
        """Return {search_kind: titles} of the Mentions."""
        locale = Locale.objects.get(language_code=language)
        with override(language):
            planned = plan_mentions(locale, facet, list(query_counts(locale, [facet], value)))
            found = fill_mentions(planned, read_lists([records for _mentions, records in planned]))
        return {group.records[0].record_type.search_kind: [card.title for card in group.records] for group in found}

    @pytest.fixture
    def person(self):
        return Person.objects.create(given_name="Anna", family_name="Zwaluw", slug="zwaluw-test")

    def test_they_follow_a_row_that_comes_and_goes(self, person):
        page = add_publication("Zandloper")
        assert self.groups("person-auteur", person.pk) == {}
        contributor = Contributor.objects.create(publication=page, person=person)
        assert self.groups("person-auteur", person.pk) == {"publication": ["Zandloper"]}
        contributor.delete()
        assert self.groups("person-auteur", person.pk) == {}

    def test_what_readers_may_not_see_is_not_there(self, person, home):
        page = add_publication("Zandloper", children={"contributors": [Contributor(person=person)]})
        restriction = PageViewRestriction.objects.create(page=page.get_parent(), restriction_type="login")
        assert self.groups("person-auteur", person.pk) == {}
        restriction.delete()
        page.unpublish()
        assert self.groups("person-auteur", person.pk) == {}

    def test_an_english_page_has_the_dutch_record_until_it_is_translated(self, person, home):
        page = add_publication("Zandloper", children={"contributors": [Contributor(person=person)]})
        assert self.groups("person-auteur", person.pk, "en") == {"publication": ["Zandloper"]}
        translated = page.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True)
        translated.title = "Hourglass"
        translated.save_revision().publish()
        assert self.groups("person-auteur", person.pk, "en") == {"publication": ["Hourglass"]}
        assert self.groups("person-auteur", person.pk) == {"publication": ["Zandloper"]}

    def test_a_theme_is_found_by_its_translation_too(self):
        theme = add_theme(add_agenda("Proefagenda 2090", 2090), "Wonen")
        add_publication("Zandloper", children={"theme_links": [ThemeLink(theme=theme)]})
        assert self.groups("theme-key", theme.translation_key) == {"publication": ["Zandloper"]}

    def test_what_has_a_part_of_its_own_is_not_named_twice(self):
        zeist = Municipality.objects.get(slug="zeist")
        add_project("Zandbak", municipalities=[zeist])
        add_publication("Zandloper", municipalities=[zeist])
        found = self.groups("gemeente", "zeist")
        assert "Zandloper" in found["publication"]
        assert "project" not in found

    def test_a_long_group_says_how_many_there_are_and_leads_to_all(self, client):
        subject = Subject.objects.create(name="Proefonderwerp", slug="proefonderwerp")
        page = add_publication("Zandloper", children={"subject_links": [SubjectLink(subject=subject)]})
        copy_pages(page, 12)
        soup = BeautifulSoup(client.get("/onderwerpen/proefonderwerp/").content, "html.parser")
        assert len(soup.select("section[aria-labelledby=type-publicationpage] li")) == NEWEST
        assert soup.find("a", href="/publicaties/?onderwerp=proefonderwerp").text.startswith("Alle 13 ")

    def test_a_named_record_is_shown_in_whatever_language_it_is(self, home):
        page = add_publication("Zandloper")
        translated = page.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True)
        translated.title = "Hourglass"
        translated.save_revision().publish()
        standard = home.add_child(instance=StandardPage(title="Bladzijde", locale=home.locale))
        article = add_page(ArticleIndexPage, ArticlePage(title="Stuk"))
        article.related_records.set([RelatedRecord(target=each) for each in (standard, translated, page)])
        article.save()
        found = related_records({"page": article}, article)
        assert [each.title for each in found] == ["Bladzijde", "Hourglass", "Zandloper"]
        standard.unpublish()
        page.unpublish()
        assert [each.title for each in related_records({"page": article}, article)] == ["Hourglass"]

    def test_the_next_event_on_a_subject_takes_place(self, home):
        subject = Subject.objects.create(name="Proefonderwerp", slug="proefonderwerp")
        broader = Subject.objects.create(name="Breder", slug="breder")
        subject.broader.add(broader)
        fields = lambda: {"children": {"subject_links": [SubjectLink(subject=subject)]}}  # noqa: E731
        add_event("Af", start=from_now(days=1), status="cancelled", **fields())
        add_event("Straks", start=from_now(days=2), **fields())
        add_event("Later", start=from_now(days=3), **fields())
        landing = Landing("subject", home.locale, ["onderwerp"], broader.slug, entity=broader)
        assert [card.title for card in next_events_of(landing)] == ["Straks", "Later"]


class TestNoPageIsRead:
    @pytest.mark.parametrize(
        "path",
        ["/", "/gemeenten/utrecht/", "/organisaties/hogeschool-utrecht/", "/onderwerpen/armoede/", "/agenda/feed/"],
    )
    def test_pages_and_feeds_draw_records_from_the_index(self, client, path):
        client.cookies["sessionid"] = "a-reader-with-a-cookie-gets-no-kept-page"
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        # The bodies are what makes a page of a record large.
        read = [query["sql"] for query in queries if re.search(r"_\w+page\"\.\"(body|report|items)\"", query["sql"])]
        assert read == []


@pytest.mark.engine
class TestRowsOfOlderCode:
    @pytest.fixture
    def page(self):
        page = add_publication("Zandloper", date="2031")
        changes.bring_up_to_date()
        for row in IndexedRecord.objects.filter(page=page):
            del row.card["date_text"]
            row.shape, row.entry = "", {}
            row.save()
        return page

    def test_pages_and_feeds_do_without_what_they_lack(self, client, page):
        assert "Zandloper" in client.get("/publicaties/?jaar=2031").content.decode()
        assert card_of(page).date is None
        assert "Zandloper" not in client.get("/publicaties/feed/").content.decode()
        index_pages([page.pk])

    def test_the_clock_and_the_migration_make_them_anew(self, page):
        assert find_behind(10) == [page.pk]
        signal_handlers._fill(None)
        changes.bring_up_to_date()
        assert find_behind(10) == []


class TestFeedEntries:
    def test_a_name_that_changes_is_in_the_feed(self, client):
        person = Person.objects.create(given_name="Anna", family_name="Zwaluw", slug="zwaluw-test")
        add_publication("Zandloper", date="2031", children={"contributors": [Contributor(person=person)]})
        assert "<name>Anna Zwaluw</name>" in client.get("/publicaties/feed/?jaar=2031").content.decode()
        person.family_name = "Merel"
        person.save()
        feed = client.get("/publicaties/feed/?jaar=2031").content.decode()
        assert "<name>Anna Merel</name>" in feed
        assert "Zwaluw" not in feed
