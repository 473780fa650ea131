"""How to refer to a publication: APA style, and never more than is known."""

import pytest
from bs4 import BeautifulSoup
from django.utils import translation

from network.models import Organisation, Person
from pages.fuzzy_date import parse
from publications.models import Contributor
from publications.reference import describe_reference, describe_year, join_names
from tests.sample_records import add_publication, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    """Read the texts as they are in the source."""
    with translation.override("en"):
        yield


def by(role="author", **names):
    return Contributor(person=Person.objects.create(**names), role=role)


def test_a_reference_names_makers_year_title_kind_and_publisher(client):
    wilken = by(given_name="Jean-Pierre", family_name="Wilken")
    proef = by(given_name="Anna Maria", particle="van der", family_name="Proef")
    publisher = Organisation.objects.create(name="Uitgeverij Proef")
    page = add_publication(
        "Ertoe doen toch",
        subtitle="over werk",
        date=parse("2018"),
        publisher=publisher,
        children={"contributors": [wilken, proef]},
    )
    shown = text_of(BeautifulSoup(client.get(page.url).content, "html.parser").find(class_="cite"))
    assert "Wilken, J.-P. & Proef, A.M. van der (2018). Ertoe doen toch: over werk" in shown
    assert "Uitgeverij Proef." in shown


def test_without_makers_the_publisher_comes_first_and_once():
    page = add_publication(publisher=Organisation.objects.create(name="Uitgeverij Proef"))
    assert (describe_reference(page)["makers"], describe_reference(page)["publisher"]) == ("Uitgeverij Proef", "")


def test_editors_stand_for_authors_who_are_not_known_and_translators_do_not():
    rows = [
        by("editor", given_name="Bo", family_name="Bundel"),
        by("translator", given_name="Vera", family_name="Taal"),
    ]
    assert describe_reference(add_publication(children={"contributors": rows}))["makers"] == "Bundel, B."


def test_an_organisation_keeps_its_name():
    rows = [Contributor(organisation=Organisation.objects.create(name="Instituut Proef"))]
    assert describe_reference(add_publication(children={"contributors": rows}))["makers"] == "Instituut Proef"


def test_nothing_is_invented_when_nothing_is_known(client):
    page = add_publication("Zonder alles")
    reference = describe_reference(page)
    assert (reference["makers"], reference["year"], reference["address"]) == ("", "n.d.", "")
    shown = BeautifulSoup(client.get(page.url).content, "html.parser").find(class_="cite")
    assert text_of(shown.p).startswith("Zonder alles")


@pytest.mark.parametrize(
    ("written", "year"),
    [("10 april 2018", "2018"), ("winter 2018", "2018"), ("2012-2016", "2012–2016"), ("verwacht 2027", "in press")],
)
def test_the_year_says_no_more_than_the_date(written, year):
    assert describe_year(parse(written)) == year


def test_three_names_have_one_ampersand():
    assert join_names(["A", "B", "C"]) == "A, B & C"
