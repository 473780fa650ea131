"""Uploads in a real object store (Ceph, tests/object_store.py): all that a folder does, and what an outage costs."""

import io
import logging
import os
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import transaction
from django.test import Client, override_settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import Collection, CollectionViewRestriction

from inventory.form import files as inventory_files
from kus_site import object_storage
from kus_site.content.exporter import export_folder
from kus_site.content.importer import import_folder
from kus_site.media_storage import StoreUnavailableError
from newsletters.mailings.mail import content as mail_content
from pages import document_text, rendition_tasks
from pages.models import SiteDocument, SiteImage, TextState
from pages.renditions import picture_of
from publications.models import PublicationPage
from tests import content_samples
from tests.another_process import in_another_process
from tests.content_samples import empty_site, make_png, read_tree, write_site
from tests.file_samples import PDF, pdf_of, upload
from tests.inventory_flow import a_draft
from tests.object_store import SECRET, ObjectStore
from tests.waiting import wait_until

pytestmark = [pytest.mark.heavy, pytest.mark.django_db]
CONTENT = b"%PDF-1.7 " + bytes(range(256)) * 2_000
SIZE = len(CONTENT)
MEDIA = {
    "images/proef-beeld.md": "type: image\nid: proef-beeld\ntitle: Beeld\nfile: beeld.png\ndescription: Een rood vlak",
    "images/beeld.png": make_png(),
    "documents/proef-stuk.md": "type: document\nid: proef-stuk\ntitle: Stuk\nfile: stuk.pdf",
    "documents/stuk.pdf": content_samples.PDF,
}


@pytest.fixture(scope="module")
def running_store():
    """A store that runs."""
    store = ObjectStore()
    try:
        store.start()
        yield store
    finally:
        store.remove()


@pytest.fixture(autouse=True)
def store(running_store, settings, monkeypatch, tmp_path):
    """The empty store, where this process keeps its uploads; one that fails is left alone for 0.2 s."""
    # After a test that failed meanwhile too.
    running_store.recover()
    running_store.empty()
    monkeypatch.setattr(object_storage, "PAUSE", 0.2)
    settings.STORAGES = settings.STORAGES | {"default": running_store.entry()}
    # A file that goes there all the same is not found.
    settings.MEDIA_ROOT = tmp_path / "media"
    yield running_store
    assert not settings.MEDIA_ROOT.exists()


@pytest.fixture
def asked(monkeypatch):
    """The parts of objects that are asked for: (name, first byte, bytes)."""
    parts = []
    read = object_storage.ObjectStorage.read

    def note(storage, name, version, first, length):
        parts.append((name, first, length))
        return read(storage, name, version, first, length)

    monkeypatch.setattr(object_storage.ObjectStorage, "read", note)
    return parts


@pytest.fixture
def visitor():
    """A client that sees the error page, as visitors do."""
    return Client(raise_request_exception=False)


def add_document(content=CONTENT, name="stuk.pdf"):
    document = SiteDocument(title="Stuk", language="nl")
    document.file.save(name, ContentFile(content), save=False)
    document._set_document_file_metadata()
    document.save()
    return document


def add_image():
    return SiteImage.objects.create(title="Beeld", description="Beeld", file=ContentFile(make_png(), "beeld.png"))


def body(response):
    return b"".join(response) if response.streaming else response.content


class TestStorage:
    def test_a_file_is_written_found_read_listed_and_deleted(self):
        name = default_storage.save("documents/één +%.pdf", ContentFile(CONTENT))
        assert default_storage.size(name) == SIZE
        assert abs(default_storage.get_modified_time(name).timestamp() - time.time()) < 60
        with default_storage.open(name) as file:
            assert file.read() == CONTENT
        assert default_storage.listdir("") == (["documents"], [])
        assert default_storage.listdir("documents") == ([], [name.removeprefix("documents/")])
        assert default_storage.listdir("niets") == ([], [])
        default_storage.delete(name)
        default_storage.delete(name)
        assert not default_storage.exists(name)
        with pytest.raises(FileNotFoundError):
            default_storage.open(name)

    def test_only_the_parts_that_are_read_are_asked_for(self, asked):
        name = default_storage.save("groot.bin", ContentFile(CONTENT * 3))
        with default_storage.open(name) as file:
            assert asked == []
            file.seek(-9, io.SEEK_END)
            assert file.read() == CONTENT[-9:]
            assert asked == [(name, 3 * SIZE - 9, 9)]
            file.seek(SIZE)
            assert file.read(9) == CONTENT[:9]
            assert asked[1:] == [(name, SIZE, object_storage.FIRST_PART)]
            file.seek(0)
            assert file.read() == CONTENT * 3
        assert [length for _name, _first, length in asked[2:5]] == [2**16, 2**18, 2**20]
        assert len(asked) == 6
        with default_storage.open(default_storage.save("leeg.txt", ContentFile(b""))) as file:
            assert file.read() == b""

    def test_of_those_who_write_one_name_at_once_each_has_its_own(self):
        with ThreadPoolExecutor(8) as threads:
            names = list(threads.map(lambda n: default_storage._save("x.txt", ContentFile(b"%d" % n)), range(8)))
        assert [default_storage.open(name).read() for name in names] == [b"%d" % n for n in range(8)]

    def test_a_file_that_was_replaced_is_never_mixed_with_the_new_one(self):
        name = default_storage.save("groot.bin", ContentFile(CONTENT))
        with default_storage.open(name) as file:
            file.read(9)
            default_storage.delete(name)
            default_storage.save(name, ContentFile(CONTENT[::-1]))
            with pytest.raises(StoreUnavailableError):
                file.read()

    def test_a_process_made_by_fork_has_connections_of_its_own(self):
        before = default_storage.client
        child = os.fork()
        if not child:
            os._exit(int(default_storage.client is before))
        assert os.waitpid(child, 0)[1] == 0
        assert default_storage.client is before

    def test_another_process_reads_it_by_the_setting_alone(self, store):
        name = default_storage.save("tekst.txt", ContentFile(b"van een andere machine"))
        code = f"from django.core.files.storage import default_storage as s; print(s.open({name!r}).read().decode())"
        assert in_another_process(code, MEDIA_STORE_URL=store.url) == "van een andere machine"


class TestServing:
    @pytest.mark.parametrize(
        ("asked_for", "first", "last"),
        [("bytes=0-0", 0, 0), ("bytes=-10", SIZE - 10, SIZE - 1), ("bytes=9-", 9, SIZE - 1)],
    )
    def test_a_range_of_a_document_is_a_range_of_the_object(self, client, asked, asked_for, first, last):
        document = add_document()
        asked.clear()
        response = client.get(document.url, headers={"range": asked_for})
        assert (response.status_code, body(response)) == (206, CONTENT[first : last + 1])
        assert response["Content-Range"] == f"bytes {first}-{last}/{SIZE}"
        assert asked[0][1:] == (first, min(SIZE - first, object_storage.FIRST_PART))

    def test_a_document_comes_whole_with_the_headers_of_one_in_a_folder(self, client, settings, tmp_path):
        document = add_document()
        response = client.get(document.url)
        assert body(response) == CONTENT
        assert client.get(document.url, headers={"if-none-match": response["ETag"]}).status_code == 304
        in_folder = {"default": {"BACKEND": "kus_site.media_storage.MediaStorage"}}
        with override_settings(STORAGES=settings.STORAGES | in_folder, MEDIA_ROOT=tmp_path / "folder"):
            there = client.get(add_document().url)
            assert body(there) == CONTENT
        here, there = ({name.lower(): value for name, value in each.items()} for each in (response, there))
        for varying in ("last-modified", "x-request-id"):
            here.pop(varying, None), there.pop(varying, None)
        assert here == there

    def test_a_document_behind_a_login_stays_there(self, client, asked):
        document = add_document()
        document.collection = Collection.get_first_root_node().add_child(name="Intern")
        document.save()
        CollectionViewRestriction.objects.create(collection=document.collection, restriction_type="login")
        asked.clear()
        assert client.get(document.url).status_code == 302
        assert client.get(default_storage.url(document.file.name), follow=True).status_code == 404
        assert asked == []

    def test_a_picture_is_served_in_ranges_and_not_again_when_it_is_the_same(self, client, asked):
        image = add_image()
        rendition_tasks.make(image)
        address = picture_of(image, "card")["url"]
        assert address.startswith("/media/images/")
        response = client.get(address)
        with default_storage.open(address.removeprefix("/media/")) as file:
            content = file.read()
        assert body(response) == content
        asked.clear()
        assert client.get(address, headers={"if-none-match": response["ETag"]}).status_code == 304
        assert client.get(address, headers={"if-modified-since": response["Last-Modified"]}).status_code == 304
        assert client.head(address)["Content-Length"] == str(len(content))
        assert asked == []
        assert body(client.get(address, headers={"range": "bytes=1-2"})) == content[1:3]

    def test_what_is_lost_or_no_picture_of_a_page_is_not_found(self, client):
        document, image = add_document(), add_image()
        default_storage.delete(document.file.name)
        assert client.get(document.url).status_code == 404
        assert client.get("/media/images/weg.webp").status_code == 404
        assert client.get(default_storage.url(image.file.name), follow=True).status_code == 404

    def test_a_file_of_a_submission_is_a_download_for_who_may_have_it(self, client):
        draft, address = a_draft()
        kept = inventory_files.save_file(draft, "files", upload("een.pdf", PDF))
        assert inventory_files.save_file(draft, "files", upload("een.pdf", PDF)) == kept
        response = client.get(f"{address}bestand/{kept.pk}/")
        assert body(response) == PDF
        assert response["Content-Disposition"].startswith("attachment")
        assert client.get(default_storage.url(kept.file.name), follow=True).status_code == 404


class TestTasks:
    def test_the_text_and_first_page_of_a_document_are_read(self, client):
        document = add_document(pdf_of("De gemeente wil dat inwoners meedoen."))
        document_text.read_document.func(document.pk)
        document.refresh_from_db()
        assert document.text_state == TextState.READ
        assert client.get(default_storage.url(document.first_page[0]["name"])).status_code == 200

    def test_covers_are_drawn_once_and_those_of_former_titles_go(self, client):
        live = PublicationPage.objects.live()
        live.exclude(pk__in=live.values_list("pk", flat=True)[:3]).update(live=False)
        call_command("make_cover_pictures")
        names = default_storage.listdir("images")[1]
        page = next(each for each in PublicationPage.objects.live() if each.drawn_picture)
        old = page.drawn_picture
        assert old.removeprefix("images/") in names
        assert client.get(default_storage.url(old)).status_code == 200
        page.title = "Iets anders"
        page.save()
        call_command("make_cover_pictures")
        assert default_storage.exists(page.drawn_picture)
        assert not default_storage.exists(old)

    def test_import_and_export_give_the_same_files(self, tmp_path):
        empty_site()
        import_folder(write_site(tmp_path / "in", MEDIA))
        export_folder(tmp_path / "uit")
        tree = read_tree(tmp_path / "uit")
        assert tree["images/proef-beeld.png"] == make_png()
        assert tree["documents/proef-stuk.pdf"] == content_samples.PDF


class TestOutage:
    @pytest.fixture
    def shown(self):
        """The addresses of a document and a picture, and the page of a publication."""
        image = add_image()
        rendition_tasks.make(image)
        page = next(each for each in PublicationPage.objects.live() if each.drawn_picture)
        return add_document().url, picture_of(image, "card")["url"], page.get_url()

    @pytest.mark.parametrize("how", ["stop", "hang"])
    def test_files_are_refused_for_a_while_and_pages_are_there(self, visitor, store, shown, how, caplog, monkeypatch):
        monkeypatch.setattr(object_storage, "PAUSE", 600)
        document, picture, page = shown
        getattr(store, how)()
        began = time.monotonic()
        for address in (document, picture):
            response = visitor.get(address)
            assert response.status_code == 503
            assert response["Retry-After"] == "30"
            assert response["Cache-Control"] == "no-store"
        response = visitor.get(page)
        assert response.status_code == 200
        assert not getattr(response, "is_for_everybody", False), "kept without its picture"
        # One attempt, with one more connection; the rest is not asked.
        assert time.monotonic() - began < 25
        assert len([each for each in caplog.records if each.name == object_storage.__name__]) == 1
        assert SECRET not in caplog.text
        store.recover()
        default_storage.away_until = 0.0
        assert visitor.get(document).status_code == visitor.get(picture).status_code == 200

    @pytest.mark.parametrize("how", ["stop", "hang"])
    def test_the_health_check_names_it_and_stays_200_and_quick(self, client, store, how):
        wait_until(lambda: client.get("/healthz").json()["uploads"] == "ok")
        getattr(store, how)()
        began = time.monotonic()
        answer = client.get("/healthz")
        # A file is waited for longer, twice.
        assert time.monotonic() - began < 2 * object_storage.TIMEOUT.read_timeout
        assert (answer.status_code, answer.json()["status"], answer.json()["uploads"]) == (200, "ok", "failing")
        store.recover()
        wait_until(lambda: client.get("/healthz").json()["uploads"] == "ok")

    def test_no_task_takes_a_file_for_lost_or_broken(self, store, shown):
        image, document = add_image(), add_document(pdf_of("Tekst."))
        store.stop()
        with pytest.raises(ConnectionError):
            rendition_tasks.make(image)
        with pytest.raises(ConnectionError):
            document_text.read_text(document)
        with pytest.raises(ConnectionError):
            mail_content._make_picture(image)
        assert SiteImage.objects.get(pk=image.pk).renditions_key == ""
        assert SiteDocument.objects.get(pk=document.pk).text_state == TextState.PENDING
        store.start()
        default_storage.away_until = 0.0
        rendition_tasks.make(image)
        assert picture_of(image, "card")

    def test_what_is_erased_meanwhile_is_erased_afterwards(self, store, django_capture_on_commit_callbacks):
        draft, _address = a_draft()
        kept = inventory_files.save_file(draft, "files", upload("een.pdf", PDF))
        place = kept.file.name
        store.stop()
        with django_capture_on_commit_callbacks(execute=True):
            kept.delete()
        queued = DBTaskResult.objects.filter(task_path__endswith="remove_file")
        [first] = queued
        assert first.args_kwargs["args"] == [place, 1]
        assert first.run_after > timezone.now()
        first.task.call(place, 1)
        assert [row.args_kwargs["args"] for row in queued.order_by("run_after")] == [[place, 1], [place, 2]]
        store.start()
        default_storage.away_until = 0.0
        assert default_storage.exists(place)
        first.task.call(place, 2)
        assert not default_storage.exists(place)
        assert queued.all().count() == 2

    def test_a_store_that_goes_while_sizes_are_made_fails_the_task(self, monkeypatch):
        image = add_image()

        def refuse(storage, name, content):
            raise StoreUnavailableError("away")

        monkeypatch.setattr(object_storage.ObjectStorage, "create", refuse)
        with pytest.raises(StoreUnavailableError), transaction.atomic():
            rendition_tasks.make(image)
        assert SiteImage.objects.get(pk=image.pk).renditions_key == ""

    def test_a_wrong_secret_is_said_without_it(self, store, caplog, settings):
        options = store.entry()["OPTIONS"] | {"secret_key": "verkeerd-geheim"}
        wrong = object_storage.ObjectStorage(**options)
        with caplog.at_level(logging.DEBUG), pytest.raises(StoreUnavailableError) as refusal:
            wrong.save("x.txt", ContentFile(b"x"))
        assert "403" in str(refusal.value) or "AccessDenied" in str(refusal.value)
        assert "verkeerd-geheim" not in caplog.text + str(refusal.value)
