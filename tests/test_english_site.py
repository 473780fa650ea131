"""The English site on Dutch records: a translated theme has what its original has, and names lead to translations."""

import pytest
from bs4 import BeautifulSoup
from django.http import QueryDict
from django.utils.translation import override
from wagtail.models import Locale

from inventory.coverage.dimensions import Kind, list_rows
from newsletters.alerts.topics import ThemeTopics
from pages.models import RelatedRecord, Subject, SubjectLink
from pages.record_index.changes import bring_up_to_date
from pages.record_index.reading import facet_values
from tests.sample_records import add_publication
from themes.models import KnowledgeAgendaPage, ThemeLink, ThemeMapping, ThemePage, WorkgroupPage

pytestmark = pytest.mark.django_db


def translate(page, title, slug):
    """Publish an English version of a page."""
    version = page.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True)
    version.title, version.slug = title, slug
    version.save_revision().publish()
    bring_up_to_date()
    return type(page).objects.get(pk=version.pk)


def read(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return BeautifulSoup(response.content, "html.parser").main


def links_named(soup, name):
    return [link["href"] for link in soup.select("a[href]") if " ".join(link.get_text().split()) == name]


def name_of(facet, value):
    """Return the name of a value of a facet in the English lists."""
    [name] = set(facet_values("en").filter(facet=facet, value=value).values_list("label", flat=True))
    return name


@pytest.fixture
def agenda(home):
    known = KnowledgeAgendaPage.objects.live().filter(locale=home.locale).first()
    page = KnowledgeAgendaPage(
        title="Kennisagenda Proef", slug="proef", locale=home.locale, werkplaats=known.werkplaats
    )
    return known.get_parent().add_child(instance=page)


@pytest.fixture
def theme(agenda):
    return agenda.add_child(instance=ThemePage(title="Zandlopers", slug="zandlopers", number=90, locale=agenda.locale))


@pytest.fixture
def records(theme):
    """More Dutch publications on the theme than its page shows."""
    return [add_publication(f"Zandloper {number}", children=links(theme)) for number in range(14)]


@pytest.fixture
def english(theme, records):
    translate(theme.agenda, "Sample agenda", "sample")
    return translate(theme, "Hourglasses", "hourglasses")


def links(theme):
    return {"theme_links": [ThemeLink(theme=theme)]}


class TestTheme:
    def test_a_translated_theme_lists_the_dutch_records_of_its_original(self, client, english):
        lines = read(client, english.url).select(".landing-group li")
        assert lines
        assert all("Zandloper" in line.get_text() and "in Dutch" in line.get_text() for line in lines)

    def test_its_link_to_all_records_leads_to_the_same_records(self, client, english, records):
        [address] = [link["href"] for link in read(client, english.url).select(".landing-group .more a")]
        found = read(client, address)
        assert f"{len(records)} results" in found.get_text()

    def test_it_can_be_followed_for_the_records_of_its_original(self, client, english, records):
        [address] = links_named(read(client, english.url), "Follow this by mail")
        assert "Theme Hourglasses" in read(client, address).get_text()
        with override("en"):
            topic = ThemeTopics().make(address.split("/")[-2], QueryDict(), "en")
        assert (topic.path, ThemeTopics().records(topic).count()) == (english.url, len(records))

    def test_mappings_of_the_original_lead_to_the_translated_themes(self, client, agenda, theme, english):
        older = agenda.add_child(instance=ThemePage(title="Uurwerken", number=91, locale=agenda.locale))
        theme.mappings.add(ThemeMapping(relation="continues", other=older))
        theme.save()
        assert links_named(read(client, english.url), "Uurwerken") == [older.url]
        newer = translate(older, "Clockworks", "clockworks")
        assert links_named(read(client, english.url), "Clockworks") == [newer.url]
        assert links_named(read(client, newer.url), "Hourglasses") == [english.url]


class TestFilters:
    def test_a_theme_is_one_choice_with_the_name_in_the_language_of_the_list(self, client, english, records):
        translate(records[0], "Hourglass one", "hourglass-one")
        for address, name, heading in (
            ("/en/publications/", "Hourglasses", "Sample agenda"),
            ("/publicaties/", "Zandlopers", "Kennisagenda Proef"),
        ):
            boxes = read(client, address).select("input[name=thema][value=zandlopers]")
            assert len(boxes) == 1
            words = boxes[0].find_parent("li").get_text(" ", strip=True)
            assert words.split() == [name, str(len(records))]
            assert heading in read(client, address).get_text()

    def test_the_name_follows_when_the_translation_changes_or_goes(self, english):
        assert name_of("thema", "zandlopers") == "Hourglasses"
        english.title = "Sand timers"
        english.save_revision().publish()
        assert name_of("thema", "zandlopers") == "Sand timers"
        english.unpublish()
        assert name_of("thema", "zandlopers") == "Zandlopers"

    def test_themes_of_an_agenda_are_one_choice_for_both_languages(self, client, agenda, theme, english):
        agenda.add_child(instance=ThemePage(title="Alleen Nederlands", number=92, locale=agenda.locale))
        found = read(client, "/en/themes/?agenda=proef")
        assert "2 results" in found.get_text()
        assert [box["value"] for box in found.select("input[name=agenda][checked]")] == ["proef"]

    def test_the_name_of_an_agenda_follows_its_translation(self, agenda, theme):
        agenda.add_child(instance=ThemePage(title="Alleen Nederlands", number=92, locale=agenda.locale))
        version = translate(agenda, "Sample agenda", "sample")
        assert name_of("agenda", "proef") == "Sample agenda"
        version.title = "Agenda of samples"
        version.save_revision().publish()
        assert name_of("agenda", "proef") == "Agenda of samples"


class TestRecord:
    def test_an_english_record_leads_to_the_english_versions(self, client, theme, english, records):
        target, other = records[:2]
        other.related_records.add(RelatedRecord(target=target))
        other.save()
        version = translate(other, "Hourglass two", "hourglass-two")
        translated = translate(target, "Hourglass one", "hourglass-one")
        soup = read(client, version.url)
        assert links_named(soup, "Hourglasses") == [english.url]
        assert links_named(soup, "Zandlopers") == []
        assert links_named(soup, "Hourglass one") == [translated.url]
        assert links_named(soup, target.title) == []

    def test_a_dutch_record_keeps_its_dutch_theme(self, client, theme, english, records):
        assert links_named(read(client, records[0].url), "Zandlopers") == [theme.url]


def test_the_search_finds_dutch_records_by_english_names_of_their_subjects(client, home):
    subject = Subject.objects.create(name="Zandloperij", name_en="Hourglassmaking", slug="zandloperij")
    page = add_publication("Tijd meten", children={"subject_links": [SubjectLink(subject=subject)]})
    bring_up_to_date()
    [card] = [
        card
        for card in read(client, "/en/zoeken/?q=hourglassmaking").select(".card")
        if "Tijd meten" in card.get_text()
    ]
    assert card.select_one(".language-label").get_text(strip=True) == "in Dutch"
    assert card.select_one("a")["href"] == page.url


def test_the_overview_names_themes_in_english(theme, english):
    dutch = theme.agenda.add_child(instance=ThemePage(title="Alleen Nederlands", number=92, locale=theme.locale))
    with override("en"):
        rows = {row.value: row for row in list_rows(Kind.THEME, {theme.pk: (), dutch.pk: ()})}
    assert (rows[theme.pk].title, rows[theme.pk].group, rows[theme.pk].lang) == ("Hourglasses", "Sample agenda", "")
    assert (rows[dutch.pk].title, rows[dutch.pk].lang) == ("Alleen Nederlands", "nl")


@pytest.mark.parametrize(
    ("language", "title", "words"),
    [
        ("en", "Geld", "Working group 2"),
        ("en", "Werkgroep 2: geld", "Working group"),
        ("nl", "Geld", "Werkgroep 2"),
        ("nl", "Werkgroep 2: geld", "Werkgroep"),
    ],
)
def test_kinds_of_workgroup_have_their_english_names(language, title, words, home):
    page = WorkgroupPage(title=title, number=2, kind=WorkgroupPage.Kind.WERKGROEP, locale=home.locale)
    with override(language):
        assert page.numbered_kind == words
