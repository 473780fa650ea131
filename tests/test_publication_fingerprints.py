"""Publications that look alike are found by their fingerprints, as if all titles had been compared."""

import random

import pytest
from rapidfuzz import fuzz

from publications.duplicates import DuplicateFinder
from publications.fingerprints import SIMILAR, Work
from publications.models import Fingerprint, PublicationPage
from tests.sample_records import add_publication

pytestmark = pytest.mark.django_db
TITLES = [
    "Wonen in de wijk van morgen",
    "Samen voor een stevige sociale basis: een onderzoek in Woudenberg",
    "Participatie",
    "Handreiking armoede en schulden voor sociaal werkers in de wijk",
    "Durf te weten",
]


def found_for(*values, **more):
    return [likeness.title for likeness in DuplicateFinder().find(*values, **more)]


def changed(title, chooser):
    """Return a title with one changed place: letters that are left out, doubled or swapped, or a sign that is added."""
    place = chooser.randrange(len(title))
    return chooser.choice(
        [
            title[:place] + title[place + 1 :],
            title[:place] + title[place : place + 1] * 2 + title[place + 1 :],
            title[:place] + title[place + 1 : place + 2] + title[place : place + 1] + title[place + 2 :],
            title[:place] + "x" + title[place:],
            title.upper() + "!",
        ]
    )


@pytest.mark.parametrize("title", TITLES)
def test_one_changed_place_is_always_found(title):
    chooser = random.Random(title)
    values = Work(title).title_values
    for _time in range(200):
        other = Work(changed(title, chooser))
        if fuzz.ratio(other.words, Work(title).words) >= SIMILAR:
            assert values & other.title_values, other.title


def test_two_changed_words_of_a_long_title_are_found_and_a_short_title_looks_like_nothing():
    title = "Handreiking armoede en schulden voor sociaal werkers in de wijk"
    other = "Handreikingen armoede en schulden voor sociaal werkers in de wijken"
    assert Work(title).title_values & Work(other).title_values
    assert not Work("Wmo").title_values


def test_a_draft_changes_nothing_of_what_is_found():
    page = add_publication("Wonen in de wijk van morgen")
    page.title = "Leven met schulden"
    page.save_revision()
    assert found_for("Wonen in de wijk van overmorgen") == ["Wonen in de wijk van morgen"]
    assert not found_for("Leven met schuld")


def test_the_rows_follow_the_publication():
    page = add_publication("Wonen in de wijk van morgen", doi="10.1000/Wijk", date="2018")
    assert found_for("Wonen in de wijk van overmorgen") == ["Wonen in de wijk van morgen"]
    assert found_for("", doi="https://doi.org/10.1000/WIJK") == ["Wonen in de wijk van morgen"]
    before = set(Fingerprint.objects.filter(publication=page).values_list("pk", flat=True))
    page.save()
    assert set(Fingerprint.objects.filter(publication=page).values_list("pk", flat=True)) == before
    page.title, page.doi = "Heel iets anders", ""
    page.save()
    assert found_for("Wonen in de wijk van morgen", doi="10.1000/wijk") == []
    assert found_for("Heel iets anders") == ["Heel iets anders"]
    page.delete()
    assert found_for("Heel iets anders") == []


def test_a_draft_is_compared_too():
    page = add_publication("Nog niet klaar met wonen", live=False)
    assert not PublicationPage.objects.get(pk=page.pk).live
    assert found_for("Nog niet klaar met wonen") == ["Nog niet klaar met wonen"]


@pytest.mark.parametrize("count", [1, 40])
def test_many_are_compared_with_a_few_queries(count, django_assert_num_queries):
    add_publication("Wonen in de wijk van morgen", date="2018")
    known = DuplicateFinder()
    works = [Work(f"Boek nummer {number}", 2018) for number in range(count)] + [Work("Wonen in de wijken van morgen")]
    with django_assert_num_queries(2):
        known.read(works)
        assert known.find("Wonen in de wijken van morgen")
        assert not any(known.find(work.title, work.year) for work in works[:-1])


def test_of_many_that_begin_alike_those_that_share_most_are_compared(monkeypatch):
    monkeypatch.setattr("publications.duplicates.MOST_COMPARED", 3)
    for number in range(6):
        add_publication(f"Jaarverslag van de werkplaats sociaal domein, deel {'abcdefgh'[number] * 9}")
    title = "Jaarverslag van de werkplaats sociaal domein, deel eeeeeeeee"
    assert title in found_for(f"{title}!")
