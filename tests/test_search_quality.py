"""How well search answers readers: queries with known answers over content/, and words with one wrong letter."""

import pytest
from django.http import QueryDict

from pages.search.results import Search
from tests.sample_records import add_publication
from tests.search_queries import BLIND, COMPOUNDS, NUMBERED, QUERIES

pytestmark = [pytest.mark.engine, pytest.mark.django_db]

# Words of content/, long and short, each with a page that has it.
WORDS = {
    "armoede": "armoede-doorbreek-je-niet-alleen",
    "respijt": "profijt-van-respijt",
    "dementie": "profijt-van-respijt",
    "schulden": "training-problematische-schulden",
    "wonen": "onderzoeksrapport-gemengd-wonen",
    "jeugd": "utrechtse-jeugd-in-coronatijd",
    "preventie": "preventie",
}


def slugs(query):
    """Return the slugs of the first page of results, in their order."""
    data = QueryDict(mutable=True)
    data["q"] = query
    return [result.page.url.rstrip("/").rpartition("/")[2] for result in Search(data).results]


def test_readers_find_what_they_look_for():
    assert len(QUERIES) >= 100
    assert len(COMPOUNDS) >= 40
    check_places(QUERIES)


def test_queries_that_were_written_blind_are_answered():
    for slug, title, number in NUMBERED:
        page = add_publication(title, **number)
        page.slug = slug
        page.save()
    assert len(BLIND) == 100
    check_places(BLIND)


def check_places(queries):
    """Fail unless 95 % of the queries have an answer among the first ten results, and 80 % as the first."""
    places = {}
    for query, answers in queries:
        found = slugs(query)
        places[query] = next((place for place, slug in enumerate(found) if slug in answers), 99)
    missed = sorted(query for query, place in places.items() if place >= 10)
    not_first = sorted(query for query, place in places.items() if place)
    assert len(missed) <= 0.05 * len(places), missed
    assert len(not_first) <= 0.20 * len(places), not_first


@pytest.mark.parametrize("word", WORDS)
def test_one_wrong_letter_always_finds(word):
    """In every place a letter is wrong, missing, too much, or exchanged with the next, as no word of the site is."""
    wrong = {word[:place] + "q" + word[place + 1 :] for place in range(len(word))}
    wrong |= {word[:place] + "q" + word[place:] for place in range(len(word) + 1)}
    if len(word) > 6:
        wrong |= {word[:place] + word[place + 1 :] for place in range(len(word))} - {word[:-1]}
        wrong |= {word[:place] + word[place + 1] + word[place] + word[place + 2 :] for place in range(len(word) - 1)}
    missed = [typed for typed in sorted(wrong) if WORDS[word] not in slugs(typed)]
    assert not missed
