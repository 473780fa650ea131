"""The bitmaps of facets hold what the rows hold, whoever writes at the same time, and give the counts of the rows."""

import io
from itertools import product

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Q
from django.http import QueryDict

from events.models import EventPage
from pages.models import FacetValue, IndexedRecord, Law, RecordFacet
from pages.record_index import changes
from pages.record_index.bitmaps import read_bitmap, write_bitmap
from pages.record_index.selection import Selection
from publications.models import PublicationPage
from tests.sample_records import add_call, add_event, add_publication, from_now, settle

pytestmark = pytest.mark.engine

PROCESSES, EACH = 4, 3
PREPARE = """
from tests.sample_records import add_publication
result = [add_publication(f"Zandloper {{number}}", date="2030").pk for number in range({count})]
"""
# Every process changes the year of publications of its own.
EDIT = """
from pages.fuzzy_date import parse
from publications.models import PublicationPage
for page in PublicationPage.objects.filter(pk__in={pages}):
    page.date = parse("2031")
    page.save()
result = "done"
"""
OUTCOME = """
from pages.models import FacetValue
from pages.record_index.bitmaps import read_bitmap
from pages.record_index.check import find_differences
found = FacetValue.objects.get(language="nl", record_type="publication", facet="jaar", value="2031")
result = [sorted(read_bitmap(found.bitmap)), found.count, list(find_differences())]
"""


@pytest.mark.heavy
def test_editors_who_save_records_with_one_value_at_once_lose_none(own_pool):
    pages = own_pool.run(PREPARE.format(count=PROCESSES * EACH))
    own_pool.run_all([EDIT.format(pages=pages[start::PROCESSES]) for start in range(PROCESSES)])
    assert own_pool.run(OUTCOME) == [sorted(pages), len(pages), []]


@pytest.fixture(scope="module")
def written(module_transaction):
    """Publications and meetings with overlapping values, written once."""
    laws = [Law.objects.create(name=f"Zandwet {number}", slug=f"zandwet-{number}") for number in range(3)]
    for number in range(9):
        page = add_publication(f"Zandloper {number}", date=str(2029 + number % 3))
        page.laws = [laws[number % 3], laws[(number + number // 3) % 3]]
        page.save()
    for number in range(6):
        start, attendance = from_now(days=9 - 4 * number), ["online", "on-site"][number % 2]
        add_event(f"Zanddag {number}", start=start, attendance=attendance)
    add_call("Zandoproep zonder einde")
    settle()


@pytest.fixture
def records(written, db):
    """Publications and meetings with overlapping values."""


def counted_in_rows(selection, facet, value):
    """Return how many records have a value, and fit the other choices, by the rows of the index."""
    found = IndexedRecord.objects.filter(selection.base, language="nl", record_type=selection.model.search_kind)
    for other in selection.facets:
        wanted = {value} if other is facet else {chosen.value for chosen in selection.chosen.get(other.name, ())}
        if wanted and other.is_stored:
            rows = RecordFacet.objects.filter(value__facet=other.name, value__value__in=wanted)
            found = found.filter(pk__in=rows.values("record"))
        elif wanted:
            found = found.filter(other.condition(wanted, selection.moment))
    return found.count()


QUERIES = [
    *product([PublicationPage], ["", "jaar=2030", "jaar=2030&jaar=2031&wet=zandwet-1", "wet=zandwet-0&jaar=2029"]),
    *product([EventPage], ["", "periode=komend", "periode=geweest&vorm=online", "vorm=online&vorm=on-site&taal=nl"]),
]


@pytest.mark.parametrize(("model", "query"), QUERIES)
@pytest.mark.parametrize("base", [None, Q(title__startswith="Zand")], ids=["all", "base"])
def test_counts_are_those_of_the_rows(records, model, query, base):
    selection = Selection(model, "nl", QueryDict(query), base)
    assert not selection.refused
    assert selection.total == selection.records().count()
    for facet in selection.facets:
        values = selection.known.values[facet.name]
        wanted = {value: counted_in_rows(selection, facet, value) for value in values}
        assert selection.counts[facet.name] == {value: number for value, number in wanted.items() if number}


YEARS = ["jaar=2029", "jaar=2030&jaar=2031", "jaar=2029&jaar=2031", "jaar=2030&wet=zandwet-1"]


@pytest.mark.parametrize("query", YEARS)
@pytest.mark.parametrize("few", [0, 1_000])
def test_many_records_are_chosen_by_conditions_that_hold_for_the_same_ones(records, monkeypatch, query, few):
    monkeypatch.setattr("pages.record_index.selection.FEW", few)
    undated = add_publication("Zonder datum")
    changes.bring_up_to_date()
    IndexedRecord.objects.filter(page=undated).update(sort_day="2030-06-01", mentioned_on="2030-06-01")
    chosen = Selection(PublicationPage, "nl", QueryDict(query))
    found = chosen.records()
    assert sorted(found.values_list("page", flat=True)) == sorted(chosen.matches()) != []
    assert ("recordfacet" in str(found.query)) == (few == 0 and "wet" in query)


def test_the_check_names_a_bitmap_that_differs_and_rebuilding_mends_it(db):
    page = add_publication("Zandloper", date="2031")
    changes.bring_up_to_date()
    row = FacetValue.objects.get(language="nl", record_type="publication", facet="jaar", value="2031")
    pages = read_bitmap(row.bitmap)
    assert page.pk in pages
    pages.remove(page.pk)
    pages.add(page.pk + 1_000_000)
    FacetValue.objects.filter(pk=row.pk).update(bitmap=write_bitmap(pages))
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("rebuild_record_index", "--check", stdout=out, verbosity=0)
    assert f"publication jaar=2031 (nl): the bitmap differs in 2 pages, such as {page.pk}" in out.getvalue()
    call_command("rebuild_record_index", stdout=out, verbosity=0)
    call_command("rebuild_record_index", "--check", stdout=out, verbosity=0)


def test_a_deletion_that_is_rolled_back_takes_nothing_from_a_bitmap(db):
    page = add_publication("Zandloper", date="2051")
    changes.bring_up_to_date()
    with transaction.atomic():
        page.delete()
        transaction.set_rollback(True)
    changes.bring_up_to_date()
    row = FacetValue.objects.get(language="nl", record_type="publication", facet="jaar", value="2051")
    assert (list(read_bitmap(row.bitmap)), row.count) == ([page.pk], 1)


def test_what_ends_leaves_the_coming_ones_without_an_edit(db):
    add_event("Zanddag", start=from_now(days=21))
    before = Selection(EventPage, "nl", QueryDict("periode=komend"))
    before.moment = from_now(days=20)
    later = Selection(EventPage, "nl", QueryDict("periode=komend"))
    later.moment = from_now(days=23)
    assert before.total == later.total + 1
