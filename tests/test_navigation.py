"""Menus, breadcrumbs, language switch and teasers, as readers meet them."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale, Page, Site

from newsletters.models import NewsletterIndexPage, NewsletterIssuePage
from pages.models import ArticlePage, Menu, MenuItem, SiteSettings, StandardPage, Teaser, TeaserPlacement


def read(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def main_menu(soup):
    return soup.select(".main-menu a")


@pytest.fixture
def article(home):
    return ArticlePage.objects.live().filter(locale=home.locale).first()


@pytest.fixture
def own_menu(home):
    """A main menu with three links of its own in the place of the demo content's."""
    Menu.objects.filter(place="main", locale=home.locale).delete()
    menu = Menu.objects.create(place="main", title="Hoofdmenu", locale=home.locale)
    news = Page.objects.get(slug="nieuws", depth=home.depth + 1)
    MenuItem.objects.create(menu=menu, target=news, label="Wat er speelt", sort_order=2)
    MenuItem.objects.create(menu=menu, target=Page.objects.get(slug="publicaties"), sort_order=1)
    MenuItem.objects.create(menu=menu, url="https://example.org/", label="Elders", sort_order=3)
    return menu


def test_menu_shows_the_editors_links_in_their_order(client, own_menu):
    links = [(link.get_text(), link["href"]) for link in main_menu(read(client, "/"))]
    assert links == [
        ("Publicaties", "/publicaties/"),
        ("Wat er speelt", "/nieuws/"),
        ("Elders", "https://example.org/"),
    ]


def test_menu_marks_the_page_and_the_part_it_stands_in(client, own_menu, article):
    def marks(path):
        return {link["href"]: link.get("aria-current") for link in main_menu(read(client, path))}

    assert marks("/nieuws/")["/nieuws/"] == "page"
    assert marks(article.url)["/nieuws/"] == "true"
    assert marks(article.url)["/publicaties/"] is None
    assert set(marks("/").values()) == {None}


def test_a_page_that_is_not_published_is_left_out_of_the_menu(client, own_menu):
    Page.objects.get(slug="publicaties").specific.unpublish()
    assert "/publicaties/" not in [link["href"] for link in main_menu(read(client, "/"))]


def test_a_changed_menu_is_seen_at_once(client, own_menu):
    read(client, "/")
    item = own_menu.items.get(sort_order=2)
    item.label = "Nieuws en verhalen"
    item.save()
    assert "Nieuws en verhalen" in [link.get_text() for link in main_menu(read(client, "/"))]


def test_the_english_site_has_menus_of_its_own(client, home):
    labels = [link["href"] for link in main_menu(read(client, "/en/"))]
    assert labels
    assert all(href.startswith(("/en/", "http")) for href in labels)


def test_frame_costs_no_query_once_it_is_kept(client, article):
    client.cookies["sessionid"] = "a-reader-with-a-cookie-gets-no-kept-page"
    client.get(article.url)
    with CaptureQueriesContext(connection) as queries:
        client.get(article.url)
    tables = ("pages_menu", "pages_sitesettings", "pages_teaser")
    assert [query["sql"] for query in queries if any(table in query["sql"] for table in tables)] == []


def test_breadcrumbs_lead_from_home_to_the_page(client, article):
    crumbs = read(client, article.url).select(".breadcrumbs li")
    assert [crumb.a["href"] for crumb in crumbs[:-1]] == ["/", "/nieuws/"]
    assert crumbs[-1].get_text(strip=True) == article.title
    assert crumbs[-1].span["aria-current"] == "page"


def test_home_page_has_no_breadcrumbs(client, home):
    assert not read(client, "/").select(".breadcrumbs")


def test_breadcrumbs_leave_out_a_parent_that_is_not_published(client, home):
    parent = home.add_child(instance=StandardPage(title="Verborgen", slug="verborgen", locale=home.locale, live=False))
    page = parent.add_child(instance=StandardPage(title="Onder", slug="onder", locale=home.locale))
    crumbs = [crumb.get_text(strip=True) for crumb in read(client, page.url).select(".breadcrumbs li")]
    assert "Verborgen" not in crumbs
    assert crumbs[-1] == "Onder"


def test_language_switch_leads_to_the_translation_of_the_page(client, home):
    english = Locale.objects.get(language_code="en")
    about = StandardPage.objects.live().get(slug="over-kus")
    link = read(client, about.url).select_one(".language-switch a")
    assert link["href"] == about.get_translation(english).url
    assert (link["hreflang"], link["lang"], link.get_text()) == ("en", "en", "English")


def test_language_switch_says_that_it_leads_home_where_there_is_no_translation(client, article):
    link = read(client, article.url).select_one(".language-switch a")
    assert link["href"] == "/en/"
    assert link.get_text() == "English (home page)"


def test_language_switch_of_the_search_keeps_the_query(client, home):
    soup = read(client, "/zoeken/?q=wijkteam&soort=article")
    assert soup.select_one(".language-switch a")["href"] == "/en/zoeken/?q=wijkteam&soort=article"


def test_page_in_one_language_declares_it(client, home):
    assert read(client, "/").html["lang"] == "nl"
    assert read(client, "/en/").html["lang"] == "en"


def test_dutch_records_on_english_pages_say_so_and_carry_their_language(client, home):
    card = next(
        card for card in read(client, "/en/publications/").select(".card") if card.select_one(".language-label")
    )
    assert card.select_one(".language-label").get_text() == "in Dutch"
    assert card.select_one(".card-body")["lang"] == "nl"
    assert not read(client, "/publicaties/").select(".language-label")


def test_a_pages_own_teasers_stand_in_the_place_of_those_for_all_pages(client, article):
    TeaserPlacement.objects.filter(record_id=article.pk).delete()
    Teaser.objects.all().delete()
    Teaser.objects.create(title="Voor iedereen", text="Lees.", on_all_pages=True, locale=article.locale)
    assert [teaser.get_text() for teaser in read(client, article.url).select(".teaser h2")] == ["Voor iedereen"]
    own = Teaser.objects.create(title="Alleen hier", text="Kijk.", url="https://example.org/", locale=article.locale)
    TeaserPlacement.objects.create(record_id=article.pk, teaser=own)
    soup = read(client, article.url)
    assert [teaser.get_text() for teaser in soup.select(".teaser h2")] == ["Alleen hier"]
    assert soup.select_one(".teaser a")["href"] == "https://example.org/"


def test_a_teaser_does_not_stand_on_the_page_it_leads_to(client, home, article):
    Teaser.objects.all().delete()
    news = Page.objects.get(slug="nieuws", depth=home.depth + 1)
    for title, target in [("Naar het nieuws", {"target": news}), ("Naar buiten", {"url": "https://example.org/"})]:
        Teaser.objects.create(title=title, text="Lees.", on_all_pages=True, locale=home.locale, **target)

    def titles(path):
        return [teaser.get_text() for teaser in read(client, path).select(".teaser h2")]

    assert titles(article.url) == ["Naar buiten", "Naar het nieuws"]
    assert titles(news.url) == ["Naar buiten"]
    own = Teaser.objects.create(
        title="Op zichzelf", text="Kijk.", url=f"http://testserver{article.url}", locale=home.locale
    )
    TeaserPlacement.objects.create(record_id=article.pk, teaser=own)
    assert titles(article.url) == ["Naar buiten", "Naar het nieuws"]


@pytest.mark.usefixtures("kept_contexts")
def test_what_names_the_newsletter_asks_the_address_in_one_field(client, home, article):
    """The teaser of the newsletter, its archive, its issues and the footer lead to the same form."""
    Teaser.objects.all().delete()
    archive = NewsletterIndexPage.objects.get(locale=home.locale)
    Teaser.objects.create(title="Brief", text="Lees.", target=archive, on_all_pages=True, locale=home.locale)
    issue = NewsletterIssuePage.objects.live().filter(locale=home.locale).first()
    for path, part in [(article.url, ".teaser"), (archive.url, "main"), (issue.url, ".sign-up"), ("/", "footer")]:
        form = read(client, path).select_one(f"{part} .sign-up-form")
        assert [field["name"] for field in form.select("input:not([type=hidden])")] == ["address"]
        shown = client.post(form["action"], {"address": "jan@example.org"}, follow=True)
        assert shown.context["form"]["address"].value() == "jan@example.org"
    assert not read(client, archive.url).select(".teaser")


def test_search_needs_no_menu(client, home, article):
    """On a phone the menu is folded: what stands inside takes a press more."""
    for path in [article.url, "/agenda/", "/cookies/", "/en/publications/"]:
        [form] = read(client, path).select(".site-header search form")
        assert form.find_parent("details") is None
        assert form.select_one("input[type=search]")["name"] == "q"


def test_what_left_the_menu_is_in_the_footer(client, home):
    soup = read(client, "/")
    menu = [link["href"] for link in main_menu(soup)]
    assert menu == ["/publicaties/", "/agenda/", "/themas/", "/projecten/", "/nieuws/", "/over-kus/"]
    footer = [link["href"] for link in soup.select("footer a")]
    assert {"/programmas/", "/werkplaatsen/", "/oproepen/", "/contact/", "/onderwerpen/", "/gemeenten/"} <= {*footer}
    assert len(footer) == len(set(footer))
    assert not set(footer) & set(menu) - {"/over-kus/"}


def test_rules_of_the_site_stand_in_one_line(client, home):
    Menu.objects.filter(place="legal").delete()
    menu = Menu.objects.create(place="legal", title="Regels", locale=home.locale)
    MenuItem.objects.create(menu=menu, target=Page.objects.get(slug="privacy", locale=home.locale), label="Uw gegevens")
    links = read(client, "/cookies/").select(".site-footer-legal a")
    assert [(link.get_text(), link["href"]) for link in links] == [
        ("Uw gegevens", "/privacy/"),
        ("Cookie-instellingen", "/cookies/"),
    ]
    assert links[1]["aria-current"] == "page"


def test_footer_says_what_the_settings_say(client, home):
    own, _made = SiteSettings.objects.get_or_create(site=Site.objects.get(is_default_site=True))
    own.organisation_name, own.contact_email = "Platform <Proef>", "post@example.org"
    own.save()
    footer = read(client, "/").select_one("footer")
    assert "Platform <Proef>" in footer.get_text()
    assert footer.select_one("a[href='mailto:post@example.org']")


def test_site_without_settings_or_menus_still_answers(client, home):
    SiteSettings.objects.all().delete()
    Menu.objects.all().delete()
    Teaser.objects.all().delete()
    assert read(client, "/").select_one(".wordmark")["href"] == "/"
