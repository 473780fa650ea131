"""The admin shows each block before it is filled in, with the stylesheets of the site."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from newsletters.models import NewsletterIssuePage
from pages.models import ArticlePage
from tests.sample_records import text_of

pytestmark = pytest.mark.django_db
BLOCKS = {
    f"{stream.__class__.__name__}.{name}": block
    for stream in (ArticlePage.body.field.stream_block, NewsletterIssuePage.items.field.stream_block)
    for name, block in stream.child_blocks.items()
}


def preview(client, block):
    """Return the preview of a block as BeautifulSoup."""
    response = client.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def stylesheets(soup):
    """Return the addresses of a page's stylesheets for the screen, in their order."""
    return [link["href"] for link in soup.select('link[rel="stylesheet"]:not([media])')]


@pytest.mark.parametrize("name", BLOCKS)
def test_every_block_shows_itself(name, administrator_client):
    block = BLOCKS[name]
    assert block.is_previewable
    shown = preview(administrator_client, block).main
    assert text_of(shown) or shown.img


def test_a_preview_loads_the_stylesheets_of_the_site_in_their_order(administrator_client, client, home):
    site = stylesheets(BeautifulSoup(client.get(ArticlePage.objects.live().first().url).content, "html.parser"))
    shown = stylesheets(preview(administrator_client, next(iter(BLOCKS.values()))))
    assert site
    assert shown == site


def test_a_preview_is_whole_without_any_content(administrator_client):
    NewsletterIssuePage.objects.all().delete()
    ArticlePage.objects.all().delete()
    for block in BLOCKS.values():
        preview(administrator_client, block)


def test_no_preview_breaks_the_strict_policy(administrator_client):
    for block in BLOCKS.values():
        assert not preview(administrator_client, block).select("[style], script:not([src]), style")
