"""Dutch and English: pages that know each other's versions, an honest word where there is one only, no mixed texts."""

from pathlib import Path

import polib
import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import Locale, Page

from pages.models import ArticlePage, StandardPage

CATALOGUE = Path(__file__).resolve().parents[1] / "locale" / "nl" / "LC_MESSAGES" / "django.po"
# Shorter texts may be words of the content too, or the same in both languages.
LENGTH_THAT_TELLS = 14


def read(client, path):
    response = client.get(path)
    assert response.status_code in (200, 404)
    return BeautifulSoup(response.content, "html.parser")


def note(soup):
    return soup.select_one(".language-switch small")


@pytest.fixture
def english(db):
    return Locale.objects.get(language_code="en")


@pytest.fixture
def article(home):
    """A Dutch article that nobody translated."""
    return next(page for page in ArticlePage.objects.live().filter(locale=home.locale) if not page.get_translations())


# Versions


def test_every_version_of_a_page_names_itself_the_others_and_the_main_one(rendered_pages, home, english):
    """Google's rules for hreflang: every version names all, itself included; x-default is the Dutch one."""
    checked = 0
    for page in Page.objects.live().filter(locale=english, depth__gt=1):
        dutch = page.get_translation_or_none(home.locale)
        if dutch is None or not dutch.live:
            continue
        expected = {"nl": dutch.full_url, "en": page.full_url, "x-default": dutch.full_url}
        for version in (page, dutch):
            links = rendered_pages.get(version.url).soup.select("head link[rel=alternate][hreflang]")
            assert {link["hreflang"]: link["href"] for link in links} == expected, version.url
        checked += 1
    assert checked >= 5


def test_the_search_names_its_versions_too(client, home):
    links = read(client, "/zoeken/").select("head link[rel=alternate][hreflang]")
    assert [link["hreflang"] for link in links] == ["nl", "en", "x-default"]


def test_language_switch_keeps_the_reader_on_the_page_in_both_directions(client, home):
    about = StandardPage.objects.live().get(slug="over-kus")
    there = read(client, about.url).select_one(".language-switch a")["href"]
    assert there.startswith("/en/")
    assert read(client, there).select_one(".language-switch a")["href"] == about.url
    assert note(read(client, there)) is None


# Pages in one language


def test_dutch_page_without_translation_says_so_in_english(client, article):
    words = note(read(client, article.url))
    assert (words.get_text(), words["lang"]) == ("Only in Dutch.", "en")
    assert note(read(client, "/")) is None
    assert note(read(client, "/zoeken/?q=wmo")) is None
    assert note(read(client, "/bestaat-niet/")) is None


def test_english_page_without_original_says_so_in_dutch(client, home, english):
    page = StandardPage(title="Only here", slug="only-here", locale=english)
    home.get_translation(english).add_child(instance=page)
    words = note(read(client, page.url))
    assert words["lang"] == "nl"
    assert "Engels" in words.get_text()


def test_records_without_translation_stay_reachable_from_the_english_site(client, home):
    cards = [card for card in read(client, "/en/publications/").select(".card") if card.select_one(".language-label")]
    assert cards
    for card in cards[:3]:
        soup = read(client, card.select_one("a")["href"])
        assert soup.html["lang"] == "nl"
        assert note(soup)["lang"] == "en"


# Texts of the interface


def catalogue():
    """Return the (English, Dutch) texts that are long enough to be told from words of the content."""
    entries = [entry for entry in polib.pofile(CATALOGUE) if not entry.obsolete and "%" not in entry.msgid]
    return {
        (entry.msgid, entry.msgstr)
        for entry in entries
        if len(entry.msgid) >= LENGTH_THAT_TELLS and len(entry.msgstr) >= LENGTH_THAT_TELLS
    }


def interface_texts(html, language):
    """Return the texts of the interface in `language`: text and names of elements, without what is marked otherwise."""
    soup = BeautifulSoup(html, "html.parser")
    for element in soup.select(f"[lang]:not(html):not([lang={language}])"):
        element.decompose()
    names = [element["aria-label"] for element in soup.select("[aria-label]")]
    return {" ".join(text.split()) for text in [*soup.stripped_strings, *names]}


def test_dutch_pages_hold_no_english_text_of_the_interface(samples):
    english = {msgid for msgid, msgstr in catalogue() if msgid != msgstr}
    mixed = {}
    for name, page in samples.items():
        if not page.address.startswith("/en/") and (found := english & interface_texts(page.html, "nl")):
            mixed[name] = found
    assert mixed == {}


def test_english_pages_hold_no_dutch_text_of_the_interface(rendered_pages, english):
    dutch = {msgstr for msgid, msgstr in catalogue() if msgid != msgstr}
    paths = [page.url for page in Page.objects.live().filter(locale=english, depth__gt=1)]
    mixed = {}
    for path in [*paths, "/en/zoeken/", "/en/zoeken/?q=xyzzyx", "/en/bestaat-niet/", "/en/gemeenten/"]:
        if found := dutch & interface_texts(rendered_pages.get(path).html, "en"):
            mixed[path] = found
    assert mixed == {}


# Editors


def test_editor_of_kus_begins_an_english_version_in_the_admin(client, article, english, django_user_model):
    call_command("create_roles", verbosity=0)
    editor = django_user_model.objects.create_user("redacteur", password="geheim-voor-de-test")
    editor.groups.add(Group.objects.get(name="Redactie kUS"))
    client.force_login(editor)
    address = reverse("simple_translation:submit_page_translation", args=[article.pk])
    assert address in client.get(reverse("wagtailadmin_pages:edit", args=[article.pk])).content.decode()
    client.post(address, {"locales": [english.pk], "include_subtree": ""})
    translation = article.get_translation(english)
    assert (translation.title, translation.live) == (article.title, False)
    # A draft is no version for readers yet.
    client.logout()
    assert note(read(client, article.url)) is not None
