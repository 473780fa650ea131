"""“Lijkt op…”: up to three projects that are like what somebody describes, and why."""

import pytest
from django.utils import translation

from inventory.matching.similar import find_similar, index_missing_projects
from inventory.models import ProjectComparison, ProjectPage, ProjectWord
from network.models import Municipality
from pages.models import Audience
from tests.sample_records import add_project, from_now, settle
from themes.models import ThemeLink, ThemePage

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture(scope="module")
def cleared(module_transaction):
    """Delete the projects of the demo content, once."""
    for project in ProjectPage.objects.all():
        project.delete()
    settle()


@pytest.fixture(autouse=True)
def only_ours(cleared, db):
    """Start without the projects of the demo content."""


@pytest.fixture
def theme():
    """A theme of an agenda."""
    return ThemePage.objects.filter(locale__language_code="nl").first()


def a_project(title, *, summary="", theme=None, audience=None, code=None, **fields):
    """Publish a project with at most one theme, audience (slug) and municipality (code)."""
    children = {"theme_links": [ThemeLink(theme=theme)]} if theme else {}
    if audience:
        children["audiences"] = Audience.objects.filter(slug=audience)
    if code:
        children["municipalities"] = Municipality.objects.filter(code=code)
    return add_project(title, summary=summary, **children, **fields)


def titles(found):
    """Return the titles of what was found."""
    return [similar.project.title for similar in found]


def test_the_reason_says_theme_audience_words_and_place(theme):
    a_project("Weerbaar in de wijk", summary="Valtraining.", theme=theme, audience="wijkteams", code="GM0632")
    place = Municipality.objects.get(code="GM0632").name
    with translation.override("en"):
        [found] = find_similar("Valtraining", "", [theme.translation_key], ["wijkteams"], ["GM0632"])
        assert found.reasons[0].startswith(f"Same theme and audience: {theme.title}; for ")
        assert found.reasons[1:] == ["Shared word: valtraining", f"Same place: {place}"]


def test_words_count_in_their_dictionary_form_and_rare_ones_more():
    a_project("Buurtmoestuin Zonnehoek", summary="Kinderen kweken groenten.")
    for number in range(6):
        a_project(f"Kinderen leren zwemmen {number}", summary="Zwembad met kinderen.")
    found = find_similar("Moestuinen", "Een buurtmoestuin waar een kind groente kweekt")
    assert titles(found)[0] == "Buurtmoestuin Zonnehoek"
    assert "Kinderen leren zwemmen 0" not in titles(found)


@pytest.mark.parametrize("known", [{}, {"audiences": ["wijkteams"]}, {"municipalities": ["GM0632"]}])
def test_one_weak_sign_is_not_enough(theme, known):
    a_project("Proef A", theme=theme, audience="wijkteams", code="GM0632")
    assert find_similar("Iets anders", "", **known) == []
    assert find_similar("Iets anders", "", [theme.translation_key]) == []


def test_at_most_three_are_shown_and_always_the_same(theme):
    for number in range(5):
        a_project(f"Proef {number}", theme=theme, audience="wijkteams")
    asked = ("Nieuw", "", [theme.translation_key], ["wijkteams"])
    assert titles(find_similar(*asked)) == titles(find_similar(*asked)) == ["Proef 4", "Proef 3", "Proef 2"]


def test_neither_itself_nor_what_is_not_published_is_found(theme):
    own = a_project("Eetcafé met gebarentaal", theme=theme, audience="wijkteams")
    hidden = a_project("Eetcafé in gebarentaal", theme=theme, audience="wijkteams")
    hidden.unpublish()
    asked = ("Eetcafé gebarentaal", "", [theme.translation_key], ["wijkteams"])
    assert titles(find_similar(*asked)) == ["Eetcafé met gebarentaal"]
    assert find_similar(*asked, exclude=own) == []


def test_an_english_reader_finds_dutch_projects_and_translations_once(theme):
    from wagtail.models import Locale

    own = a_project("Taalmaatjes Kanaleneiland", theme=theme, audience="wijkteams")
    with translation.override("en"):
        asked = ("Taalmaatjes", "", [theme.translation_key], ["wijkteams"])
        assert titles(find_similar(*asked)) == ["Taalmaatjes Kanaleneiland"]
        english = own.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True)
        english.title = "Taalmaatjes language buddies"
        english.save_revision().publish()
        assert titles(find_similar(*asked)) == ["Taalmaatjes language buddies"]
    assert titles(find_similar(*asked)) == ["Taalmaatjes Kanaleneiland"]


@pytest.mark.parametrize("title", ["", " ", "de het een", "𝔘" * 300, "' OR 1=1 --", "\0", "a" * 10_000, "%_*"])
def test_odd_texts_are_harmless(title):
    a_project("Gewoon project")
    assert find_similar(title, title, ["geen uuid", "' --"], ["nee"], ["GM9999"]) == []


def test_projects_saved_without_their_words_are_read_by_the_clock():
    a_project("Zonnebloem moestuin pluktuin")
    ProjectWord.objects.all().delete()
    ProjectComparison.objects.all().delete()
    assert find_similar("Pluktuin moestuin zonnebloem") == []
    index_missing_projects(from_now())
    assert len(find_similar("Pluktuin moestuin zonnebloem")) == 1
