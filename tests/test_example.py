"""The invented region of content-example/: whole, invented and marked as such, loaded and taken away again."""

import json
import re
from collections import Counter

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.utils import timezone
from pypdf import PdfReader
from wagtail.models import Page

from events.models import EventPage, Registration
from events.registrations.places import Openness, availability
from inventory.models import InventoryRoundPage, Need, ProjectPage, Submission
from kus_site import example, example_views
from kus_site.content.entries import read_entries
from kus_site.content.exporter import export_folder
from kus_site.content.id_map import IdMap
from kus_site.models import ContentKey
from kus_site.roles import create_roles
from network.models import Municipality, Organisation, Person
from pages.examples import example_keys
from pages.models import SiteDocument
from pages.models.withdrawn import WithdrawnRecord
from publications.models import PublicationPage
from scripts.start_site import wants_example
from tests.checkout import ROOT

pytestmark = pytest.mark.django_db
# Of the site's own records an example names only these: nothing is told about what exists.
MAY_BE_NAMED = {
    "audience", "event-kind", "law", "publication-kind", "subject", "theme",
    "article-index", "call-index", "event-index", "home", "inventory-index", "newsletter-index", "programme-index",
    "project-index", "publication-index", "werkplaats-index",
}  # fmt: skip
BIRDS = {
    "Boomklever", "Goudvink", "Grutto", "IJsvogel", "Kraanvogel", "Kwikstaart", "Leeuwerik", "Nachtegaal", "Pestvogel",
    "Rietzanger", "Roodborst", "Tureluur", "Wulp", "Zilvermeeuw",
}  # fmt: skip
# Words of the PDFs that stand in no record: only a search in files finds them.
WORDS_OF_FILES = {"twaalf-gemeenten": "dinsdagtrouw", "buurtkompas": "stoepwinst", "slecht-leesbaar": "wachtkamertaal"}


@pytest.fixture(scope="module")
def counts_before(module_transaction):
    """The number of rows of what the example adds to, before it is there."""
    return {model: model.objects.count() for model in (Page, Person, Organisation, Municipality, SiteDocument)}


@pytest.fixture(scope="module")
def loaded(counts_before):
    """The Outcome of loading the example; it stays for the module."""
    return example.load()


@pytest.fixture(scope="module")
def entries(loaded):
    """The entries of content-example/ as read for an import."""
    id_map = IdMap([])
    id_map.load()
    found, problems = read_entries(example.FOLDER, id_map.serializers, lambda: None)
    assert problems == []
    return found


def examples_of(model):
    """Return the rows of a model that are marked, in the main language where there are more."""
    rows = model.objects.filter(pk__in=example_keys(model))
    return rows.filter(locale__language_code="nl") if issubclass(model, Page) else rows


def test_every_file_is_marked_and_every_record_is_there(entries, loaded):
    assert [entry.id for entry in entries if not entry.is_example] == []
    assert loaded.created == len(entries) == example.count()


def test_nothing_is_told_about_what_exists(entries):
    invented = {entry.id for entry in entries}
    id_map = IdMap([])
    id_map.load()
    named = {
        (entry.id, reference)
        for entry in entries
        for reference in entry.references - invented
        if id_map.serializers[reference].name not in MAY_BE_NAMED
    }
    assert named == set()
    assert {person.family_name for person in examples_of(Person)} <= BIRDS
    assert {town.code[:4] for town in examples_of(Municipality)} == {"GM99"}
    assert [
        doi
        for doi in examples_of(PublicationPage).values_list("doi", flat=True)
        if not doi.startswith(("10.5072/", ""))
    ] == []
    files = "\n".join(path.read_text() for path in example.FOLDER.rglob("*.md"))
    assert set(re.findall(r"https?://([^/\s\"]+)", files)) | set(re.findall(r"@([\w.]+\.\w+)", files)) == {
        "example.org"
    }


def test_there_is_enough_of_everything(entries):
    now = timezone.now()
    events = examples_of(EventPage)
    coming = events.filter(starts_at__gt=now)
    assert coming.count() >= 8
    assert set(events.values_list("status", flat=True)) == set(EventPage.Status.values)
    assert {"hybrid", "online", "on-site"} == set(coming.values_list("attendance", flat=True))
    assert sum(bool(event.report) for event in events) >= 4
    publications = examples_of(PublicationPage)
    assert publications.count() >= 40
    for field in ("doi", "isbn", "licence", "issn"):
        assert publications.exclude(**{field: ""}).count() >= 2, field
    assert publications.filter(series__isnull=False).count() >= 6
    assert {len(publication.languages) for publication in publications} >= {1, 3}
    projects = examples_of(ProjectPage)
    assert projects.count() >= 25
    assert {town for project in projects for town in project.municipalities.all()} == set(examples_of(Municipality))
    assert set(projects.values_list("status", flat=True)) >= {"idea", "starting", "running", "finished", "stopped"}
    assert len({need.municipality for need in examples_of(Need)}) >= 8
    assert examples_of(InventoryRoundPage).filter(closes_at__lt=now).count() == 2
    assert examples_of(InventoryRoundPage).filter(opens_at__lt=now, closes_at__gt=now).count() == 1
    assert all(person.portrait for person in examples_of(Person))
    translated = Counter(entry.serializer.name for entry in entries if entry.values.get("translation_of"))
    assert translated.total() >= 10


def test_everything_has_something_to_open(entries):
    """A publication can be read, ordered or played; a coming event with a form has places."""
    dead = [page.title for page in examples_of(PublicationPage).specific() if not (page.actions or page.parts.all())]
    assert dead == []


def test_a_full_meeting_has_a_waiting_list_of_nobody(loaded):
    event = EventPage.objects.get(slug="aan-de-keukentafel-oefendag-huisbezoek")
    found = availability(event)
    assert (found.state, found.taken, found.waiting) == (Openness.WAITING_LIST, event.capacity, 2)
    assert set(event.registrations.values_list("name", "address")) == {("", "")}
    assert not Registration.objects.of_event(event).taking_part().exists()
    example.load()
    assert availability(event).taken == event.capacity


def test_a_look_back_plays_with_its_captions(loaded, client):
    event = EventPage.objects.get(slug="een-jaar-soepbus-wat-wij-zagen")
    soup = read_page(client, event)
    film = soup.select_one(".recordings video[controls]")
    assert client.get(film["src"]).status_code == 200
    assert b"WEBVTT" in b"".join(client.get(film.track["src"]).streaming_content)
    assert event.is_recorded
    assert [action.url for action in event.actions if action.kind == "watch"] == [film["src"]]


@pytest.mark.parametrize(("name", "word"), WORDS_OF_FILES.items())
def test_long_files_have_words_of_their_own(name, word, entries):
    reader = PdfReader(example.FOLDER / "documents" / f"{name}.pdf")
    assert len(reader.pages) >= 20
    assert word in "".join(page.extract_text() for page in reader.pages)
    records = [path.read_text() for folder in ("content", "content-example") for path in (ROOT / folder).rglob("*.md")]
    assert [text for text in records if word in text] == []


def test_one_file_is_tagged_badly():
    root = PdfReader(example.FOLDER / "documents" / "slecht-leesbaar.pdf").trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" not in root
    assert "/Lang" not in root


def test_the_folder_is_small():
    assert sum(path.stat().st_size for path in example.FOLDER.rglob("*") if path.is_file()) < 4_000_000


def read_page(client, record):
    """Return the page of a record, parsed."""
    address = record.url if isinstance(record, Page) else record.get_absolute_url()
    return BeautifulSoup(client.get(address).content, "html.parser")


def read_head(soup):
    """Return (content of the robots tag or "", the first node of the JSON-LD) of a page."""
    robots = soup.select_one("meta[name=robots]")
    nodes = json.loads(soup.select_one("script[type='application/ld+json']").string)["@graph"]
    return robots["content"] if robots else "", nodes[0]


@pytest.mark.parametrize("model", [PublicationPage, EventPage, ProjectPage, Person, Organisation, Municipality])
def test_a_page_says_that_it_is_an_example(model, loaded, client):
    record = examples_of(model).first()
    soup = read_page(client, record)
    assert "verzonnen" in soup.select_one(".example-notice").text
    robots, node = read_head(soup)
    assert robots == "noindex"
    assert node["disambiguatingDescription"].startswith("Voorbeeld")


@pytest.mark.parametrize("model", [PublicationPage, EventPage, ProjectPage, Person])
def test_the_page_of_another_record_does_not(model, loaded, client):
    record = model.objects.exclude(pk__in=example_keys(model)).first()
    soup = read_page(client, record)
    assert soup.select_one(".example-notice") is None
    robots, node = read_head(soup)
    assert robots == ""
    assert "disambiguatingDescription" not in node


@pytest.mark.parametrize(
    "path", ["/publicaties/", "/agenda/", "/projecten/", "/zoeken/?q=soepbus", "/gemeenten/", "/organisaties/"]
)
def test_lists_say_which_records_are_examples(path, loaded, client):
    soup = BeautifulSoup(client.get(path).content, "html.parser")
    assert soup.select("main .label-example")
    assert soup.select_one(".example-notice") is None


def test_a_count_says_that_examples_are_in_it(loaded, client):
    assert "tellen hier mee" in client.get("/projecten/overzicht/").content.decode()
    assert "bestaan niet" in client.get("/projecten/overzicht/elzermonde/").content.decode()
    ContentKey.objects.update(is_example=False)
    cache.clear()
    assert "tellen hier mee" not in client.get("/projecten/overzicht/").content.decode()


def test_the_sitemap_leaves_examples_out(loaded, client):
    event, person = examples_of(EventPage).first(), examples_of(Person).first()
    parts = re.findall(r"<loc>[^<]*?(/sitemap-[^<]+)</loc>", client.get("/sitemap.xml").content.decode())
    addresses = "".join(client.get(part).content.decode() for part in parts)
    assert event.get_url_parts()[2] not in addresses
    assert person.get_absolute_url() not in addresses
    assert "/publicaties/" in addresses


def test_a_film_and_a_podcast_play(loaded, client):
    film = BeautifulSoup(client.get("/publicaties/de-soepbus-in-beeld/").content, "html.parser").select_one(
        "video[controls]"
    )
    sounds = BeautifulSoup(client.get("/publicaties/dichtbij/").content, "html.parser").select("audio[controls]")
    assert len(sounds) == 3
    for element, kind in [(film, "video/mp4"), (sounds[0], "audio/mpeg")]:
        answer = client.get(element["src"], headers={"range": "bytes=0-9"})
        assert (answer["Content-Type"], answer.status_code) == (kind, 206)


def test_the_mark_survives_export_and_import(loaded, tmp_path):
    export_folder(tmp_path / "site")
    assert "\nexample: true\n" in (tmp_path / "site/events/vb-bijeenkomst-lindedagen.md").read_text()
    assert "\nexample: true\n" not in (tmp_path / "site/publications/publicatie-ertoe-doen.md").read_text()


def test_no_role_is_made_for_an_invented_werkplaats(loaded):
    create_roles()
    assert not Group.objects.filter(name__contains="Lindestreek").exists()


def test_a_second_load_changes_nothing(loaded):
    outcome = example.load()
    assert (outcome.created, outcome.changed) == (0, 0)


def test_all_of_it_goes_and_nothing_else(loaded, counts_before, client, django_capture_on_commit_callbacks):
    address = examples_of(EventPage).first().url
    invented = InventoryRoundPage.objects.get(slug="lindestreek-open")
    Submission.objects.create(round=invented, contact_address="iemand@example.org")
    with django_capture_on_commit_callbacks(execute=True):
        assert example.remove() == loaded.created
    assert {model: model.objects.count() for model in counts_before} == counts_before
    assert not ContentKey.objects.filter(is_example=True).exists()
    assert not Submission.objects.filter(contact_address="iemand@example.org").exists()
    assert not WithdrawnRecord.objects.exists()
    assert client.get(address).status_code == 404
    assert client.get("/publicaties/ertoe-doen/").status_code == 200


def test_what_is_no_example_stops_it_with_its_name(loaded):
    workgroup = Page.objects.get(slug="leertafel-eenzaamheid").specific
    ContentKey.objects.filter(object_id=workgroup.pk, is_example=True).update(is_example=False)
    with pytest.raises(CommandError, match="Leertafel Eenzaamheid"):
        call_command("example", "remove")
    assert examples_of(EventPage).exists()


class TestButton:
    """The page in the settings menu of the admin."""

    def test_an_administrator_presses_it_once(self, loaded, administrator_client, monkeypatch):
        queued = []
        monkeypatch.setattr(type(example_views.change_example), "enqueue", lambda task, action: queued.append(action))
        cache.delete(example_views.BUSY)
        page = administrator_client.get("/admin/example/").content.decode()
        assert f"Er zijn nu {loaded.created} voorbeeldrecords." in page
        for _press in range(2):
            administrator_client.post("/admin/example/", {"action": "remove"})
        assert queued == ["remove"]
        assert "Dit gebeurt nu." in administrator_client.get("/admin/example/").content.decode()
        cache.delete(example_views.BUSY)

    def test_a_failure_is_told_on_the_page(self, loaded, administrator_client):
        workgroup = Page.objects.get(slug="leertafel-eenzaamheid")
        ContentKey.objects.filter(object_id=workgroup.pk, is_example=True).update(is_example=False)
        example_views.change_example.func("remove")
        assert "Leertafel Eenzaamheid" in administrator_client.get("/admin/example/").content.decode()
        cache.delete(example_views.FAILED)

    def test_an_editor_may_not(self, loaded, client, django_user_model):
        editor = django_user_model.objects.create_user("redacteur", password="geheim-voor-de-test")
        create_roles()
        editor.groups.add(Group.objects.get(name="Redactie kUS"))
        client.force_login(editor)
        assert client.get("/admin/example/").status_code in (302, 403)
        client.post("/admin/example/", {"action": "remove"})
        assert example.count() == loaded.created


@pytest.mark.parametrize(("value", "wanted"), [("", True), ("yes", True), ("no", False), ("No", False), ("0", False)])
def test_make_run_leaves_it_out_on_request(value, wanted, monkeypatch):
    monkeypatch.setenv("EXAMPLE", value)
    assert wants_example() is wanted
