"""A proposal that may be here already is told, with the reasons."""

import pytest

from pages.actions import READ
from pages.harvest.duplicates import find_duplicates
from pages.harvest.receivers import collect_receivers
from pages.models import ActionLink
from tests.harvest_samples import add_source, propose
from tests.sample_records import add_publication

pytestmark = pytest.mark.django_db


@pytest.fixture
def source(db):
    """A source of publications."""
    return add_source()


def reasons_of(proposal):
    """Return {(kind, pk): reasons} of the duplicates of a proposal."""
    found = find_duplicates([proposal], collect_receivers()[proposal.record_type])[0]
    return {
        next((kind, each[kind]) for kind in ("page", "proposal") if kind in each): each["reasons"] for each in found
    }


def test_the_same_doi_isbn_or_address(source):
    page = add_publication("Heel anders", doi="10.1234/ABC", isbn="0-306-40615-2")
    link = ActionLink(kind=READ, url="http://www.partner.example/1/")
    other = add_publication("Ook anders", children={"action_links": [link]})
    proposal = propose(doi="10.1234/abc", isbn="978-0-306-40615-7", link="https://partner.example/1")
    assert reasons_of(proposal) == {("page", page.pk): ["doi", "isbn"], ("page", other.pk): ["link"]}
    assert proposal.has_likely


@pytest.mark.parametrize(
    ("title", "date", "is_found"),
    [
        ("Samen de wijk in.", "2020", True),
        ("Samen de wijken in", "2019", True),
        ("Samen de wijk in", "2012", False),
        ("Samen de wijk in", None, True),
        ("Iets heel anders dan dat", "2020", False),
    ],
)
def test_a_title_alike_of_about_the_same_year(source, title, date, is_found):
    page = add_publication(title, date=date)
    assert (("page", page.pk) in reasons_of(propose(date="2020"))) == is_found


def test_another_source_that_offers_the_same(source):
    first = propose(doi="10.1234/abc")
    second = propose("Andere titel", add_source(name="Tweede"), doi="10.1234/abc")
    assert reasons_of(second) == {("proposal", first.pk): ["doi"]}


def test_what_is_alone_has_none(source):
    assert not propose("Volstrekt eigen titel zonder gelijke", date="2020").has_likely
