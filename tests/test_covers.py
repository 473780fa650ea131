"""A publication without a cover gets one that is drawn: by its kind, its theme and its title, always the same."""

import re

import pytest
from django.core.files.base import ContentFile
from django.template import Context, Template

from pages.drawings.covers import LAST_LINE
from pages.drawings.typesetting import measure, wrap
from pages.models import SiteImage
from publications.covers import BY_KIND, cover_of
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
    assert "Boek" in text_of(cover)


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


def test_two_publications_of_one_kind_differ(db):
    kind = PublicationKind.objects.get(slug="boek")
    covers = [cover_of(page, with_words=False).paths for page in PublicationPage.objects.live().filter(kind=kind)]
    assert len(covers) > 1
    assert all(first != second for number, first in enumerate(covers) for second in covers[:number])


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
