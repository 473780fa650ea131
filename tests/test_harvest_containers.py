"""A proposal says in which journal or book it appeared, and the draft that is made of it says so too."""

import pytest
from django.contrib.auth.models import Group

from kus_site.roles import KUS_ROLE
from pages.harvest import decisions, oai_pmh
from pages.harvest.containers import read_source
from pages.harvest.decisions import Choices
from pages.harvest.values import find_issn
from pages.harvest.xml_reading import read_xml
from pages.models import PartnerSource, Proposal
from pages.record_index.changes import bring_up_to_date
from tests.harvest_samples import add_source, propose
from tests.partner_site import OAI, core_record, record
from tests.sample_records import add_publication

pytestmark = pytest.mark.django_db
CONTAINER = ("container_title", "volume", "issue", "pages", "issn")
ARTICLE = {
    "container_title": "Tijdschrift voor Zorg, Welzijn en Recht",
    "volume": "12",
    "issue": "3",
    "pages": "45–60",
    "issn": "1234-5679",
}


def parse(element):
    """Return what is known of the container of a record element (XML)."""
    root = read_xml(f"{OAI}{element}</OAI-PMH>".encode())
    values = oai_pmh.read_record(root[0], PartnerSource(language="nl")).values
    return {name: values[name] for name in CONTAINER if name in values}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Journal, 12 (3), 45-60", ("Journal", "12", "3", "45–60")),
        ("Zorg, welzijn en recht, 12, 45-60", ("Zorg, welzijn en recht", "12", "", "45–60")),
        ("Journal; Vol. 12 No. 3 (2020): Thema, met komma; 45–60", ("Journal", "12", "3", "45–60")),
        ("Journal; Jrg. 12, nr. 3-4; pp. 45 - 60", ("Journal", "12", "3-4", "45–60")),
        ("Journal; Vol 8 (2019); e104", ("Journal", "8", "", "e104")),
        ("Journal, 2019, 12(3)", ("Journal", "12", "3", "")),
    ],
)
def test_what_repositories_write_as_source(text, expected):
    names = CONTAINER[:-1]
    assert read_source([text]) == {name: value for name, value in zip(names, expected, strict=True) if value}


@pytest.mark.parametrize(
    "texts",
    [
        [],
        ["Utrecht, 2019"],
        ["Collectie Verwey-Jonker Instituut; Utrecht"],
        ["https://partner.example/2"],
        ["1234-5678"],
        [", 12 (3)"],
    ],
)
def test_what_names_no_journal_says_nothing(texts):
    assert read_source(texts) == {}


def test_an_issn_makes_a_journal_of_a_mere_name():
    assert read_source(["Maatwerk", "ISSN 12345679"]) == {"container_title": "Maatwerk", "issn": "1234-5679"}
    assert find_issn(["1234-5678", "0000-006x", "978-90-469-0000-1"]) == "0000-006X"


def test_dublin_core_of_others():
    element = core_record("oai:1", "Stuk", ("source", "Maatwerk; Vol. 21 No. 2 (2020); 8-11"), ("source", "1234-5679"))
    assert parse(element) == {
        "container_title": "Maatwerk",
        "volume": "21",
        "issue": "2",
        "pages": "8–11",
        "issn": "1234-5679",
    }


def test_mods_of_others():
    mods = """<mods xmlns="http://www.loc.gov/mods/v3"><titleInfo><title>Stuk</title></titleInfo>
      <relatedItem type="series"><titleInfo><title>Reeks</title></titleInfo></relatedItem>
      <relatedItem type="host"><titleInfo><title>Maatwerk</title></titleInfo>
        <identifier type="issn">12345679</identifier>
        <part><detail type="volume"><number>21</number></detail><detail type="issue"><number>2 </number></detail>
        <extent unit="pages"><list>8 - 11</list></extent></part></relatedItem></mods>"""
    assert parse(record("oai:2", mods)) == {
        "container_title": "Maatwerk",
        "volume": "21",
        "issue": "2",
        "pages": "8–11",
        "issn": "1234-5679",
    }
    long = mods.replace("<number>21<", f"<number>{'9' * 30}<")
    assert "volume" not in parse(record("oai:2", long))


@pytest.mark.parametrize(("prefix", "known"), [("oai_dc", CONTAINER[:-1]), ("mods", CONTAINER), ("nl_didl", CONTAINER)])
def test_what_we_offer_ourselves_is_read_back(client, home, prefix, known):
    page = add_publication("Stuk", **ARTICLE)
    bring_up_to_date()
    answer = client.get(f"/oai/?verb=ListRecords&metadataPrefix={prefix}")
    root = read_xml(answer.content)
    records = list(root.iter("{http://www.openarchives.org/OAI/2.0/}record"))
    found = [oai_pmh.read_record(each, PartnerSource(language="nl")) for each in records]
    (values,) = [each.values for each in found if each and each.values.get("title") == page.title]
    assert {name: values.get(name) for name in known} == {name: ARTICLE[name] for name in known}


def test_a_draft_is_filled_and_kept_in_step(home, django_user_model):
    editor = django_user_model.objects.create_user("kus", password="geheim-voor-de-test")
    editor.groups.add(Group.objects.get(name=KUS_ROLE))
    source = add_source()
    proposal = propose(source=source, **ARTICLE)
    page = decisions.accept(proposal.pk, editor, proposal.version, Choices())
    assert {name: getattr(page, name) for name in CONTAINER} == ARTICLE
    propose(source=source, **ARTICLE | {"issue": "4"})
    assert Proposal.objects.get(pk=proposal.pk).waits


def test_a_number_that_is_none_is_not_offered(home, django_user_model):
    editor = django_user_model.objects.create_user("kus", password="geheim-voor-de-test")
    editor.groups.add(Group.objects.get(name=KUS_ROLE))
    proposal = propose(container_title="Maatwerk", issn="1234-5678")
    page = decisions.accept(proposal.pk, editor, proposal.version, Choices())
    assert (page.container_title, page.issn) == ("Maatwerk", "")
