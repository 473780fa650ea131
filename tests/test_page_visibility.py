"""What editors of a werkplaats see of the pages of others: what readers see, and no drafts or private pages."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction

from kus_site import roles
from pages.models import WerkplaatsPage
from publications.models import PublicationIndexPage, PublicationKind, PublicationPage

pytestmark = pytest.mark.django_db
ZHZ = "Redactie Zuid-Holland Zuid"
SECRETS = ("Zwijgconcept", "Zwijgprivaat", "Zwijgtitel")


@pytest.fixture
def editor(django_user_model):
    """An editor of the werkplaats Zuid-Holland Zuid."""
    user = django_user_model.objects.create_user("zhz", password="geheim-voor-de-test")
    user.groups.add(Group.objects.get(name=ZHZ))
    return user


@pytest.fixture
def kus_editor(django_user_model):
    """An editor of kUS."""
    user = django_user_model.objects.create_user("kus", password="geheim-voor-de-test")
    user.groups.add(Group.objects.get(name=roles.KUS_ROLE))
    return user


@pytest.fixture
def listing():
    """The Dutch listing of publications, to which every werkplaats adds."""
    return PublicationIndexPage.objects.get(locale__language_code="nl")


@pytest.fixture
def pages(listing, editor, kus_editor):
    """Pages by name, of kUS: a draft, a private page, one with a new title in draft, one that is live; an own draft."""

    def add(title, owner, **fields):
        kind = PublicationKind.objects.first()
        page = PublicationPage(title=title, slug=title.lower(), kind=kind, owner=owner, **fields)
        listing.add_child(instance=page)
        page.save_revision(user=owner, log_action=True)
        return page

    made = {
        "draft": add("Zwijgconcept", kus_editor, live=False),
        "private": add("Zwijgprivaat", kus_editor),
        "renamed": add("Zwijgnaam", kus_editor),
        "live": add("Zwijgopenbaar", kus_editor),
        "own": add("Zwijgeigen", editor, live=False),
    }
    PageViewRestriction.objects.create(page=made["private"], restriction_type="password", password="x")
    made["renamed"].title = "Zwijgtitel"
    made["renamed"].save_revision(user=kus_editor, log_action="wagtail.edit")
    return made


def addresses(pages, listing):
    """Return {name: address} of everything that lists pages."""
    explorer, choose = reverse("wagtailadmin_explore", args=[listing.pk]), reverse("wagtailadmin_choose_page")
    child = reverse("wagtailadmin_choose_page_child", args=[listing.pk])
    api = reverse("wagtailadmin_api:pages:listing")
    history = reverse("wagtailadmin_reports:site_history")
    many = "&".join(f"id={page.pk}" for page in pages.values())
    found = {
        "explorer": f"{explorer}?ordering=-latest_revision_created_at",
        "explorer search": f"{explorer}?q=zwijg",
        "search": f"{reverse('wagtailadmin_pages:search')}?q=zwijg",
        "chooser": f"{child}?page_type=publications.publicationpage",
        "chooser search": f"{reverse('wagtailadmin_choose_page_search')}?q=zwijg",
        "chooser root": choose,
        "several chosen": f"{reverse('wagtailadmin_choose_page_chosen_multiple')}?{many}",
        "API": f"{api}?child_of={listing.pk}&order=-id",
        "API of the explorer": f"{api}?child_of={listing.pk}&for_explorer=1",
        "API search": f"{api}?search=zwijg",
        "history": history,
        "history as CSV": f"{history}?export=csv",
        "types": reverse("wagtailadmin_reports:page_types_usage"),
        "pages of a type": reverse("wagtailadmin_pages:type_use", args=["publications", "publicationpage"]),
    }
    for name, page in pages.items():
        found[f"explorer of {name}"] = reverse("wagtailadmin_explore", args=[page.pk])
        found[f"chooser of {name}"] = reverse("wagtailadmin_choose_page_child", args=[page.pk])
        found[f"API of {name}"] = f"{api}{page.pk}/"
    return found


def read(client, address):
    response = client.get(address, follow=True)
    return b"".join(response).decode("utf-8", "replace") if response.streaming else response.content.decode()


def test_drafts_and_private_pages_of_others_are_nowhere(client, editor, pages, listing):
    client.force_login(editor)
    for name, address in addresses(pages, listing).items():
        words = read(client, address)
        assert [secret for secret in SECRETS if secret in words] == [], name


@pytest.mark.parametrize("name", ["explorer", "search", "explorer search", "chooser search", "API"])
def test_what_readers_see_and_own_drafts_stay(client, editor, pages, listing, name):
    client.force_login(editor)
    words = read(client, addresses(pages, listing)[name])
    assert "Zwijgopenbaar" in words
    assert "Zwijgeigen" in words


def test_the_history_of_own_pages_stays(client, editor, pages):
    client.force_login(editor)
    words = read(client, reverse("wagtailadmin_reports:site_history"))
    assert "Zwijgeigen" in words
    assert "Zwijgopenbaar" not in words


def test_editors_of_kus_see_them_all(client, kus_editor, pages, listing):
    client.force_login(kus_editor)
    words = read(client, f"{reverse('wagtailadmin_pages:search')}?q=zwijg")
    for secret in ("Zwijgconcept", "Zwijgprivaat", "Zwijgeigen"):
        assert secret in words
    history = read(client, reverse("wagtailadmin_reports:site_history"))
    for secret in SECRETS:
        assert secret in history


def test_a_werkplaats_finds_its_own_page_in_draft_and_may_add_below_a_draft_listing(client, editor, listing):
    own = WerkplaatsPage.objects.get(region="Zuid-Holland Zuid", locale__language_code="nl")
    Page.objects.filter(pk__in=[own.pk, listing.pk]).update(live=False)
    client.force_login(editor)
    api = reverse("wagtailadmin_api:pages:listing")
    for page in (own, listing):
        assert client.get(f"{api}{page.pk}/").status_code == 200
        assert client.get(reverse("wagtailadmin_explore", args=[page.pk])).status_code == 200


def test_what_was_ticked_in_a_chooser_is_handed_over(client, editor, pages):
    client.force_login(editor)
    address = reverse("wagtailadmin_choose_page_chosen_multiple")
    assert "Zwijgopenbaar" in read(client, f"{address}?id={pages['live'].pk}&id={pages['own'].pk}")
    assert client.get(f"{address}?id={pages['draft'].pk}").status_code == 404
