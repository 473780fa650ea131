"""People, organisations, kinds and series are made inside the chooser; what looks like another is told first."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.urls import reverse

from events.models import EventSeries
from kus_site.roles import KUS_ROLE, create_roles
from network.models import Organisation, Person
from publications.models import PublicationKind, Series
from tests.bulk_rows import copy_pages
from tests.sample_records import add_publication

pytestmark = pytest.mark.django_db

CHOOSERS = {
    Person: ({"given_name": "Jo", "particle": "van", "family_name": "Proefpersoon"}, "Jo van Proefpersoon"),
    Organisation: ({"name": "Stichting Proef", "kind": "other"}, "Stichting Proef"),
    PublicationKind: ({"name": "Proefsoort", "schema_type": "Report"}, "Proefsoort"),
    Series: ({"name": "Proefreeks"}, "Proefreeks"),
    EventSeries: ({"name": "Proefgesprekken"}, "Proefgesprekken"),
}


def address(model):
    """Return where the chooser of a model is shown."""
    return model.snippet_viewset.chooser_viewset.widget_class().get_chooser_modal_url()


def create(client, model, **values):
    """Send the form of the tab; return the JSON that the chooser gets."""
    return client.post(f"{address(model)}create/", {f"new-{name}": value for name, value in values.items()}).json()


@pytest.mark.parametrize("model", CHOOSERS)
def test_what_is_not_there_is_made_and_chosen(administrator_client, model):
    values, name = CHOOSERS[model]
    shown = BeautifulSoup(administrator_client.get(address(model)).json()["html"], "html.parser")
    assert {f"new-{field}" for field in values} <= {field.get("name") for field in shown.select("[name^=new-]")}
    answer = create(administrator_client, model, **values)
    made = model.objects.order_by("pk").last()
    assert (answer["step"], answer["result"]["id"], answer["result"]["string"]) == ("chosen", str(made.pk), name)
    assert made.slug


@pytest.mark.parametrize("model", CHOOSERS)
def test_a_name_that_looks_like_another_is_told_and_nothing_typed_is_lost(administrator_client, model):
    values, name = CHOOSERS[model]
    create(administrator_client, model, **values)
    last = [*values][-1] if model is Person else "name"
    again = values | {last: f"{values[last]}s"}
    before = model.objects.count()
    answer = create(administrator_client, model, **again)
    form = BeautifulSoup(answer["htmlFragment"], "html.parser")
    assert answer["step"] == "reshow_creation_form"
    assert f"“{name}”" in form.text
    assert form.select_one(f"[name=new-{last}]")["value"] == again[last]
    assert form.select_one("[name=new-confirmed]")["type"] == "checkbox"
    assert model.objects.count() == before
    assert create(administrator_client, model, **again, confirmed="on")["step"] == "chosen"
    assert model.objects.count() == before + 1


def test_a_wrong_form_says_what_is_missing(administrator_client):
    answer = create(administrator_client, Person, given_name="Jo")
    assert answer["step"] == "reshow_creation_form"
    assert "verplicht" in answer["htmlFragment"]


def test_choosing_a_record_costs_the_same_queries_among_many(administrator_client, django_assert_max_num_queries):
    page = add_publication("Zandloper")
    copy_pages(page, 60)
    addresses = [
        reverse("wagtailadmin_choose_page_child", args=[page.get_parent().pk]),
        f"{reverse('wagtailadmin_choose_page_search')}?q=Zandloper",
    ]
    for address in addresses:
        administrator_client.get(address)
        with django_assert_max_num_queries(30):
            assert administrator_client.get(address).status_code == 200


def test_only_who_may_add_them_makes_them(client, django_user_model):
    create_roles()
    member = django_user_model.objects.create_user("lid", password="geheim-voor-de-test")
    member.groups.add(Group.objects.filter(name__startswith="Redactie").exclude(name=KUS_ROLE).first())
    client.force_login(member)
    assert create(client, Person, **CHOOSERS[Person][0])["step"] == "chosen"
    response = client.post(f"{address(Series)}create/", {"new-name": "Proefreeks"})
    assert response.status_code in (302, 403)
    assert not Series.objects.filter(name="Proefreeks").exists()
