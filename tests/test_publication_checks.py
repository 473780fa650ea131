"""What is said while a publication is entered: wrong identifiers, and what looks like it, with the reason."""

import re

import pytest
from bs4 import BeautifulSoup

from publications.models import PublicationIndexPage, PublicationPage
from tests.sample_records import add_publication

pytestmark = pytest.mark.django_db

CHECK = "/admin/publications/check/"


def check(client, **typed):
    response = client.post(CHECK, typed)
    assert response.status_code == 200
    return response.json()


def test_what_is_there_already_is_found_with_the_reason(administrator_client):
    page = add_publication("Wonen in de wijk", doi="10.1000/wijk", isbn="90-469-0000-2", date="2018")
    edit = f"/admin/pages/{page.pk}/edit/"
    for typed, reason in [
        ({"doi": "https://doi.org/10.1000/WIJK"}, "dezelfde DOI"),
        ({"isbn": "9789046900000"}, "hetzelfde ISBN"),
        ({"title": "wonen in de wijk", "date": "maart 2018"}, "dezelfde titel en hetzelfde jaar"),
        ({"title": "Wonen in de wijken"}, "bijna dezelfde titel"),
    ]:
        [found] = check(administrator_client, **typed)["found"]
        assert found == {"sentence": f"Lijkt op “Wonen in de wijk”: {reason}", "title": "Wonen in de wijk", "url": edit}
    assert check(administrator_client, doi="10.1000/wijk", page=page.pk)["found"] == []
    assert check(administrator_client, title="Wonen in de wijk", date="2001")["found"] == []
    assert check(administrator_client, title="x", page="geen-getal", date="gisteren of zo")["found"] == []


def test_identifiers_are_checked_as_on_saving(administrator_client):
    fields = check(administrator_client, doi="doi: 10.1000/x", isbn="ISBN 978–90–469–0000–0", issn="")["fields"]
    assert fields == {
        "doi": {"value": "10.1000/x", "error": ""},
        "isbn": {"value": "978-90-469-0000-0", "error": ""},
    }
    fields = check(administrator_client, doi="wijk", isbn="978-90-469-0000-1", issn="1234-5678")["fields"]
    assert "10." in fields["doi"]["error"]
    assert "typefout" in fields["isbn"]["error"]
    assert "typefout" in fields["issn"]["error"]


def test_only_who_writes_pages_may_ask(client, django_user_model):
    assert client.post(CHECK, {"title": "x"}).status_code == 302
    client.force_login(django_user_model.objects.create_user("buiten", password="geheim-voor-de-test"))
    assert client.post(CHECK, {"title": "x"}).status_code in (302, 403)


def save(client, address, **values):
    """Save the form at an address as it stands, with these values; return the page that follows."""
    soup = BeautifulSoup(client.get(address).content, "html.parser")
    form = soup.select_one("form[data-edit-form]")
    data = {"body-count": "0"}
    for field in form.select("input[name], textarea[name]"):
        if field.get("type") in ("checkbox", "radio") and not field.has_attr("checked"):
            continue
        data[field["name"]] = field.text if field.name == "textarea" else field.get("value", "")
    for select in form.select("select[name]"):
        chosen = select.select_one("option[selected]")
        data[select["name"]] = chosen.get("value", "") if chosen else ""
    return client.post(address, data | values, follow=True)


def test_saving_tells_it_without_javascript_and_refuses_nothing(administrator_client):
    first = add_publication("Wonen in de wijk", doi="10.1000/wijk")
    second = add_publication("Heel iets anders")
    address = f"/admin/pages/{second.pk}/edit/"
    response = save(administrator_client, address, doi="https://doi.org/10.1000/wijk")
    soup = BeautifulSoup(response.content, "html.parser")
    link = soup.select_one(f".messages a[href='/admin/pages/{first.pk}/edit/']")
    assert link.text == "Lijkt op “Wonen in de wijk”: dezelfde DOI"
    assert PublicationPage.objects.get(pk=second.pk).get_latest_revision_as_object().doi == "10.1000/wijk"
    response = save(administrator_client, address, doi="")
    assert "Lijkt op" not in BeautifulSoup(response.content, "html.parser").select_one(".messages").text


def test_the_form_has_the_place_where_it_is_said(administrator_client):
    listing = PublicationIndexPage.objects.get(locale__language_code="nl")
    address = f"/admin/pages/add/publications/publicationpage/{listing.pk}/"
    soup = BeautifulSoup(administrator_client.get(address).content, "html.parser")
    place = soup.select_one("[data-publication-checks]")
    assert place["data-publication-checks"] == CHECK
    assert place.select_one("[role=status]") is not None
    assert soup.find("script", src=re.compile(r"js/entry_checks"))
