"""A record type of tests/record_app in content files: import, export, and what a required reference asks of both."""

import pytest
from django.utils import translation

from kus_site.content.exporter import export_folder
from kus_site.content.importer import import_folder
from kus_site.models import ContentKey
from tests.content_samples import empty_site, find_problems, read_tree, write_site
from tests.sample_records import settle

pytestmark = pytest.mark.engine

EXCURSION = """
    type: excursion
    id: proef-uitstapje
    title: Proefuitstapje
    parent: proef-uitstapjes
    date: 2019-05
    host: proef-gastheer
    programme: proef-programma
    stops:
      - title: Station
        municipality: proef-gemeente
    ---
    Neem het [programma](record:proef-programma) mee.
    """
# The files of what the excursion needs are read after its own, and the programme stands as deep in the tree.
EXCURSION_SITE = {
    "excursions/proef-uitstapje.md": EXCURSION,
    "pages/proef-uitstapjes.md": "type: excursion-index\nid: proef-uitstapjes\ntitle: Uitstapjes\nparent: proef-home",
    "pages/proef-programmas.md": "type: programme-index\nid: proef-programmas\ntitle: Programmas\nparent: proef-home",
    "programmes/proef-programma.md": "type: programme\nid: proef-programma\ntitle: Programma\nparent: proef-programmas",
    "organisations/proef-gastheer.md": "type: organisation\nid: proef-gastheer\nname: Gastheer",
    "municipalities/proef-gemeente.md": "type: municipality\nid: proef-gemeente\nname: Proefstad\ncode: GM9999",
}


@pytest.fixture(scope="module", autouse=True)
def emptied(module_transaction):
    """Empty the site once; every test starts from there."""
    empty_site()
    settle()


@pytest.fixture(autouse=True)
def site_of_its_own(emptied, db, settings, tmp_path):
    """Begin with an empty site and an empty media folder, in English."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    with translation.override("en"):
        yield


def test_a_page_is_made_after_what_it_requires(tmp_path):
    import_folder(write_site(tmp_path / "in", EXCURSION_SITE))
    page = ContentKey.objects.get(key="proef-uitstapje").record
    assert page.live
    assert (page.host.name, page.programme.title) == ("Gastheer", "Programma")
    assert [(stop.title, stop.municipality.name) for stop in page.stops.all()] == [("Station", "Proefstad")]


def test_an_import_again_changes_nothing_and_a_new_reference_one_record(tmp_path):
    folder = write_site(tmp_path / "in", EXCURSION_SITE)
    import_folder(folder)
    again = import_folder(folder)
    assert (again.created, again.changed) == (0, 0)
    other = {
        "excursions/proef-uitstapje.md": EXCURSION.replace("host: proef-gastheer", "host: proef-ander"),
        "organisations/proef-ander.md": "type: organisation\nid: proef-ander\nname: Ander",
    }
    changed = import_folder(write_site(folder, EXCURSION_SITE | other))
    assert (changed.created, changed.changed) == (1, 1)
    assert ContentKey.objects.get(key="proef-uitstapje").record.host.name == "Ander"


def test_it_comes_back_from_an_export_byte_for_byte(tmp_path):
    import_folder(write_site(tmp_path / "in", EXCURSION_SITE))
    export_folder(tmp_path / "out")
    first = read_tree(tmp_path / "out")
    text = first["excursions/proef-uitstapje.md"].decode()
    assert "host: proef-gastheer\nprogramme: proef-programma\nstops:\n  - title: Station\n" in text
    # What refers to a page goes before it: the reference protects it.
    ContentKey.objects.get(key="proef-uitstapjes").record.delete()
    empty_site()
    import_folder(tmp_path / "out")
    export_folder(tmp_path / "again")
    assert read_tree(tmp_path / "again") == first


def test_a_required_reference_that_is_left_out_is_named(tmp_path):
    content = EXCURSION.replace("    host: proef-gastheer\n", "")
    problems = find_problems(write_site(tmp_path, EXCURSION_SITE | {"excursions/proef-uitstapje.md": content}))
    assert problems == ["excursions/proef-uitstapje.md:1: host: Fill this in."]


def test_a_required_record_with_a_mistake_is_the_only_problem(tmp_path):
    wrong = "type: programme\nid: proef-programma\ntitle: Programma\nparent: proef-programmas\nstatus: weg"
    problems = find_problems(write_site(tmp_path, EXCURSION_SITE | {"programmes/proef-programma.md": wrong}))
    assert len(problems) == 1
    assert problems[0].startswith("programmes/proef-programma.md:6: status:")


def test_records_that_require_each_other_are_each_named(tmp_path):
    routes = {
        f"routes/{name}.md": f"type: route\nid: {name}\nname: {name}\ncontinues: {other}"
        for name, other in (("a", "b"), ("b", "c"), ("c", "a"), ("los", "a"))
    }
    problems = find_problems(write_site(tmp_path, routes))
    beginnings = [
        "routes/a.md:5: continues: This record cannot exist before “b”",
        "routes/b.md:5: continues: This record cannot exist before “c”",
        "routes/c.md:5: continues: This record cannot exist before “a”",
    ]
    assert len(problems) == len(beginnings)
    assert all(problem.startswith(beginning) for problem, beginning in zip(problems, beginnings, strict=True))
    assert all("Records that require each other cannot be made" in problem for problem in problems)


def test_a_record_that_requires_itself_is_named(tmp_path):
    own = {"routes/a.md": "type: route\nid: a\nname: a\ncontinues: a"}
    problems = find_problems(write_site(tmp_path, own))
    assert len(problems) == 1
    assert problems[0].startswith("routes/a.md:5: continues: This record cannot exist before “a”")
