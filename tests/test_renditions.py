"""Renditions of images are made by a task, never by a request; until then pages show a drawing."""

import json
from datetime import timedelta
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from PIL import Image

from events.models import EventPhoto
from network.models import Person
from pages import rendition_tasks, renditions
from pages.models import ArticleIndexPage, ArticlePage, HomeLead, SiteImage, SiteRendition
from pages.record_index.changes import bring_up_to_date
from pages.rendition_tasks import make
from pages.renditions import SIZES, picture_of, picture_tag, sizes_of, specifications
from publications.models import Contributor
from tests.mail_samples import add_image, add_issue, add_made_image, block
from tests.sample_records import add_event, add_page, add_publication, from_now, visit

pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path, db):
    """Keep the files of these tests apart, and their tasks."""
    settings.MEDIA_ROOT = tmp_path
    DBTaskResult.objects.all().delete()


def upload(size=(120, 90), colour="red", name="foto.png"):
    """Return a picture of one colour as an upload."""
    content = BytesIO()
    Image.new("RGB", size, colour).save(content, "PNG")
    return SimpleUploadedFile(name, content.getvalue(), "image/png")


def stored():
    """Return the names of all files of images, sorted."""
    folders, _files = default_storage.listdir("")
    return sorted(name for folder in folders for name in default_storage.listdir(folder)[1])


def queued():
    """Return the keys of the images for which a task waits."""
    rows = DBTaskResult.objects.filter(task_path__endswith="make_renditions")
    return [key for row in rows for key in row.args_kwargs["args"]]


def run_queue():
    """Do what waits in the queue of renditions."""
    for row in DBTaskResult.objects.filter(task_path__endswith="make_renditions"):
        row.task.call(*row.args_kwargs["args"])


def fresh(image):
    """Return the image as it is in the database."""
    return SiteImage.objects.get(pk=image.pk)


def small(description="Beeld"):
    """Make a small picture, which costs little to make renditions of."""
    return add_image(description, size=(64, 36))


@pytest.fixture
def illustrated(home):
    """Images at every place that shows one, none of them made, as {place: page or address}."""
    body = [
        {"type": "image", "value": {"image": small("Een straat").pk, "alt_text": "Een stoep", "caption": ""}},
        {
            "type": "embed",
            "value": {"url": "https://vimeo.com/123456789", "title": "Film", "image": small().pk, "captions": "nl"},
        },
    ]
    article = ArticlePage(title="Met beeld", listing_image=small(), body=json.dumps(body))
    add_page(ArticleIndexPage, article)
    person = Person.objects.create(given_name="Anna", family_name="Berg", slug="anna-berg", portrait=small())
    other = Person.objects.create(given_name="Bo", family_name="Dal", slug="bo-dal", portrait=small())
    contributors = [Contributor(person=each, role=Contributor.Role.AUTHOR) for each in (person, other)]
    work = add_publication("Met omslag", cover=small(), date="2031", children={"contributors": contributors})
    photos = [EventPhoto(image=small("Een volle zaal"), alt_text="Mensen aan tafel")]
    event = add_event("Met foto's", start=from_now(days=-3), children={"photos": photos})
    issue = add_issue(
        block("record", record=article.pk),
        block("text", heading="Kop", text="<p>Tekst.</p>", image=small().pk),
        block("image", image=small("Een plein").pk, alt_text="", caption=""),
    )
    HomeLead.objects.all().delete()
    HomeLead.objects.create(home=home, target=article, image=small())
    bring_up_to_date()
    assert not SiteRendition.objects.exists()
    return {"article": article, "person": person, "work": work, "event": event, "issue": issue}


class TestRequests:
    def test_none_makes_a_rendition(self, client, illustrated):
        before = stored()
        pages = [illustrated[name].url for name in ("article", "work", "event", "issue")]
        lists = ["/", "/nieuws/", "/publicaties/", "/agenda/", "/zoeken/?q=beeld", "/nieuws/feed/"]
        event = illustrated["event"].translation_key
        for address in [*pages, *lists, illustrated["person"].get_absolute_url(), f"/api/v1/events/{event}/"]:
            assert client.get(address).status_code == 200, address
        assert (SiteRendition.objects.count(), stored()) == (0, before)

    def test_pages_show_drawings_with_the_words_of_the_image(self, client, illustrated):
        article = visit(client, illustrated["article"])
        assert not article.main.find("img")
        to_come = article.select_one(".block-image [role=img]")
        assert to_come["aria-label"] == "Een stoep"
        assert to_come.select_one("svg.quilt[aria-hidden=true] path")
        assert article.select_one(".embed-still svg")
        assert visit(client, illustrated["work"]).select_one("header svg.cover-drawn")
        assert visit(client, illustrated["person"].get_absolute_url()).select_one("svg.portrait-drawn")
        assert visit(client, illustrated["event"]).select_one(".photos [aria-label='Mensen aan tafel'] svg")
        issue = visit(client, illustrated["issue"])
        assert issue.select_one(".issue-picture [aria-label='Een plein'] svg")
        assert not issue.main.find("img")
        assert visit(client, "/").select_one(".home-lead .quilt")

    def test_pages_show_the_pictures_once_they_are_made(self, client, illustrated):
        visit(client, illustrated["article"])
        call_command("make_renditions", verbosity=0)
        bring_up_to_date()
        places = {
            illustrated["article"].url: [".block-image", ".embed-still"],
            illustrated["work"].url: ["header .cover"],
            illustrated["person"].get_absolute_url(): ["main"],
            illustrated["event"].url: [".photos"],
            illustrated["issue"].url: [".issue-picture", ".issue-image"],
            "/": [".home-lead"],
            "/nieuws/": [".row-photo"],
            "/publicaties/?jaar=2031": [".row .cover"],
        }
        for address, selectors in places.items():
            page = visit(client, address)
            for selector in selectors:
                picture = page.select_one(selector).select_one("picture")
                assert picture, (address, selector)
                source, image = picture.find("source"), picture.find("img")
                assert (source["type"], source["srcset"].split()[0][-5:]) == ("image/avif", ".avif")
                assert image["src"].endswith(".webp")
                assert int(image["width"]) > 0 < int(image["height"])
                for file in (source["srcset"].split()[0], image["src"]):
                    response = client.get(file)
                    assert response.status_code == 200
                    assert response.getvalue()

    def test_what_stands_below_the_fold_is_lazy_and_what_stands_at_the_top_is_not(self, client, illustrated):
        call_command("make_renditions", verbosity=0)
        bring_up_to_date()
        assert "loading" not in visit(client, "/").select_one(".home-lead img").attrs
        assert "loading" not in visit(client, illustrated["work"]).select_one("header .cover img").attrs
        for address, selector in ((illustrated["article"].url, ".block-image img"), ("/nieuws/", ".row-photo img")):
            assert visit(client, address).select_one(selector)["loading"] == "lazy"


class TestTheTask:
    def test_an_upload_is_queued_and_all_sizes_are_made(self, administrator_client, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            response = administrator_client.post(
                reverse("wagtailimages:add_multiple"),
                {"title": "Buren", "files[]": upload((1600, 1200))},
                headers={"X-Requested-With": "XMLHttpRequest"},
            )
        image = SiteImage.objects.get(pk=response.json()["image_id"])
        assert queued() == [image.pk]
        assert picture_of(image) is None
        run_queue()
        image = fresh(image)
        made = {specification for size in sizes_of(image) for specification in specifications(size)}
        assert set(image.rendition_files) == made
        assert {each for size in SIZES for each in specifications(size)} - made == set(specifications("mail-jpeg"))
        assert SiteRendition.objects.filter(image=image, filter_spec__in=made).count() == len(made)
        picture = picture_of(image, "body")
        assert (picture["width"], picture["height"]) == (960, 720)
        assert [each.split()[1] for each in picture["srcset"].split(", ")] == ["960w", "480w"]
        assert [each.split()[1] for each in picture["avif"].split(", ")] == ["960w", "480w"]

    def test_a_second_time_makes_nothing(self, monkeypatch, django_capture_on_commit_callbacks):
        image = add_made_image(size=(60, 40))
        before = stored()
        monkeypatch.setattr(rendition_tasks, "make", lambda image: pytest.fail("It was made already."))
        rendition_tasks.make_renditions.call(image.pk)
        with django_capture_on_commit_callbacks(execute=True):
            image.title = "Anders"
            image.save()
        assert (queued(), stored()) == ([], before)

    def test_a_small_original_is_offered_in_one_width(self):
        picture = picture_of(add_made_image(size=(60, 40)), "body")
        assert (picture["width"], picture["srcset"], picture["sizes"]) == (60, "", "")
        assert "w" not in picture["avif"].split(".avif")[1]

    def test_a_new_file_takes_the_place_of_the_old_one_and_its_renditions(
        self, administrator_client, django_capture_on_commit_callbacks
    ):
        image = add_made_image(size=(60, 40))
        old = set(stored())
        data = {"title": "Ander", "file": upload(name="ander.png"), "collection": image.collection_id}
        with django_capture_on_commit_callbacks(execute=True):
            response = administrator_client.post(reverse("wagtailimages:edit", args=[image.pk]), data)
        assert response.status_code == 302
        assert picture_of(fresh(image)) is None
        run_queue()
        assert picture_of(fresh(image))["width"] == 120
        assert not old & set(stored())

    def test_another_focal_point_makes_other_cuts_and_shows_the_former_meanwhile(
        self, django_capture_on_commit_callbacks
    ):
        image = add_made_image(size=(200, 20))
        former = picture_of(image)
        with django_capture_on_commit_callbacks(execute=True):
            image.focal_point_x, image.focal_point_y = 180, 10
            image.focal_point_width = image.focal_point_height = 10
            image.save()
        assert picture_of(fresh(image)) == former
        run_queue()
        assert picture_of(fresh(image))["url"] != former["url"]

    def test_what_is_replaced_meanwhile_is_not_kept(self):
        image = add_image(size=(60, 40))
        stale = fresh(image)
        image.file.save("nieuw.png", upload(), save=True)
        make(stale)
        assert picture_of(fresh(image)) is None

    def test_a_rendition_that_goes_while_others_are_made_is_made_again(
        self, monkeypatch, django_capture_on_commit_callbacks
    ):
        image = add_image(size=(60, 40))
        make_size = rendition_tasks._make_size

        def make_and_lose(image, size):
            made = make_size(image, size)
            if size == "cover":
                SiteRendition.objects.filter(image=image, filter_spec__startswith="fill-480").delete()
            return made

        monkeypatch.setattr(rendition_tasks, "_make_size", make_and_lose)
        with django_capture_on_commit_callbacks(execute=True):
            make(image)
        assert picture_of(fresh(image)) is None
        assert queued() == [image.pk]

    def test_a_lost_or_damaged_file_is_given_up(self):
        lost, damaged = add_image(size=(60, 40)), add_image(size=(60, 40))
        default_storage.delete(lost.file.name)
        with open(damaged.file.path, "wb") as file:
            file.write(b"\x89PNG\r\n\x1a\nbroken")
        call_command("make_renditions", verbosity=0)
        assert not rendition_tasks.images_to_make().filter(pk__in=[lost.pk, damaged.pk]).exists()
        assert picture_of(fresh(lost)) is picture_of(fresh(damaged)) is None

    def test_lists_get_the_picture_when_it_is_made(self, client):
        image = add_image(size=(600, 400))
        add_page(ArticleIndexPage, ArticlePage(title="Met beeld", listing_image=image))
        assert not visit(client, "/nieuws/").select(".row-photo")
        make(fresh(image))
        assert visit(client, "/nieuws/").select_one(".row-photo img")["src"] == picture_of(fresh(image))["url"]


class TestRecovery:
    def test_lost_tasks_are_queued_again(self):
        SiteImage.objects.all().delete()
        lost, waiting, never = add_image(size=(6, 4)), add_image(size=(6, 4)), add_image(size=(6, 4))
        add_made_image(size=(6, 4))
        images = SiteImage.objects
        images.filter(pk=lost.pk).update(renditions_queued_at=timezone.now() - timedelta(minutes=11))
        images.filter(pk=never.pk).update(renditions_queued_at=None)
        call_command("make_renditions", "--lost")
        call_command("make_renditions", "--lost")
        assert sorted(queued()) == sorted([lost.pk, never.pk])
        assert picture_of(fresh(waiting)) is None

    def test_another_table_of_sizes_is_made_for_all_after_an_upgrade(self, monkeypatch):
        image = add_made_image(size=(60, 40))
        SiteImage.objects.update(renditions_queued_at=timezone.now() - timedelta(days=9))
        assert not rendition_tasks.images_to_make().filter(pk=image.pk).exists()
        monkeypatch.setitem(renditions.SIZES, "banner", "fill-40x10 format-webp")
        renditions.shape.cache_clear()
        try:
            call_command("make_renditions", "--lost")
            assert image.pk in queued()
            assert picture_of(fresh(image)), "It is shown meanwhile."
            run_queue()
            assert picture_of(fresh(image), "banner")["width"] == 40
        finally:
            renditions.shape.cache_clear()
            renditions.specifications.cache_clear()

    def test_a_rendition_that_somebody_deletes_is_made_again(self, django_capture_on_commit_callbacks):
        image = add_made_image(size=(60, 40))
        with django_capture_on_commit_callbacks(execute=True):
            call_command("wagtail_update_image_renditions", purge_only=True, verbosity=0)
        assert picture_of(fresh(image)) is None
        assert queued() == [image.pk]
        run_queue()
        assert picture_of(fresh(image))

    def test_the_command_makes_files_that_are_lost(self):
        image = add_made_image(size=(60, 40))
        name = image.rendition_files[specifications("card")[0]][0]
        default_storage.delete(name)
        call_command("make_renditions", "--all", verbosity=0)
        found = [file[0] for file in fresh(image).rendition_files.values()]
        assert len(found) > 10
        assert all(default_storage.exists(each) for each in found)


def test_a_deleted_image_leaves_no_file(django_capture_on_commit_callbacks):
    kept = add_image(size=(60, 40))
    before = stored()
    image = add_made_image(size=(60, 40))
    assert len(stored()) > len(before)
    with django_capture_on_commit_callbacks(execute=True):
        image.delete()
    assert stored() == before
    assert kept.file.name.rpartition("/")[2] in before
    run_queue()
    assert stored() == before


def test_words_of_an_image_stay_words():
    image = SiteImage.objects.create(title="x", file=ContentFile(upload().read(), name="foto.png"))
    make(image)
    html = picture_tag(picture_of(image), '"><script>', 'a"b')
    shown = BeautifulSoup(html, "html.parser").img
    assert (shown["alt"], shown["class"]) == ('"><script>', ['a"b'])
