"""Municipalities, organisations and people have pages that gather every record that names them."""

import pytest
from django.core.exceptions import ValidationError

from events.models import EventPage
from network.models import Municipality, Organisation, Person
from tests.page_samples import find_sample


def test_the_province_of_utrecht_has_its_26_municipalities(db):
    codes = set(Municipality.objects.filter(province="Utrecht").values_list("code", flat=True))
    assert len(codes) == 26
    assert {"GM0344", "GM0307", "GM0632", "GM1961"} <= codes


def test_the_page_of_a_municipality_gathers_its_records(client, db):
    municipality = Municipality.objects.get(slug="amersfoort")
    event = find_sample(EventPage)
    event.municipality = municipality
    event.save()
    text = client.get("/gemeenten/amersfoort/").content.decode()
    assert event.title in text
    assert "GM0307" in text


def test_the_page_exists_in_english_too(client, db):
    response = client.get("/en/gemeenten/amersfoort/")
    assert "Municipality" in response.content.decode()


def test_every_organisation_and_person_has_a_page(client, db):
    for record in [*Organisation.objects.all()[:10], *Person.objects.all()[:10]]:
        assert client.get(record.get_absolute_url()).status_code == 200


def test_a_listed_municipality_existed_today(client, db):
    Municipality.objects.create(
        name="Abcoude",
        code="GM0305",
        valid_to="2011-01-01",
        merged_into=Municipality.objects.get(slug="de-ronde-venen"),
    )
    assert "Abcoude" not in client.get("/gemeenten/").content.decode()
    assert "De Ronde Venen" in client.get("/gemeenten/abcoude/").content.decode()


def test_two_people_of_one_name_get_two_addresses(db):
    first = Person.objects.create(given_name="Anna", family_name="Jansen")
    second = Person.objects.create(given_name="Anna", family_name="Jansen")
    assert first.get_absolute_url() != second.get_absolute_url()


def test_an_unknown_organisation_is_not_found(client, db):
    assert client.get("/organisaties/bestaat-niet/").status_code == 404


def test_a_page_number_that_does_not_exist_shows_the_nearest(client, db):
    assert client.get("/organisaties/?page=abc").status_code == 200
    assert client.get("/organisaties/?page=999999").status_code == 200


@pytest.mark.parametrize("code", ["0344", "GM344", "gm0344", "GM03444"])
def test_a_code_that_is_none_of_the_cbs_is_refused(code, db):
    with pytest.raises(ValidationError):
        Municipality(name="Ergens", code=code).full_clean()


def test_an_orcid_with_a_typing_error_is_refused(db):
    Person(family_name="Carberry", orcid="0000-0002-1825-0097").full_clean()
    with pytest.raises(ValidationError, match=r"typefout|typing error"):
        Person(family_name="Carberry", orcid="0000-0002-1825-0098").full_clean()


def test_an_end_before_the_beginning_is_refused(db):
    with pytest.raises(ValidationError):
        Organisation(name="Tijdelijk", valid_from="2020-01-01", valid_to="2019-01-01").full_clean()
