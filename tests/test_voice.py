"""The site speaks to its reader, and of its sources only where a reader unfolds "Over deze gegevens"."""

import re
from html import unescape

import pytest

from network.models import Organisation
from pages.models import ActionLink, StandardPage
from publications.models import PublicationPage
from tests.sample_records import add_event, add_publication, from_now, visit
from themes.models import ProgrammePage

# What is no text, and the one place where a page may speak of its sources.
LEFT_OUT = re.compile(r"<(script|style|head|svg)\b.*?</\1>|<details class=\"about-data\">.*?</details>", re.DOTALL)
TAG = re.compile(r"<[^>]+>")
END_OF_SENTENCE = re.compile(r"(?<=[.!?:;])\s+")
OF_SOURCES = re.compile(
    r"\b(niet |on)bekend\b|\bvoor zover (wij|we|bekend|ons)\b|\bonze bron(nen)?\b|\bde bronnen\b"
    r"|\b(weten|kennen) (wij|we)\b.*\b(niet|geen|weinig|alleen)\b|\b(wij|we) (weten|kennen)\b.*\b(niet|geen|weinig)\b"
    r"|\b(noemt|noemen|gaf|geeft|vermeldt) (er )?(geen|niet)\b|\bsta(at|an) niet in (de|onze)\b"
    r"|\bnieuwsbrief (noemt|gaf|meldt|vermeldt|schrijft|zegt)\b|\bin onze woorden\b|\bonze omschrijving"
    r"|\bnot known\b|\bas far as (we )?know|\bour sources?\b|\bthe sources of this site\b|\bwe do not know\b",
    re.IGNORECASE,
)


def sentences_of_sources(html):
    """Return the sentences of a page (HTML) that speak of its sources or excuse what it lacks."""
    words = " ".join(unescape(TAG.sub(" \n ", LEFT_OUT.sub(" ", html))).split())
    return [sentence for sentence in END_OF_SENTENCE.split(words) if OF_SOURCES.search(sentence)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Licentie: niet bekend",
        "Meer dan de naam geeft onze bron niet.",
        "De nieuwsbrief gaf geen adres van de gids.",
        "Of de training nog gegeven wordt, weten wij niet.",
        "De dag staat niet in de nieuwsbrief.",
        "Voor zover wij weten is er geen ondertiteling.",
        "— Jean-Pierre Wilken, in onze woorden",
        "What happened after 2022 is not in our sources.",
        "Years not known",
    ],
)
def test_a_sentence_that_speaks_of_sources_is_found(sentence):
    assert sentences_of_sources(f"<main><p>{sentence}</p></main>")
    assert not sentences_of_sources(f'<main><details class="about-data"><p>{sentence}</p></details></main>')


def test_no_page_speaks_of_its_sources(rendered_site):
    """Walks all that the site leads to, with the example, in both languages."""
    found = {
        address: sentences
        for address, page in rendered_site.pages.items()
        if (sentences := sentences_of_sources(page.html))
    }
    assert len(rendered_site.pages) > 100
    assert found == {}


@pytest.mark.django_db
class TestAboutTheData:
    def folded(self, client, page):
        return visit(client, page).main.select("details.about-data")

    def test_a_note_stands_folded_in_the_text_of_the_page(self, client, home):
        page = home.add_child(
            instance=StandardPage(title="Proef", slug="proef", data_note="Uit <b>een</b> brief.\n\nVan 2018.")
        )
        [note] = self.folded(client, page)
        assert not note.has_attr("open")
        assert note.summary.get_text(strip=True) == "Over deze gegevens"
        assert [each.get_text() for each in note.select("p")] == ["Uit <b>een</b> brief.", "Van 2018."]

    def test_a_page_without_note_has_no_fold(self, client):
        assert self.folded(client, add_publication()) == []

    def test_records_have_it_too(self, client):
        assert self.folded(client, add_publication(data_note="Het jaar ontbreekt."))
        assert self.folded(client, add_event(start=from_now(days=2), data_note="De zaal volgt."))


@pytest.mark.django_db
def test_a_link_whose_address_is_lost_is_not_shown(client):
    links = [
        ActionLink(kind="order", subject="het boek"),
        ActionLink(kind="read", subject="meer", url="https://example.org/"),
    ]
    page = add_publication(children={"action_links": links})
    assert [action.url for action in page.actions] == ["https://example.org/"]
    assert "het boek" not in visit(client, page).main.get_text()


def test_editors_find_the_guide_under_help(administrator_client):
    page = visit(administrator_client, "/admin/schrijfwijzer/")
    rules = [heading.get_text() for heading in page.select("h2")]
    assert "Wat u niet weet, laat u weg" in rules
    assert len(page.select("table")) >= 4
    assert "](" not in page.get_text()
    # The menu is drawn by Wagtail's script, from JSON.
    assert '"/admin/schrijfwijzer/"' in str(visit(administrator_client, "/admin/"))


@pytest.mark.django_db
class TestFactsOfTheSources:
    def test_a_book_is_what_its_source_calls_a_book(self):
        books = set(PublicationPage.objects.filter(kind__slug="boek").values_list("slug", flat=True))
        assert books >= {
            "interprofessioneel-werken-en-innoveren-in-teams",
            "sociaal-werk-doordacht",
            "sociale-innovatie-in-de-praktijk",
            "supportgericht-werken-in-de-wmo",
        }
        assert books.isdisjoint({"ertoe-doen", "handboek-werken-in-de-wijk", "leren-transformeren"})

    def test_the_first_phase_ran_three_years_up_to_2012(self):
        programme = ProgrammePage.objects.get(slug="wmo-werkplaats-utrecht-eerste-fase")
        assert (programme.date.text, programme.phases.first().period.text) == ("2009/2012", "2009/2012")

    def test_who_is_only_quoted_takes_no_part(self):
        assert not Organisation.objects.filter(name="Greyston Bakery").exists()
