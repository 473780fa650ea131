"""The address of a record that was public and was taken away answers 410 with what was there; drafts leave nothing."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale, Page, PageViewRestriction, Site

from kus_site.roles import KUS_ROLE, create_roles
from pages.models import ArticleIndexPage, HomePage, StandardPage, WithdrawnRecord
from pages.record_index import changes
from publications.models import PublicationIndexPage, PublicationPage
from tests.coverage_samples import add_agenda, add_theme
from tests.sample_records import add_event, add_project, add_publication, sitemap_of, text_of
from themes.models import ThemeLink

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def page(home):
    page = add_publication("Zandloper", date="maart 2020")
    changes.bring_up_to_date()
    return PublicationPage.objects.get(pk=page.pk)


def withdraw(page):
    page.unpublish()
    changes.bring_up_to_date()


def gone(client, address):
    """Return the page of an address that answers 410, as BeautifulSoup."""
    response = client.get(address)
    assert response.status_code == 410, (address, response.status_code)
    return BeautifulSoup(response.content, "html.parser")


def delete(page):
    page.delete()


def expire(page):
    page.expire_at = timezone.now() - timedelta(minutes=1)
    page.save()
    call_command("publish_scheduled", verbosity=0)


def delete_from_above(page):
    Page.objects.get(pk=page.get_parent().pk).delete()


@pytest.mark.parametrize("take_away", [withdraw, delete, expire, delete_from_above])
def test_what_is_taken_away_says_what_was_there(client, page, take_away):
    address = page.url
    take_away(page)
    changes.bring_up_to_date()
    soup = gone(client, address)
    words = text_of(soup.main)
    assert "Zandloper" in words
    assert f"{page.kind_label}, maart 2020" in words
    assert "Weggehaald op" in words
    assert soup.select_one("meta[name=robots]")["content"] == "noindex"
    assert soup.select_one("main a[href='/publicaties/']") or take_away is delete_from_above
    assert len(soup.select("h1")) == 1


def test_a_private_record_is_withdrawn_and_asks_readers_to_log_in(client, page):
    restriction = PageViewRestriction.objects.create(page=page, restriction_type="login")
    changes.bring_up_to_date()
    assert WithdrawnRecord.objects.get().title == "Zandloper"
    assert client.get(page.url).status_code == 302
    restriction.delete()
    changes.bring_up_to_date()
    assert not WithdrawnRecord.objects.exists()


def test_a_draft_that_was_never_public_leaves_nothing(client, page):
    draft = PublicationPage(title="Concept", slug="concept", live=False, kind=page.kind, locale=page.locale)
    page.get_parent().add_child(instance=draft)
    changes.bring_up_to_date()
    address = draft.full_url
    draft.delete()
    behind = PublicationPage(title="Besloten", slug="besloten", kind=page.kind, locale=page.locale)
    hidden = ArticleIndexPage.objects.get(locale=page.locale)
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    hidden.add_child(instance=behind)
    changes.bring_up_to_date()
    behind.delete()
    changes.bring_up_to_date()
    assert not WithdrawnRecord.objects.filter(title__in=["Concept", "Besloten"]).exists()
    assert client.get(address).status_code == 404


def test_other_pages_and_made_up_addresses_are_not_found(client, page, home):
    plain = home.add_child(instance=StandardPage(title="Tekst", slug="tekst", locale=home.locale))
    changes.bring_up_to_date()
    plain.delete()
    withdraw(page)
    for address in ("/tekst/", "/publicaties/iets/", f"{page.url}iets/", f"/en{page.url}", "/publicaties/%00/"):
        assert client.get(address).status_code in (400, 404), address


def test_files_that_the_page_made_of_itself_are_gone_too(client, page):
    withdraw(page)
    stem = page.url.rstrip("/")
    for address in (stem, f"{stem}.ris", f"{stem}/verwijzing.bib"):
        assert client.get(address, follow=True).status_code == 410, address


def test_publishing_again_brings_the_page_back(client, page):
    withdraw(page)
    gone(client, page.url)
    page.save_revision().publish()
    changes.bring_up_to_date()
    assert client.get(page.url).status_code == 200
    assert not WithdrawnRecord.objects.exists()


def test_publishing_again_at_another_address_redirects(client, page):
    old = page.url
    withdraw(page)
    page.slug = "zonnewijzer"
    page.save_revision().publish()
    changes.bring_up_to_date()
    assert client.get(old)["Location"] == "/publicaties/zonnewijzer/"


def test_a_moved_record_redirects_and_is_not_withdrawn(client, page):
    old = page.url
    page.move(ArticleIndexPage.objects.get(locale=page.locale), "last-child")
    changes.bring_up_to_date()
    response = client.get(old)
    assert (response.status_code, response["Location"]) == (301, PublicationPage.objects.get(pk=page.pk).url)
    assert not WithdrawnRecord.objects.exists()


def test_a_record_that_moved_to_another_site_says_where_it_went(client, page, home):
    old, root = page.url, Page.objects.get(depth=1)
    other = root.add_child(instance=StandardPage(title="Andere site", slug="andere-site", locale=home.locale))
    Site.objects.create(hostname="andere.example", port=80, root_page=other)
    page.move(other, "last-child")
    changes.bring_up_to_date()
    link = gone(client, old).select_one("main a[href='http://andere.example/" + page.slug + "/']")
    assert link.text == "Zandloper"
    assert client.get(f"/{page.slug}/", headers={"host": "andere.example"}).status_code == 200


def test_older_addresses_lead_to_it(client, page, django_capture_on_commit_callbacks):
    Redirect.add_redirect("/oud/pad", page)
    first = page.url
    with django_capture_on_commit_callbacks(execute=True):
        page.slug = "tweede"
        page.save_revision().publish()
        changes.bring_up_to_date()
    with django_capture_on_commit_callbacks(execute=True):
        PublicationPage.objects.get(pk=page.pk).delete()
    for address in ("/oud/pad/", first):
        response = client.get(address)
        assert (response.status_code, response["Location"]) == (301, "/publicaties/tweede/"), address
    gone(client, "/publicaties/tweede/")


def test_an_address_that_another_record_takes_over_belongs_to_that(client, page):
    slug, address = page.slug, page.url
    page.delete()
    other = add_publication("Zonnewijzer")
    other.slug = slug
    other.save()
    changes.bring_up_to_date()
    assert client.get(address).status_code == 200
    assert WithdrawnRecord.objects.get().title == "Zandloper"
    other.delete()
    assert "Zonnewijzer" in text_of(gone(client, address).main)
    assert sorted(WithdrawnRecord.objects.values_list("title", "path")) == [
        ("Zandloper", ""),
        ("Zonnewijzer", address),
    ]


def test_each_language_is_withdrawn_by_itself(client, page, home):
    english = Locale.objects.get(language_code="en")
    listing = PublicationIndexPage.objects.get(locale=home.locale)
    if not listing.has_translation(english):
        listing.copy_for_translation(english).save_revision().publish()
    translation = page.copy_for_translation(english)
    translation.title, translation.slug = "Hourglass", "hourglass"
    translation.save_revision().publish()
    changes.bring_up_to_date()
    translation = PublicationPage.objects.get(pk=translation.pk)
    address = translation.url
    withdraw(translation)
    soup = gone(client, address)
    assert soup.html["lang"] == "en"
    assert "Taken away on" in text_of(soup.main)
    assert soup.select_one(f"main a[href='{page.url}'][hreflang=nl]").text == "Zandloper"
    assert client.get(page.url).status_code == 200
    assert list(WithdrawnRecord.objects.values_list("title", "language")) == [("Hourglass", "en")]


def test_what_it_was_found_by_is_kept_for_harvesters(page):
    theme = add_theme(add_agenda("Proefagenda 2090", 2090), "Wonen")
    page.theme_links.set([ThemeLink(theme=theme)])
    page.save()
    changes.bring_up_to_date()
    before = timezone.now()
    withdraw(page)
    withdrawn = WithdrawnRecord.objects.get()
    assert withdrawn.facets["thema"] == [theme.slug]
    assert withdrawn.facets["soort"] == [page.kind.slug]
    assert (withdrawn.record_type, withdrawn.translation_key) == ("publication", page.translation_key)
    assert withdrawn.withdrawn_at >= before
    page.delete()
    assert WithdrawnRecord.objects.get().withdrawn_at == withdrawn.withdrawn_at


def test_every_type_of_record_is_withdrawn(client, home):
    for page in (add_event(), add_project()):
        changes.bring_up_to_date()
        address = page.url
        page.delete()
        gone(client, address)


def test_a_home_page_is_deleted_with_its_site_and_all_records(page, home):
    HomePage.objects.get(pk=home.pk).delete()
    connection.check_constraints()
    assert not WithdrawnRecord.objects.exists()


def test_a_rollback_leaves_nothing(page):
    with transaction.atomic():
        page.delete()
        assert WithdrawnRecord.objects.exists()
        transaction.set_rollback(True)
    assert not WithdrawnRecord.objects.exists()


def test_kept_pages_listing_and_sitemap_have_it_no_more(client, page, django_capture_on_commit_callbacks):
    address = page.url
    assert client.get(address).status_code == 200
    assert page.full_url in sitemap_of(client)
    with django_capture_on_commit_callbacks(execute=True):
        withdraw(page)
    gone(client, address)
    assert page.full_url not in sitemap_of(client)
    assert address not in client.get("/publicaties/").content.decode()


def test_many_records_at_once_are_withdrawn_before_the_queue_is_done(page, monkeypatch, client):
    monkeypatch.setattr(changes, "IMMEDIATE", 0)
    page.unpublish()
    changes._registered().carry_out()
    gone(client, page.url)


def test_an_unknown_address_costs_one_query_more_and_that_on_an_index(client, page, django_assert_max_num_queries):
    withdraw(page)
    client.get("/bestaat-niet/")
    with django_assert_max_num_queries(7):
        client.get("/bestaat-ook-niet/")


class TestAdmin:
    def test_an_editor_says_why_and_where_to_look(self, client, page, django_user_model):
        create_roles()
        other = add_publication("Zonnewijzer")
        withdraw(page)
        editor = django_user_model.objects.create_user("redacteur", "r@example.org", "geheim-voor-de-test")
        editor.groups.add(Group.objects.get(name=KUS_ROLE))
        client.force_login(editor)
        listing = client.get(reverse("withdrawn_records:index")).content.decode()
        withdrawn = WithdrawnRecord.objects.get()
        edit = reverse("withdrawn_records:edit", args=[withdrawn.pk])
        assert edit in listing
        assert page.url in listing
        assert client.get(edit).status_code == 200
        data = {
            "title": "Zandloper",
            "description": "Boek",
            "reason": "Vervangen.",
            "moved_to": other.pk,
            "moved_to_url": "https://example.org/elders/",
        }
        assert client.post(edit, data).status_code == 302
        client.logout()
        soup = gone(client, page.url)
        assert "Vervangen." in text_of(soup.main)
        assert soup.select_one(f"main a[href='{other.url}']").text == "Zonnewijzer"
        assert soup.select_one("main a[href='https://example.org/elders/']")
        other.unpublish()
        assert not gone(client, page.url).select_one(f"main a[href='{other.url}']")

    def test_nobody_adds_or_deletes_one_by_hand(self, administrator_client, page):
        withdraw(page)
        withdrawn = WithdrawnRecord.objects.get()
        for name, arguments in (("add", []), ("delete", [withdrawn.pk])):
            address = reverse(f"withdrawn_records:{name}", args=arguments)
            assert administrator_client.post(address, {"title": "x"}).status_code in (302, 403)
        assert WithdrawnRecord.objects.get().title == "Zandloper"
