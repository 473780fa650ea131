"""Subscribers and lists in the editors' workplace: found, exported, erased, by editors of kUS only."""

import json

import pytest
from django.contrib.auth.models import Group
from wagtail.models import ModelLogEntry

from kus_site.roles import KUS_ROLE
from newsletters.models import (
    AddressChange,
    AddressRequest,
    Consent,
    MailingList,
    Subscriber,
    SubscriberImport,
    Suppression,
)
from newsletters.subscribers.suppressions import is_suppressed, suppress_address
from tests.subscriber_samples import a_list, lists_of, soup_of, subscribe

pytestmark = pytest.mark.django_db

INDEX = "/admin/newsletters/subscribers/"
PROVENANCE = "Briefkaart van 3 maart 2019."


@pytest.fixture
def editor_client(client, django_user_model):
    """A client logged in as editor of kUS."""
    editor = django_user_model.objects.create_user("kus", password="geheim-voor-de-test")
    editor.groups.add(Group.objects.get(name=KUS_ROLE))
    client.force_login(editor)
    return client


def test_an_editor_finds_somebody_by_part_of_the_address(editor_client):
    subscribe("jan@example.org")
    subscribe("piet@example.org")
    page = soup_of(editor_client.get(INDEX + "?q=JAN@"))
    person = Subscriber.objects.with_address("jan@example.org").get()
    assert page.select_one(f"table a[href='{INDEX}{person.pk}/']").text.strip() == "jan@example.org"
    assert "piet@example.org" not in page.text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("language=en", {"en@example.org"}),
        ("state=waiting", {"wacht@example.org"}),
        ("state=confirmed", {"jan@example.org", "en@example.org"}),
        ("mailing_list={landelijk}", {"en@example.org"}),
        (
            "mailing_list={landelijk}&mailing_list={platformnieuws}",
            {"jan@example.org", "en@example.org", "wacht@example.org"},
        ),
        ("mailing_list=999999", None),
    ],
)
@pytest.mark.usefixtures("kept_contexts")
def test_the_list_can_be_narrowed_and_downloaded_so(editor_client, query, found):
    subscribe("jan@example.org")
    subscribe("wacht@example.org", confirmed=False)
    subscribe("en@example.org", lists=["landelijk"], language="en")
    query = query.format(landelijk=a_list("landelijk").pk, platformnieuws=a_list().pk)
    response = editor_client.get(f"{INDEX}?{query}")
    assert response.status_code == 200
    if found is None:
        return
    shown = {person.address for person in response.context["object_list"]}
    assert shown == found
    rows = editor_client.get(f"{INDEX}export/?{query}").content.decode("utf-8-sig").splitlines()[1:]
    assert {row.split(";")[0] for row in rows} == found


def test_an_export_holds_no_formulas(editor_client):
    for address in ("=1+1@example.org", "+31@example.org", "-x@example.org"):
        subscribe(address)
    rows = editor_client.get(f"{INDEX}export/").content.decode("utf-8-sig").splitlines()[1:]
    assert len(rows) == 3
    assert all(row.startswith("'") for row in rows)


def test_one_person_is_shown_and_exported(editor_client):
    person = subscribe()
    assert "Ja, graag." in soup_of(editor_client.get(f"{INDEX}{person.pk}/")).text
    kept = json.loads(editor_client.get(f"{INDEX}{person.pk}/export/").content)
    assert kept["address"] == person.address
    assert kept["consents"][0]["wording"] == "Ja, graag."


def test_erasing_somebody_leaves_nothing_but_a_fingerprint(editor_client):
    person = subscribe()
    AddressRequest.objects.create(kind=AddressRequest.SIGN_UP, address="JAN@example.org", language="nl")
    other = subscribe("piet@example.org")
    AddressChange.objects.create(subscriber=other, address="jan@example.org")
    problem = {"line": 2, "address": "Jan@example.org", "kind": "known", "what": ""}
    SubscriberImport.objects.create(file_name="x", content="jan@example.org", report={"problems": [problem]})
    page = f"{INDEX}{person.pk}/erase/"
    assert editor_client.get(page).status_code == 200
    assert Subscriber.objects.count() == 2
    editor_client.post(page)
    assert Suppression.objects.get().reason == Suppression.ERASED
    for model in (Subscriber, Consent, AddressRequest, AddressChange, SubscriberImport, ModelLogEntry):
        assert "jan@" not in str(list(model.objects.values())).lower(), model
    assert is_suppressed("jan@example.org")


def added(**changes):
    """Return what the form to add somebody sends."""
    return {"address": "jan@example.org", "language": "nl", "lists": [a_list().pk], "provenance": PROVENANCE} | changes


def test_adding_somebody_keeps_where_it_comes_from_and_stays_out_of_the_log(editor_client):
    editor_client.post(f"{INDEX}new/", added())
    assert lists_of("jan@example.org") == ["platformnieuws"]
    assert Consent.objects.get().wording == PROVENANCE
    assert not ModelLogEntry.objects.filter(label__contains="jan@").exists()


@pytest.mark.parametrize("changes", [{"provenance": ""}, {"address": "geen"}, {"lists": []}])
def test_adding_somebody_without_what_is_needed_is_refused(editor_client, changes):
    assert editor_client.post(f"{INDEX}new/", added(**changes)).status_code == 200
    assert not Subscriber.objects.exists()


def test_somebody_who_left_or_is_known_cannot_be_added(editor_client):
    suppress_address("weg@example.org", Suppression.UNSUBSCRIBED)
    subscribe()
    for address in ("weg@example.org", "JAN@example.org"):
        assert editor_client.post(f"{INDEX}new/", added(address=address)).status_code == 200
    assert Subscriber.objects.count() == 1


@pytest.mark.usefixtures("kept_contexts")
def test_lists_show_how_many_people_get_mail(editor_client):
    subscribe()
    subscribe("wacht@example.org", confirmed=False)
    response = editor_client.get("/admin/snippets/newsletters/mailinglist/")
    people = {row.slug: row.people for row in response.context["object_list"]}
    assert people["platformnieuws"] == 1
    assert people["landelijk"] == 0


def test_a_list_that_people_get_mail_of_is_not_deleted(administrator_client):
    subscribe()
    for slug, status in [("platformnieuws", True), ("thema-preventie", False)]:
        administrator_client.post(f"/admin/snippets/newsletters/mailinglist/delete/{a_list(slug).pk}/")
        assert MailingList.objects.filter(slug=slug).exists() == status


def test_nobody_else_gets_in_by_address_or_post(client, django_user_model):
    person = subscribe()
    editor = django_user_model.objects.create_user("zhz", password="geheim-voor-de-test")
    editor.groups.add(Group.objects.get(name="Redactie Zuid-Holland Zuid"))
    client.force_login(editor)
    for path in ("", "results/", "export/", "new/", f"{person.pk}/", f"{person.pk}/export/", f"{person.pk}/erase/"):
        for method in (client.get, client.post):
            assert method(INDEX + path).status_code in (302, 403, 405), path
    assert "newsletters/subscribers" not in client.get("/admin/").content.decode()
    assert Subscriber.objects.exists()
