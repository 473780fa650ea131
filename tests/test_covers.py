"""A publication without a cover gets one that is drawn: by its kind, its theme and its title, always the same."""

import math
import re
from io import BytesIO
from itertools import combinations
from statistics import mean
from urllib.parse import urlsplit

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.template import Context, Template
from django_tasks_db.models import DBTaskResult
from PIL import Image, ImageChops, ImageStat

from pages.contrast import site_colours
from pages.drawings.covers import LAST_LINE, draw_cover
from pages.drawings.raster import Canvas, flatten
from pages.drawings.typesetting import measure, wrap
from pages.models import SiteImage
from pages.rendition_tasks import make
from publications.cover_pictures import QueueCoversOnCommit, inks_of
from publications.covers import BY_KIND, cover_colour, cover_of, patterns_of
from publications.models import PublicationKind, PublicationPage
from tests.content_samples import make_png
from tests.sample_records import add_publication, text_of
from tests.sample_records import visit as read


def publication(slug="ertoe-doen"):
    return PublicationPage.objects.get(slug=slug, locale__language_code="nl")


def render(page, size="large"):
    return Template("{% load covers %}{% cover page size %}").render(Context({"page": page, "size": size}))


def test_the_page_shows_a_drawn_cover_with_kind_and_title(client, db):
    cover = read(client, publication()).select_one("header svg.cover-drawn")
    assert "Ertoe doen" in text_of(cover)
    assert "Publicatie" in text_of(cover)


def test_the_cover_is_silent_because_the_title_stands_beside_it(client, db):
    soup = read(client, publication())
    assert soup.select_one("svg.cover-drawn")["aria-hidden"] == "true"
    assert text_of(soup.h1) == "Ertoe doen"


def test_the_colour_is_that_of_the_first_theme(client, db):
    page = publication()
    colour = page.theme_links.all()[0].theme.colour
    assert f"colour-{colour}" in read(client, page).select_one("svg.cover")["class"]


def test_a_cover_stays_the_same(db):
    assert render(publication()) == render(publication())


def thumbnail(cover, colour):
    """Return a drawn cover as a picture of 25 by 35 pixels in the colours of the site."""
    inks = inks_of(colour, cover.accent)
    canvas = Canvas(25, 35, inks[cover.ground])
    across, down, left, top = (number / 10 for number in cover.place)
    for ink, data in cover.paths:
        canvas.path(data, inks[ink], down, left, top, across)
    return canvas.scaled().convert("RGB")


def likeness(pairs):
    """Return the smallest mean difference (0 to 255) between two of some (name, picture) pairs, and their names."""
    return min(
        (mean(ImageStat.Stat(ImageChops.difference(one, other)).mean), name, other_name)
        for (name, one), (other_name, other) in combinations(pairs, 2)
    )


def test_no_two_covers_of_the_site_are_twins(db):
    drawn = [
        (page.slug, thumbnail(cover_of(page, with_words=False), page.cover_facts["colour"]))
        for page in PublicationPage.objects.live().filter(locale__language_code="nl")
        if not page.cover_facts["picture"]
    ]
    assert len(drawn) > 20
    assert likeness(drawn)[0] > 12, likeness(drawn)


@pytest.mark.parametrize("kind", sorted({patterns: kind for kind, patterns in BY_KIND.items()}.values()))
def test_covers_of_one_kind_and_colour_are_no_twins(kind):
    facts = {"kind": kind, "schema_type": ""}
    covers = [(str(seed), draw_cover(patterns_of(facts), f"titel-{seed}", "blue")) for seed in range(24)]
    assert likeness([(seed, thumbnail(cover, "blue")) for seed, cover in covers])[0] > 6


def test_every_kind_of_the_demo_content_has_an_idea_of_its_own(db):
    assert set(PublicationKind.objects.values_list("slug", flat=True)) <= set(BY_KIND)


@pytest.mark.parametrize("kind_slug", sorted(BY_KIND))
def test_every_pattern_is_drawn_with_and_without_words(kind_slug, db):
    page = PublicationPage(title="Proef", slug="proef", kind=PublicationKind.objects.get(slug=kind_slug))
    for with_words in (True, False):
        paths = cover_of(page, with_words).paths
        assert paths
        assert all(re.fullmatch(r"[MmLlHhVvAazZ0-9 .eE-]+", data) for _shade, data in paths)


def test_a_kind_that_editors_added_is_drawn_too(db):
    kind = PublicationKind.objects.create(name="Kalender", slug="kalender", schema_type="CreativeWork")
    assert cover_of(PublicationPage(title="2027", slug="2027", kind=kind), with_words=True).paths


@pytest.mark.parametrize(
    "title",
    [
        "Kort",
        "Arbeidsongeschiktheidsverzekeringsmaatschappijen",
        "Een heel lange titel die over niets anders gaat dan over hoe lang een titel kan zijn " * 2,
    ],
)
def test_a_title_of_any_length_stays_on_the_cover(title, db):
    page = PublicationPage(title=title, slug="proef", kind=PublicationKind.objects.first())
    cover = cover_of(page, with_words=True)
    assert all(measure(line) * cover.size <= 214 for _y, line in cover.lines)
    assert cover.lines[-1][0] <= LAST_LINE


def test_a_shortened_title_says_so():
    lines = wrap("een twee drie vier vijf zes zeven acht negen tien", 6, 2)
    assert len(lines) == 2
    assert lines[-1].endswith("…")


def test_a_real_cover_goes_first(client, db):
    page = publication()
    page.cover = SiteImage.objects.create(title="Omslag", file=ContentFile(make_png(), name="omslag.png"))
    make(page.cover)
    page.save()
    soup = read(client, page)
    assert soup.select_one("header div.cover img")["alt"] == ""
    assert soup.select_one("svg.cover") is None


def test_the_listing_shows_a_small_cover_without_words_for_each(client, db):
    soup = read(client, "/publicaties/")
    covers = soup.select(".card svg.cover-small")
    assert len(covers) == len(soup.select(".card"))
    assert all(cover.find("text") is None for cover in covers)


def test_titles_are_text_and_never_markup(db):
    page = add_publication("<script>alert(1)</script>")
    assert "<script" not in render(page)


class TestPicturesForSharing:
    """The drawn cover as a PNG file: made once after publication, and shown when it is there."""

    @pytest.fixture(autouse=True)
    def media(self, settings, tmp_path, db):
        """A storage of its own for three publications, of which no picture waits to be made."""
        settings.MEDIA_ROOT = tmp_path
        DBTaskResult.objects.filter(task_path__endswith="make_pictures").delete()
        others = PublicationPage.objects.exclude(pk=publication().pk)
        others.exclude(pk__in=others.live().values_list("pk", flat=True)[:2]).update(live=False)
        return tmp_path

    def run_queue(self):
        """Do what waits in the task queue."""
        for row in DBTaskResult.objects.filter(task_path__endswith="make_pictures"):
            row.task.call(*row.args_kwargs["args"])

    def shared(self, client, page):
        """Return the address of the picture in the head of a page, and its size as the head has it."""
        head = read(client, page).head
        values = {meta["property"]: meta["content"] for meta in head.select("meta[property^='og:image']")}
        return values["og:image"], (int(values["og:image:width"]), int(values["og:image:height"]))

    def test_it_is_made_after_publication(self, client, db, django_capture_on_commit_callbacks):
        page = publication()
        address, _size = self.shared(client, page)
        assert address.endswith("/icons/share.png")
        with django_capture_on_commit_callbacks(execute=True):
            page.save_revision().publish()
        self.run_queue()
        address, size = self.shared(client, page)
        response = client.get(urlsplit(address).path)
        assert (response.status_code, response["Content-Type"]) == (200, "image/png")
        picture = Image.open(BytesIO(response.getvalue()))
        assert picture.size == size == (1200, 630)
        colours = {colour for _count, colour in picture.convert("RGB").getcolors(100_000)}
        strong = site_colours()["light"][cover_colour(page)]
        assert tuple(bytes.fromhex(strong[1:])) in colours

    def test_it_is_made_once_and_anew_when_the_title_changes(self, client, db, media):
        page = publication()
        call_command("make_cover_pictures")
        before = {file.name: file.stat().st_mtime_ns for file in (media / "images").iterdir()}
        assert len(before) == len([each for each in PublicationPage.objects.live() if each.drawn_picture])
        call_command("make_cover_pictures")
        assert {file.name: file.stat().st_mtime_ns for file in (media / "images").iterdir()} == before
        old = page.drawn_picture
        page.title = "Iets anders"
        page.save()
        assert self.shared(client, page)[0].endswith("/icons/share.png")
        call_command("make_cover_pictures")
        assert self.shared(client, page)[0].endswith(page.drawn_picture)
        assert not (media / old).exists()

    def test_what_has_a_picture_of_its_own_gets_none(self, db, django_capture_on_commit_callbacks):
        page = publication()
        page.cover = SiteImage.objects.create(title="Omslag", file=ContentFile(make_png(), name="omslag.png"))
        with django_capture_on_commit_callbacks() as callbacks:
            page.save_revision().publish()
        assert page.drawn_picture == ""
        assert not [each for each in callbacks if isinstance(each, QueueCoversOnCommit)]

    def test_what_is_published_together_is_one_task(self, db, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks() as callbacks:
            for page in PublicationPage.objects.live()[:3]:
                page.save_revision().publish()
        [pending] = [each for each in callbacks if isinstance(each, QueueCoversOnCommit)]
        assert len(pending.pks) == 3


@pytest.mark.parametrize(
    ("data", "area"),
    [
        ("M10 10h20v30h-20z", 600),
        ("M10 10H30V40H10z", 600),
        ("M0 0L10 0L10 10z", 50),
        ("M0 50a50 50 0 1 0 100 0a50 50 0 1 0-100 0z", math.pi * 2500),
        ("M0 0h50A50 50 0 0 1 0 50z", math.pi * 625),
        ("M25 0a50 50 0 0 0 100 0z", math.pi * 1250),
    ],
)
def test_path_data_becomes_shapes_of_the_same_area(data, area):
    [points] = flatten(data)
    pairs = zip(points, [*points[1:], points[0]], strict=True)
    assert abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2 == pytest.approx(area, rel=0.005)


def test_path_data_of_others_is_refused():
    with pytest.raises(ValueError):
        flatten("M0 0c1 1 2 2 3 3z")
