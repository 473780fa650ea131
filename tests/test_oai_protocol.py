"""The repository at /oai/ keeps to OAI-PMH 2.0: verbs, arguments, errors, and lists that stay whole as they change."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import signing
from django.utils import timezone

from pages.record_index import changes
from publications.models import OaiMembership, OaiRecord, OaiSet
from publications.oai import lists, views
from tests.oai_samples import ask, code_of, find, headers, identifier_of, token_of, words
from tests.sample_records import add_publication
from visitors.rate_limit import Limit

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
DC = {"metadataPrefix": "oai_dc"}
START = datetime(2001, 2, 3, 4, 5, 6, tzinfo=UTC)


@pytest.fixture
def three_a_page(monkeypatch):
    monkeypatch.setattr(lists, "PER_PAGE", 3)
    monkeypatch.setattr(lists, "READ", 4)


@pytest.fixture
def ten(three_a_page):
    """Ten records and no others, two of each second, the first ones of START; all are in the set kind:rapport."""
    OaiRecord.objects.all().delete()
    for number in range(10):
        add_publication(f"Nummer {number}")
    changes.bring_up_to_date()
    # In the order of lists, which is that of their keys within a second.
    found = list(OaiRecord.objects.order_by("pk"))
    for number, record in enumerate(found):
        at(record, START + timedelta(seconds=number // 2))
    return found


def at(record, moment):
    moment = moment.replace(microsecond=0)
    OaiRecord.objects.filter(pk=record.pk).update(datestamp=moment)
    OaiMembership.objects.filter(record=record).update(datestamp=moment)


def harvest(client, between=lambda number: None, **arguments):
    """Return the headers of all pages; `between` is called with the number of each page that was read."""
    root = ask(client, "ListIdentifiers", **DC, **arguments)
    found, number = headers(root), 1
    while token := token_of(root):
        between(number)
        root = ask(client, "ListIdentifiers", resumptionToken=token)
        assert code_of(root) is None
        found += headers(root)
        number += 1
    return found


def test_the_repository_says_what_it_is(client):
    root = ask(client, "Identify")
    assert root.tag == "{http://www.openarchives.org/OAI/2.0/}OAI-PMH"
    assert [child.tag.rpartition("}")[2] for child in root] == ["responseDate", "request", "Identify"]
    assert [child.tag.rpartition("}")[2] for child in find(root, "oai:Identify")[0]] == [
        "repositoryName",
        "baseURL",
        "protocolVersion",
        "adminEmail",
        "earliestDatestamp",
        "deletedRecord",
        "granularity",
        "compression",
        "description",
    ]
    assert words(root, "//oai:protocolVersion") == ["2.0"]
    assert words(root, "//oai:deletedRecord") == ["persistent"]
    assert words(root, "//oai:granularity") == ["YYYY-MM-DDThh:mm:ssZ"]
    base = words(root, "//oai:baseURL")[0]
    assert base.endswith("/oai/")
    assert words(root, "oai:request") == [base]
    assert words(root, "//id:repositoryIdentifier") == ["kus.localhost"]
    assert words(root, "//oai:earliestDatestamp")[0] == min(row[1] for row in harvest(client))


def test_a_post_gets_the_same_answer_without_a_token_of_the_form(client):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/oai/", "verb=ListRecords&metadataPrefix=oai_dc", "application/x-www-form-urlencoded")
    assert response.status_code == 200
    get = client.get("/oai/", {"verb": "ListRecords"} | DC)
    assert response.content.count(b"<record>") == get.content.count(b"<record>") > 10
    assert client.put("/oai/").status_code == 405
    assert b"badVerb" in client.post("/oai/?verb=Identify", "{}", "application/json").content


def test_answers_are_compressed_and_never_kept(client):
    response = client.get("/oai/", {"verb": "ListRecords"} | DC, headers={"Accept-Encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    assert response.wsgi_request.page_cache == "bypass"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "badVerb"),
        ("verb=", "badVerb"),
        ("verb=listrecords", "badVerb"),
        ("verb=Identify&verb=Identify", "badVerb"),
        ("verb=Identify&set=kind", "badArgument"),
        ("verb=Identify&resumptionToken=x", "badArgument"),
        ("verb=GetRecord&metadataPrefix=oai_dc", "badArgument"),
        ("verb=GetRecord&identifier=x&metadataPrefix=oai_dc", "idDoesNotExist"),
        ("verb=GetRecord&identifier=x+y&metadataPrefix=oai_dc", "badArgument"),
        ("verb=GetRecord&identifier=oai:kus.localhost:0:nl&metadataPrefix=oai_dc", "idDoesNotExist"),
        ("verb=ListMetadataFormats&identifier=oai:elders.nl:1", "idDoesNotExist"),
        ("verb=ListSets&resumptionToken=x", "badResumptionToken"),
        ("verb=ListRecords", "badArgument"),
        ("verb=ListRecords&metadataPrefix=", "badArgument"),
        ("verb=ListRecords&metadataPrefix=marc21", "cannotDisseminateFormat"),
        ("verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=kind&set=theme", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=geen:zulke", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=a%20b", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=gisteren", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-02-30", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&until=0000-01-01", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01T00:00:00", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01&until=2026-02-01T00:00:00Z", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-02-01&until=2026-01-01", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&until=1999-12-31", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2999-01-01", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&resumptionToken=x", "badArgument"),
        ("verb=ListRecords&resumptionToken=", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=eyJ2ZXJiIjoiTGlzdFJlY29yZHMifQ:1abc:AAAA", "badResumptionToken"),
        ("verb=ListRecords&extra=1&metadataPrefix=oai_dc", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=%00%3Cx%3E", "badArgument"),
        ("verb=ListRecords&metadataPrefix=" + "a" * 3_000, "badArgument"),
        ("verb=ListRecords&resumptionToken=" + "a" * 3_000, "badArgument"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=http://[", "badArgument"),
    ],
)
def test_what_is_wrong_is_said_by_its_code(client, query, code):
    for response in (
        client.get(f"/oai/?{query}"),
        client.post("/oai/", query, "application/x-www-form-urlencoded"),
    ):
        root = ask_of(response)
        assert code_of(root) == code
        attributes = find(root, "oai:request")[0].attrib
        # OAI-PMH 2.0, 3.6: an error of verb or arguments repeats none of them.
        assert bool(attributes) == (code not in ("badVerb", "badArgument"))


def ask_of(response):
    from lxml import etree

    assert response.status_code == 200
    return etree.fromstring(response.content)


def test_a_list_goes_on_where_it_was_and_counts(client, ten):
    root = ask(client, "ListRecords", **DC)
    token = find(root, "//oai:resumptionToken")[0]
    assert (token.get("completeListSize"), token.get("cursor")) == ("10", "0")
    expires = datetime.strptime(token.get("expirationDate"), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    assert abs(expires - timezone.now() - timedelta(hours=24)) < timedelta(minutes=1)
    found, cursors = headers(root), [0]
    while token_of(root):
        again = ask(client, "ListRecords", resumptionToken=token_of(root))
        # A token may be used again, when an answer was lost.
        assert headers(again) == headers(ask(client, "ListRecords", resumptionToken=token_of(root)))
        root = again
        found += headers(root)
        cursors.append(int(find(root, "//oai:resumptionToken")[0].get("cursor")))
    assert cursors == [0, 3, 6, 9]
    last = find(root, "//oai:resumptionToken")[0]
    assert last.get("completeListSize") == "10"
    assert last.text is None
    assert [row[0] for row in found] == [
        f"oai:kus.localhost:{record.translation_key}:nl" for record in sorted(ten, key=lambda record: record.pk)
    ]
    assert token_of(ask(client, "ListRecords", set="kind", **DC))
    assert len(harvest(client, set="kind")) == 10


@pytest.mark.parametrize("arguments", [{}, {"set": "kind"}])
def test_nothing_is_lost_or_comes_twice_while_records_change_appear_and_go(client, ten, arguments):
    def change(number):
        if number == 1:
            # One that was read, one that was not, one that goes and a new one.
            at(ten[0], timezone.now())
            at(ten[9], timezone.now())
            OaiRecord.objects.filter(pk=ten[5].pk).update(is_deleted=True)
            at(ten[5], timezone.now())
            add_publication("Kwam erbij")
            changes.bring_up_to_date()

    found = harvest(client, change, **arguments)
    keys = [row[0] for row in found]
    old = [f"oai:kus.localhost:{record.translation_key}:nl" for record in ten]
    assert set(old) <= set(keys)
    assert [key for key in old if keys.count(key) > 1] == [old[0]]
    assert [row[2] for row in found if row[0] == old[5]] == [True]
    assert len(set(keys)) == 11


def test_a_page_from_which_all_has_moved_beyond_until_is_no_error(client, ten):
    def change(number):
        for record in ten[3:]:
            at(record, timezone.now())

    until = f"{START + timedelta(minutes=1):%Y-%m-%dT%H:%M:%SZ}"
    first = f"{START:%Y-%m-%dT%H:%M:%SZ}"
    found = harvest(client, change, from_=first, until=until)
    assert len({row[0] for row in found}) == 3


def test_both_granularities_include_their_ends(client, ten):
    assert len(harvest(client, from_="2001-02-03T04:05:07Z", until="2001-02-03T04:05:08Z")) == 4
    assert len(harvest(client, from_="2001-02-03", until="2001-02-03")) == 10
    at(ten[0], datetime(2001, 2, 3, 23, 59, 59, tzinfo=UTC))
    at(ten[1], datetime(2001, 2, 4, tzinfo=UTC))
    assert len(harvest(client, until="2001-02-03")) == 9
    assert len(harvest(client, from_="2001-02-04")) == 1


def test_a_token_expires_after_a_day_and_belongs_to_its_verb(client, ten, monkeypatch):
    token = token_of(ask(client, "ListIdentifiers", **DC))
    assert code_of(ask(client, "ListRecords", resumptionToken=token)) == "badResumptionToken"
    assert code_of(ask(client, "ListIdentifiers", resumptionToken=token + "x")) == "badResumptionToken"
    moment = signing.time.time()
    monkeypatch.setattr(signing.time, "time", lambda: moment + 23.9 * 3600)
    assert code_of(ask(client, "ListIdentifiers", resumptionToken=token)) is None
    monkeypatch.setattr(signing.time, "time", lambda: moment + 24.1 * 3600)
    assert code_of(ask(client, "ListIdentifiers", resumptionToken=token)) == "badResumptionToken"


def test_sets_are_a_hierarchy_of_what_readers_filter_by(client):
    root = ask(client, "ListSets")
    specs = words(root, "//oai:setSpec")
    assert {"kind", "subject", "theme"} <= set(specs)
    assert all(spec.partition(":")[0] in specs for spec in specs)
    names = dict(zip(specs, words(root, "//oai:setName"), strict=True))
    assert names["kind:rapport"] == "Soort: Rapport"
    assert len(find(root, "//oai:setDescription/oai_dc:dc/dc:description")) == len(specs)
    for spec in ("kind", "kind:rapport", "subject"):
        listed = headers(ask(client, "ListIdentifiers", set=spec, **DC))
        assert len(listed) == OaiMembership.objects.filter(oai_set__spec=spec).count() > 0
    record = find(ask(client, "ListRecords", set="kind:rapport", **DC), "//oai:header")[0]
    assert "kind:rapport" in words(record, "oai:setSpec")


def test_a_repository_without_sets_or_records_says_so(client):
    OaiRecord.objects.all().delete()
    OaiSet.objects.all().delete()
    assert code_of(ask(client, "ListSets")) == "noSetHierarchy"
    assert code_of(ask(client, "ListRecords", **DC)) == "noRecordsMatch"
    assert code_of(ask(client, "Identify")) is None


def test_formats_are_those_of_every_record(client):
    page = add_publication()
    changes.bring_up_to_date()
    for arguments in ({}, {"identifier": identifier_of(page)}):
        root = ask(client, "ListMetadataFormats", **arguments)
        assert words(root, "//oai:metadataPrefix") == ["oai_dc", "mods", "nl_didl"]


def test_a_harvester_that_asks_too_much_is_told_when_to_come_back(client, monkeypatch):
    monkeypatch.setattr(views, "NETWORK", Limit("oai-test", 2, 60))
    assert [client.get("/oai/?verb=Identify").status_code for _ in range(3)] == [200, 200, 503]
    assert client.get("/oai/?verb=Identify")["Retry-After"] == "60"


@pytest.mark.parametrize("arguments", [{}, {"set": "kind"}])
@pytest.mark.parametrize("prefix", ["oai_dc", "nl_didl"])
def test_queries_do_not_grow_with_the_records(
    client, ten, django_assert_max_num_queries, arguments, prefix, monkeypatch
):
    monkeypatch.setattr(lists, "PER_PAGE", 9)
    monkeypatch.setattr(lists, "READ", 10)
    ask(client, "Identify")
    with django_assert_max_num_queries(11):
        root = ask(client, "ListRecords", metadataPrefix=prefix, **arguments)
    assert len(headers(root)) == 9
