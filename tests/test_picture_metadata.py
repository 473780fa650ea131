"""No picture tells where, when or with what it was made, by whatever way it came."""

import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image, ImageOps

from inventory.form import files
from kus_site.content.importer import import_folder
from kus_site.models import ContentKey
from pages.models import SiteImage
from tests.content_samples import empty_site, write_site
from tests.file_samples import CAMERA, REMARK, photograph, picture, upload
from tests.inventory_flow import a_draft
from visitors.picture_metadata import DamagedPicture, strip_metadata

KINDS = ["JPEG", "PNG", "GIF", "WEBP", "AVIF"]
SUFFIXES = {"JPEG": "jpg", "PNG": "png", "GIF": "gif", "WEBP": "webp", "AVIF": "avif"}


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    """Keep the files of these tests apart."""
    settings.MEDIA_ROOT = tmp_path / "media"


def assert_silent(data):
    """Fail when a picture (bytes) tells more than its pixels, its colours and which side is up."""
    assert CAMERA.encode() not in data
    assert REMARK.encode() not in data
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        assert set(image.getexif()) <= {0x0112}
        assert not image.info.get("xmp")
        assert not image.info.get("comment")


def upright(data):
    """Return the size and pixels that a reader sees."""
    with Image.open(io.BytesIO(data)) as image:
        seen = ImageOps.exif_transpose(image).convert("RGB")
        return seen.size, seen.tobytes()


def stored(file):
    with file.open("rb") as opened:
        return opened.read()


@pytest.mark.parametrize("kind", KINDS)
def test_the_sample_tells_what_must_go(kind):
    assert CAMERA.encode() in photograph(kind)


@pytest.mark.parametrize("orientation", [1, 6])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
def test_metadata_go_and_no_pixel_changes(kind, orientation):
    before = photograph(kind, orientation=orientation)
    after = strip_metadata(before)
    assert_silent(after)
    assert upright(after) == upright(before)
    assert strip_metadata(after) == after


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_without_metadata_stays_as_it_is(kind):
    assert strip_metadata(picture(kind)) == picture(kind)


def test_an_avif_is_encoded_anew_once_and_upright():
    before = photograph("AVIF", orientation=6)
    after = strip_metadata(before)
    assert_silent(after)
    assert upright(after)[0] == upright(before)[0] == (20, 40)
    assert strip_metadata(after) == after


def test_colour_profile_and_animation_stay():
    profile = b"een kleurprofiel"
    for kind in ("JPEG", "PNG", "WEBP"):
        with Image.open(io.BytesIO(strip_metadata(picture(kind, icc_profile=profile)))) as image:
            assert image.info["icc_profile"] == profile
    frames = [Image.new("RGB", (4, 4), colour) for colour in ("red", "blue", "teal")]
    for kind in ("GIF", "PNG", "WEBP"):
        moving = picture(kind, (4, 4), save_all=True, append_images=frames)
        with Image.open(io.BytesIO(strip_metadata(moving))) as image:
            assert image.n_frames == 4


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("part", [0.1, 0.4])
def test_half_a_picture_is_damaged(kind, part):
    whole = picture(kind, (400, 300))
    cut = whole[: max(20, int(len(whole) * part))] if kind != "AVIF" else whole[:40]
    if kind == "JPEG":
        cut = cut[:200]
    with pytest.raises(DamagedPicture):
        strip_metadata(cut)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_an_editor_uploads_a_picture(administrator_client, kind):
    suffix = SUFFIXES[kind]
    response = administrator_client.post(
        reverse("wagtailimages:add_multiple"),
        {"title": "Buren", "files[]": SimpleUploadedFile(f"buren.{suffix}", photograph(kind, (600, 300), 6))},
        headers={"X-Requested-With": "XMLHttpRequest"},
    )
    image = SiteImage.objects.get(pk=response.json()["image_id"])
    assert_silent(stored(image.file))
    assert image.file_size == image.file.size
    assert image.file_hash == SiteImage.objects.get(pk=image.pk).file_hash
    before = image.file_hash
    image._set_file_hash()
    assert image.file_hash == before
    for spec in ("width-200", "max-1200x1200|format-jpeg", "fill-100x100|format-png"):
        assert_silent(stored(image.get_rendition(spec).file))
    rendition = image.get_rendition("original|format-png")
    with rendition.file.open("rb") as opened, Image.open(opened) as seen:
        assert ImageOps.exif_transpose(seen).size == ((300, 600) if kind != "GIF" else (600, 300))


@pytest.mark.django_db
def test_a_picture_of_before_gives_renditions_without_metadata():
    image = SiteImage.objects.create(title="Oud", file=ContentFile(picture("JPEG"), name="oud.jpg"))
    with open(image.file.path, "wb") as file:
        file.write(photograph("JPEG"))
    for spec in ("width-20", "original", "width-30|format-png", "width-30|format-webp"):
        assert_silent(stored(image.get_rendition(spec).file))


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_municipality_sends_a_picture_with_its_report(kind):
    draft, _address = a_draft()
    kept = files.save_file(draft, "files", upload("straat.jpg", photograph(kind)))
    assert_silent(stored(kept.file))
    assert kept.size == kept.file.size
    assert files.save_file(draft, "files", upload("straat.jpg", photograph(kind))) == kept


@pytest.mark.django_db
def test_an_import_takes_a_picture_without_metadata_and_knows_it_again(tmp_path):
    empty_site()
    media = {
        "images/proef-beeld.md": "type: image\nid: proef-beeld\ntitle: Beeld\nfile: beeld.jpg\ndescription: Buren",
        "images/beeld.jpg": photograph("JPEG"),
    }
    import_folder(write_site(tmp_path / "inhoud", media))
    image = ContentKey.objects.get(key="proef-beeld").record
    assert_silent(stored(image.file))
    outcome = import_folder(tmp_path / "inhoud")
    assert (outcome.created, outcome.changed) == (0, 0)


def test_whatever_is_written_to_the_storage_has_no_metadata():
    name = default_storage.save("avatar_images/ik", ContentFile(photograph("JPEG")))
    assert_silent(stored(default_storage.open(name)))
