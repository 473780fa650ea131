"""What municipalities ask for against what there is: the sentences on top of the overview."""

from datetime import timedelta

import pytest
from django.utils import timezone

from inventory.models import Need, Submission
from pages import cache_version
from tests.coverage_samples import add_agenda, add_counted, add_theme, add_town, clear_inventory
from tests.sample_records import add_round, from_now, settle, text_of, visit

pytestmark = pytest.mark.engine

URL = "/projecten/overzicht/"


@pytest.fixture(scope="module", autouse=True)
def cleared(module_transaction):
    """Take all projects, rounds and municipalities away, once; every test starts from there."""
    clear_inventory()
    settle()


@pytest.fixture(autouse=True)
def few(cleared, db):
    """Only the projects, rounds and municipalities of the test."""


@pytest.fixture
def asked(few):
    return add_round(opens_at=from_now(days=-60))


@pytest.fixture
def agenda(few):
    return add_agenda("Proefagenda 2090", 2090)


@pytest.fixture
def theme(agenda):
    return add_theme(agenda, "Wonen")


@pytest.fixture
def towns(few):
    return [add_town(f"Plaats {number}") for number in range(8)]


def ask(town, theme, urgency=3, asked=None, day=None):
    """Report a need."""
    reported_on = day or timezone.localdate()
    return Need.objects.create(municipality=town, theme=theme, urgency=urgency, round=asked, reported_on=reported_on)


def answer(*towns):
    """Send a submission on behalf of each."""
    for town in towns:
        Submission.objects.create(municipality=town, status="accepted", submitted_at=timezone.now())
    # What is sent raises the stamp (test_coverage_freshness); a row that was written by itself does not.
    cache_version.invalidate_on_commit()


def gaps(client, address=URL):
    """Return the sentences about gaps, the first first."""
    return [text_of(item) for item in visit(client, address).select(".gaps li")]


def remarks(client):
    return [text_of(item) for item in visit(client, URL).select(".band .meta")]


def numbers_in(sentence):
    return [int(word) for word in sentence.replace(",", " ").split() if word.isdigit()]


def test_the_sentence_counts_who_asked_of_who_answered(client, asked, theme, towns):
    answer(*towns[:6])
    for town in towns[:4]:
        ask(town, theme, asked=asked)
    [sentence] = gaps(client)
    assert "Wonen" in sentence
    assert numbers_in(sentence) == [4, 6]


def test_a_theme_without_any_project_is_told_from_one_with_projects_elsewhere(client, asked, theme, towns):
    answer(*towns[:4])
    for town in towns[:3]:
        ask(town, theme, asked=asked)
    [none_anywhere] = gaps(client)
    add_counted(themes=[theme], towns=[towns[7]])
    [elsewhere] = gaps(client)
    add_counted(themes=[theme], towns=[towns[0]])
    [partly] = gaps(client)
    assert len({none_anywhere, elsewhere, partly}) == 3
    assert numbers_in(partly) == [3, 4, 2]


@pytest.mark.parametrize(("status", "is_supply"), [("idea", True), ("running", True), ("finished", False)])
def test_what_has_ended_is_no_supply(client, asked, theme, towns, status, is_supply):
    answer(towns[0])
    ask(towns[0], theme, asked=asked)
    add_counted(themes=[theme], towns=[towns[0]], status=status)
    assert bool(gaps(client)) is not is_supply


ALL_SUPPLIED = "Voor alles waar gemeenten"


def test_that_everything_is_there_is_said_only_when_somebody_asked_and_it_is_so(client, asked, agenda, towns):
    theme, other = add_theme(agenda, "Wonen"), add_theme(agenda, "Zorg")
    answer(*towns)

    def is_said():
        return ALL_SUPPLIED in text_of(visit(client, URL).select_one("section[aria-labelledby=gaps]"))

    assert not is_said()
    ask(towns[0], theme, 3, asked)
    assert not is_said()
    add_counted(themes=[theme], towns=[towns[0]])
    assert is_said()
    ask(towns[1], theme, 1, asked)
    cache_version.invalidate_on_commit()
    assert not is_said()
    [sentence] = gaps(client)
    assert numbers_in(sentence) == [2, 8, 1]
    add_counted(themes=[theme], towns=[towns[1]])
    assert is_said()
    ask(towns[2], other, 1, asked)
    cache_version.invalidate_on_commit()
    assert not is_said()


def test_an_unconfirmed_project_is_no_supply(client, asked, theme, towns):
    answer(towns[0])
    ask(towns[0], theme, asked=asked)
    add_counted(themes=[theme], towns=[towns[0]], confirmed_on=timezone.localdate() - timedelta(days=500))
    assert gaps(client)


def test_what_weighs_most_stands_on_top(client, asked, agenda, towns):
    few_urgent, many_low, supplied = (add_theme(agenda, title) for title in ("Dringend", "Vaak", "Geholpen"))
    answer(*towns)
    for town in towns[:2]:
        ask(town, few_urgent, 3, asked)
    for town in towns[:5]:
        ask(town, many_low, 1, asked)
    for town in towns:
        ask(town, supplied, 3, asked)
        add_counted(themes=[supplied], towns=[town])
    first, second = gaps(client)
    assert "Dringend" in first
    assert "Vaak" in second


def test_the_newest_answer_of_a_municipality_takes_the_place_of_older_ones(client, asked, agenda, towns):
    before, now = add_theme(agenda, "Toen"), add_theme(agenda, "Nu")
    earlier = add_round(opens_at=from_now(days=-400))
    answer(*towns)
    ask(towns[0], before, asked=earlier, day=timezone.localdate() - timedelta(days=390))
    ask(towns[1], before, asked=earlier, day=timezone.localdate() - timedelta(days=390))
    ask(towns[0], now, asked=asked)
    sentences = gaps(client)
    assert [numbers_in(sentence)[0] for sentence in sentences] == [1, 1]


def test_needs_of_older_rounds_do_not_count(client, theme, towns):
    long_ago = add_round(opens_at=from_now(days=-1200))
    ask(towns[0], theme, asked=long_ago, day=timezone.localdate() - timedelta(days=1190))
    assert gaps(client)
    for days in (-400, -60):
        add_round(opens_at=from_now(days=days))
    assert not gaps(client)


def test_needs_of_an_older_theme_count_under_the_theme_of_today(client, asked, agenda, towns):
    old = add_theme(add_agenda("Proefagenda 2080", 2080), "Vroeger")
    add_theme(agenda, "Vandaag", ("continues", old))
    answer(towns[0])
    ask(towns[0], old, asked=asked)
    [sentence] = gaps(client)
    assert "Vandaag" in sentence


def test_it_is_said_who_did_not_answer_and_that_few_answers_say_little(client, asked, theme, towns):
    answer(*towns[:3])
    ask(towns[0], theme, asked=asked)
    [silent, _caution] = remarks(client)
    assert numbers_in(silent) == [5, 8]
    answer(*towns[3:])
    assert remarks(client) == []


def test_when_nobody_answered_nothing_is_known(client, asked, theme, towns):
    assert gaps(client) == []
    assert len(remarks(client)) == 1


def test_urgent_needs_are_marked_in_their_cells(client, asked, theme, towns):
    answer(*towns)
    ask(towns[0], theme, 3, asked)
    ask(towns[1], theme, 1, asked)
    marked = visit(client, URL).select(".matrix td b")
    assert len(marked) == 1


def test_no_sentence_is_made_of_a_part_of_the_projects(client, asked, theme, towns):
    answer(towns[0])
    ask(towns[0], theme, asked=asked)
    add_counted(themes=[theme], towns=[towns[0]], status="running", date="2018")
    for query in ("?jaar=2018", "?status=running", "?alles=1", "?rijen=wet"):
        soup = visit(client, URL + query)
        assert not soup.select(".gaps li"), query
        assert soup.select(".band a"), query


def test_a_region_has_sentences_of_its_own(client, asked, theme, few):
    town, other = add_town("Hier", "Proefgroep"), add_town("Daar")
    answer(town, other)
    ask(town, theme, asked=asked)
    ask(other, theme, asked=asked)
    [sentence] = gaps(client, f"{URL}?regio=proefgroep")
    assert numbers_in(sentence) == [1, 1]
