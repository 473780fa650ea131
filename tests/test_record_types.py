"""A record type shows up everywhere by what its class declares (tests/record_app), and checks say what is missing."""

import feedparser
import pytest
from django.contrib.auth.models import Group
from django.core import checks
from django.utils import timezone
from wagtail.models import Page

from kus_site import roles
from network.models import Organisation
from pages import cache_version
from pages.checks import TAG
from pages.models import SiteDocument, WerkplaatsPage
from pages.record_index.relations import Relation
from pages.trays import collect_trays
from tests.record_app.models import ExcursionIndexPage, ExcursionPage, ExcursionStop
from tests.sample_records import add_event, add_page, add_publication, from_now, sitemap_of, text_of, visit
from themes.models import ProgrammePage, ThemeLink, ThemePage

# A word that stands in no demo text.
RARE = "kwikstaartpad"


@pytest.fixture
def listing(home):
    """The published overview of excursions."""
    page = ExcursionIndexPage(title="Uitstapjes", slug="uitstapjes", locale=home.locale)
    return home.add_child(instance=page)


@pytest.fixture
def add_excursion(listing):
    """Return a function that publishes an excursion."""

    def add_excursion(title="Proefuitstapje", date="2019-05", werkplaatsen=(), **fields):
        host, programme = Organisation.objects.first(), ProgrammePage.objects.live().first()
        page = ExcursionPage(
            title=title, host=host, programme=programme, date=date, first_published_at=timezone.now(), **fields
        )
        stops = [ExcursionStop(title="Station")]
        return add_page(ExcursionIndexPage, page, stops=stops, werkplaatsen=werkplaatsen)

    return add_excursion


class TestWhatReadersFind:
    def test_the_listing_and_the_page(self, add_excursion, listing, client):
        excursion = add_excursion()
        assert visit(client, listing).main.find("a", href=excursion.url)
        assert excursion.programme.title in text_of(visit(client, excursion).main)

    def test_the_listing_is_fresh_when_a_record_is_added(
        self, add_excursion, listing, client, django_capture_on_commit_callbacks
    ):
        visit(client, listing)
        with django_capture_on_commit_callbacks(execute=True):
            excursion = add_excursion()
        assert visit(client, listing).main.find("a", href=excursion.url)

    def test_the_filters_of_the_listing(self, add_excursion, listing, client):
        old, new = add_excursion("Vroeger"), add_excursion("Later")
        ExcursionPage.objects.filter(pk=old.pk).update(sort_date="2011-01-01")
        cache_version.invalidate()
        found = visit(client, f"{listing.url}?jaar=2019").main
        assert found.find("a", href=new.url)
        assert not found.find("a", href=old.url)

    def test_the_feed(self, add_excursion, listing, client):
        excursion = add_excursion()
        feed = feedparser.parse(client.get(f"{listing.url}feed/").content)
        assert [entry.title for entry in feed.entries] == [excursion.title]
        assert visit(client, listing).find("a", href=f"{listing.url}feed/")

    def test_the_sitemap(self, add_excursion, client):
        excursion = add_excursion()
        assert excursion.full_url in sitemap_of(client)

    def test_search_and_its_kind_of_result(self, add_excursion, client):
        excursion, event = add_excursion(summary=f"Over het {RARE}."), add_event(f"Het {RARE}")
        everything = visit(client, f"/zoeken/?q={RARE}").main
        assert everything.find("a", href=excursion.url)
        assert everything.find("input", {"name": "soort", "value": "excursion"})
        chosen = visit(client, f"/zoeken/?q={RARE}&soort=excursion").main
        assert chosen.find("a", href=excursion.url)
        assert not chosen.find("a", href=event.url)

    def test_search_finds_it_by_the_name_of_what_it_refers_to(self, add_excursion, client):
        excursion = add_excursion()
        host = Organisation.objects.create(name=f"Stichting {RARE}")
        excursion.host = host
        excursion.save_revision().publish()
        assert visit(client, f"/zoeken/?q={RARE}").main.find("a", href=excursion.url)

    def test_the_dossier_of_a_theme_in_the_declared_order(self, add_excursion, client):
        theme = ThemePage.objects.live().filter(locale__language_code="nl").first()
        records = [add_event(start=from_now(days=3)), add_excursion(), add_publication()]
        for record in records:
            ThemeLink.objects.create(record=record, theme=theme)
        cache_version.invalidate()
        anchors = [heading["id"] for heading in visit(client, theme).select("[id^=type-]")]
        order = [anchors.index(f"type-{name}page") for name in ("publication", "excursion", "event")]
        assert order == sorted(order)

    def test_the_news_of_a_werkplaats(self, add_excursion, client):
        werkplaats = WerkplaatsPage.objects.live().filter(locale__language_code="nl").first()
        excursion = add_excursion(date="2039", werkplaatsen=[werkplaats])
        cache_version.invalidate()
        assert visit(client, werkplaats).main.find("a", href=excursion.url)


class TestWhatEditorsFind:
    def test_its_tray_above_a_new_issue(self, add_excursion, home):
        excursion = add_excursion()
        trays = {tray.name: tray for tray in collect_trays(from_now(minutes=-1), home.locale)}
        assert [offer.record for offer in trays["excursions"].offers] == [excursion]

    def test_who_may_add_and_publish(self, listing, django_user_model):
        roles.create_roles()
        maker, kus = (django_user_model.objects.create_user(name) for name in ("maker", "kus"))
        werkplaats = WerkplaatsPage.objects.get(region="Zuid-Holland Zuid", locale__language_code="nl")
        maker.groups.add(Group.objects.get(name=roles.role_name(werkplaats)))
        kus.groups.add(Group.objects.get(name=roles.KUS_ROLE))
        assert listing.permissions_for_user(maker).can_add_subpage()
        assert not listing.permissions_for_user(maker).can_publish_subpage()
        assert listing.permissions_for_user(kus).can_publish_subpage()

    def test_the_form(self, add_excursion, administrator_client):
        excursion = add_excursion()
        page = visit(administrator_client, f"/admin/pages/{excursion.pk}/edit/")
        assert page.find(attrs={"name": "meeting_point"})


def errors():
    """Return {id of the error: [message and hint]} of the system checks of record types."""
    found = {}
    for message in checks.run_checks(tags=[TAG]):
        if message.level >= checks.ERROR:
            found.setdefault(message.id, []).append(f"{message.msg} {message.hint}")
    return found


def test_every_type_of_the_site_declares_itself():
    assert errors() == {}


@pytest.mark.parametrize(
    "name", ["listed_on", "is_shared", "is_news", "dossier_order", "search_kind", "newsletter_trays"]
)
def test_a_declaration_that_is_missing_stops_the_start(name, monkeypatch):
    monkeypatch.delattr(ExcursionPage, name)
    [sentence] = errors()["pages.E001"]
    assert sentence.startswith("record_app.ExcursionPage does not say ")
    assert f"Write on the class: {name} = " in sentence


@pytest.mark.parametrize(
    ("owner", "name", "value", "error", "says"),
    [
        (
            ExcursionPage,
            "listed_on",
            "pages.HomePage",
            "pages.E002",
            "on pages.HomePage, which is no listing",
        ),
        (ExcursionPage, "listed_on", "", "pages.E003", "shared by all werkplaatsen but has no listing"),
        (ExcursionPage, "search_kind", "Uit stapje", "pages.E004", "cannot stand in an address"),
        (ExcursionPage, "listed_on", "", "pages.E005", 'Write listed_on = "record_app.ExcursionIndexPage"'),
        (ExcursionPage, "parent_page_types", None, "pages.E006", "does not say under which pages it stands"),
        (ExcursionIndexPage, "parent_page_types", [], "pages.E006", "does not say under which pages it stands"),
        (ExcursionPage, "template", "record_app/weg.html", "pages.E007", "Write templates/record_app/weg.html"),
        (
            ExcursionPage,
            "search_kind",
            "event",
            "pages.E008",
            "record_app.ExcursionPage have the same search_kind",
        ),
        (ExcursionPage, "listed_on", "events.EventIndexPage", "pages.E008", "the same listed_on"),
        (ExcursionPage, "relations", [Relation("thema", "theme_links__theme")], "pages.E009", "named “thema”"),
        (ExcursionPage, "content_name", "", "kus_site.E002", "record_app.ExcursionPage has no type in content files"),
        (ExcursionPage, "content_name", "event", "kus_site.E003", "the same content_name “event”"),
        (ExcursionPage, "content_folder", "", "kus_site.E003", "record_app.ExcursionPage has no usable content_folder"),
        (ExcursionPage, "content_fields", ["gids"], "kus_site.E004", "names a field that is not there"),
        (ExcursionStop, "content_fields", ["gids"], "kus_site.E004", "names a field that is not there"),
        (SiteDocument, "content_fields", ["file"], "kus_site.E005", "file is a "),
        (
            ExcursionPage,
            "content_fields",
            ["host", "stops"],
            "kus_site.E006",
            "Page: meeting_point, programme.",
        ),
        (ExcursionStop, "content_fields", ["title"], "kus_site.E006", "record_app.ExcursionStop: municipality."),
    ],
)
def test_a_wrong_declaration_stops_the_start(owner, name, value, error, says, monkeypatch):
    monkeypatch.setattr(owner, name, value, raising=False)
    assert any(says in sentence for sentence in errors()[error])


def test_what_an_export_need_not_hold_can_be_said(monkeypatch):
    monkeypatch.setattr(ExcursionPage, "content_fields", ["host", "programme", "stops"])
    assert "kus_site.E006" in errors()
    monkeypatch.setattr(ExcursionPage, "content_omitted", ["meeting_point"])
    assert errors() == {}


def test_a_parent_names_none_of_its_children(db):
    """A type of record is added without a change in the page that it stands under."""
    for page_type in {type(page) for page in Page.objects.specific()}:
        assert not getattr(page_type, "subpage_types", None), page_type
