"""Themes as dossiers: relations in both directions, records by type, the way into the listings."""

import pytest
from django.utils import translation

from events.models import EventPage
from pages.landing import NEWEST, Landing
from publications.models import PublicationPage
from tests.sample_records import add_event, add_publication, text_of, visit
from themes.models import KnowledgeAgendaPage, ProgrammePage, ThemeLink, ThemeMapping, ThemePage
from themes.templatetags import themes as tags

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    """Read the interface as it is written in the templates."""
    with translation.override("en"):
        yield


@pytest.fixture
def pair():
    """Two new themes of two agendas."""
    agendas = KnowledgeAgendaPage.objects.live().filter(locale__language_code="nl")[:2]
    return [
        agenda.add_child(instance=ThemePage(title=title, slug=title.lower(), number=90, locale=agenda.locale))
        for agenda, title in zip(agendas, ("Vroeger", "Later"), strict=True)
    ]


def records_of(theme):
    """Return the Mentions on the page of a theme."""
    return Landing("theme", theme.locale, ["theme-key"], theme.translation_key, entity=theme).groups


def relate(theme, relation, other):
    theme.mappings.add(ThemeMapping(relation=relation, other=other))
    theme.save()


class TestRelationsBetweenThemes:
    @pytest.mark.parametrize(
        ("relation", "there", "back"),
        [
            ("continues", "continues", "continued by"),
            ("broader", "broader than", "narrower than"),
            ("narrower", "narrower than", "broader than"),
            ("same", "same as", "same as"),
        ],
    )
    def test_each_side_says_it_in_its_own_words(self, pair, relation, there, back):
        old, new = pair
        relate(new, relation, old)
        assert tags.theme_mappings({}, new) == [(there, [old])]
        assert tags.theme_mappings({}, old) == [(back, [new])]

    def test_what_both_sides_wrote_down_is_named_once(self, pair, client):
        old, new = pair
        relate(new, "same", old)
        relate(old, "same", new)
        section = visit(client, old).find(id="mappings").parent
        assert len(section.find_all("a", href=new.url)) == 1

    def test_an_unpublished_theme_is_not_named(self, pair):
        old, new = pair
        relate(new, "continues", old)
        old.unpublish()
        assert tags.theme_mappings({}, new) == []


class TestTheDossier:
    def test_records_stand_by_type_newest_first(self, pair):
        theme = pair[0]
        link = lambda: {"theme_links": [ThemeLink(theme=theme)]}  # noqa: E731
        older = add_publication("Ouder", date="2001", children=link())
        newer = add_publication("Nieuwer", date="2002", children=link())
        event = add_event("Bijeenkomst", date="2003", children=link())
        groups = records_of(theme)
        assert [[card.pk for card in group.records] for group in groups] == [[newer.pk, older.pk], [event.pk]]
        assert [group.records[0].record_type for group in groups] == [PublicationPage, EventPage]

    def test_a_record_with_the_theme_twice_counts_once(self, pair):
        theme = pair[0]
        add_publication(children={"theme_links": [ThemeLink(theme=theme), ThemeLink(theme=theme)]})
        [group] = records_of(theme)
        assert group.total == 1

    def test_a_long_list_is_capped_and_leads_into_the_listing(self, pair, client):
        theme = pair[0]
        for number in range(8):
            add_publication(f"Publicatie {number}", children={"theme_links": [ThemeLink(theme=theme)]})
        soup = visit(client, theme)
        group = soup.find(id="type-publicationpage").parent
        assert len(group.find_all("li")) == NEWEST
        listing = visit(client, group.find(class_="more").a["href"])
        assert all(f"Publicatie {number}" in text_of(listing.main) for number in range(8))

    def test_drafts_are_not_shown(self, pair):
        page = add_publication(children={"theme_links": [ThemeLink(theme=pair[0])]})
        page.unpublish()
        assert records_of(pair[0]) == []

    def test_a_theme_without_records_says_so(self, pair, client):
        assert visit(client, pair[0]).main.select_one(".column > .notice")


class TestAgendasAndProgrammes:
    def test_the_themes_of_an_agenda_stand_by_number(self, home):
        agenda = KnowledgeAgendaPage.objects.live().filter(locale__language_code="nl").first()
        numbers = [theme.number for theme in tags.agenda_themes({"page": home}, agenda.pk)]
        assert numbers == sorted(numbers)
        assert numbers

    def test_no_agenda_has_no_themes(self, home):
        assert tags.agenda_themes({"page": home}, None) == []

    def test_a_werkplaats_has_its_agendas_with_their_themes(self, home):
        agenda = KnowledgeAgendaPage.objects.live().filter(werkplaats__isnull=False, locale__language_code="nl").first()
        page = agenda.werkplaats
        landing = Landing("werkplaats", page.locale, ["werkplaats-key"], page.translation_key, entity=page)
        agendas = tags.werkplaats_agendas(landing)
        assert agenda.pk in [card.pk for card in agendas]
        for found in agendas:
            themes = ThemePage.objects.filter(agenda=found.pk, live=True).order_by("number")
            assert [theme.pk for theme in found.shown_themes] == [theme.pk for theme in themes]

    def test_a_programme_shows_its_workgroups(self, client, home):
        programmes = ProgrammePage.objects.live()
        programme = next(page for page in programmes if tags.workgroups_of({"page": home}, page))
        soup = visit(client, programme)
        workgroups = tags.workgroups_of({"page": home}, programme)
        assert all(soup.find("a", href=workgroup.url) for workgroup in workgroups)

    def test_the_overview_of_themes_stands_by_agenda(self, client):
        soup = visit(client, "/themas/")
        agendas = [text_of(heading) for heading in soup.main.find_all("h2")]
        assert len(agendas) >= 2
        assert len(agendas) == len(set(agendas))
