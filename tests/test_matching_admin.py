"""Editors see which projects look alike and which form a cluster, and bring owners in contact."""

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.utils import timezone

from inventory.matching.contact import tell
from inventory.matching.pairs import compare_due_projects, count_clusters
from inventory.models import Connection, ContactRequest, ProjectCluster, ProjectComparison, ProjectPage
from pages.models import Audience
from tests.inventory_samples import add_owner
from tests.sample_records import add_project, from_now, settle
from tests.subscriber_samples import link_in
from themes.models import ThemeLink, ThemePage

pytestmark = pytest.mark.django_db

LIST = "/admin/inventory/connections/"
FIRST, SECOND = "eerste@example.org", "tweede@example.org"


@pytest.fixture(scope="module")
def cleared(module_transaction):
    """Delete the projects of the demo content, once."""
    for project in ProjectPage.objects.all():
        project.delete()
    settle()


@pytest.fixture(autouse=True)
def only_ours(cleared, db):
    """Start without the projects of the demo content."""


def a_project(title, address="", **fields):
    """Publish a project on the first theme for wijkteams; with an address somebody answers for it."""
    theme = ThemePage.objects.filter(locale__language_code="nl").first()
    page = add_project(
        title,
        open_for_contact=bool(address),
        theme_links=[ThemeLink(theme=theme)],
        audiences=Audience.objects.filter(slug="wijkteams"),
        **fields,
    )
    if address:
        add_owner(page, address, name=f"Eigenaar van {title}")
    return page


@pytest.fixture
def pair(db):
    """The connection of two projects whose owners can both be asked."""
    a_project("Moestuin Noord", FIRST)
    a_project("Moestuin Zuid", SECOND)
    compare_due_projects(from_now())
    return Connection.objects.get()


def shown(client, **query):
    """Return the words of the page of connections."""
    response = client.get(LIST, query)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser").select_one("main").get_text(" ", strip=True)


def letters():
    """Send the letters that are due and return them."""
    mail.outbox.clear()
    for pk in ContactRequest.objects.values_list("pk", flat=True):
        tell.func(pk)
    return list(mail.outbox)


def test_editors_see_pairs_with_reason_and_strength(administrator_client, pair):
    words = shown(administrator_client)
    assert "Moestuin Noord" in words
    assert "Moestuin Zuid" in words
    assert pair.strength >= 50
    assert str(pair.strength) in words
    assert "moestuin" in words
    assert pair.first_id < pair.second_id


def test_a_pair_that_was_dismissed_stays_away_and_can_come_back(administrator_client, pair):
    administrator_client.post(f"{LIST}{pair.pk}/dismiss/")
    assert "Moestuin" not in shown(administrator_client)
    for project in ProjectPage.objects.all():
        project.save_revision().publish()
    compare_due_projects(from_now())
    assert "Moestuin" not in shown(administrator_client)
    assert "Moestuin Noord" in shown(administrator_client, show="dismissed")
    administrator_client.post(f"{LIST}{pair.pk}/dismiss/", {"back": "1"})
    assert "Moestuin Noord" in shown(administrator_client)


def test_both_owners_are_asked_and_get_addresses_only_after_two_times_yes(administrator_client, pair, client):
    administrator_client.post(f"{LIST}{pair.pk}/introduce/", {"message": "Jullie doen hetzelfde."})
    [first] = letters()
    assert first.to == [FIRST]
    assert "Jullie doen hetzelfde." in first.body
    assert SECOND not in first.body
    client.post(link_in(first), {"answer": "yes"})
    [second] = letters()
    assert second.to == [SECOND]
    assert FIRST not in second.body
    client.post(link_in(second), {"answer": "yes"})
    given = {letter.to[0]: letter.body for letter in letters()}
    assert SECOND in given[FIRST]
    assert FIRST in given[SECOND]
    words = shown(administrator_client, show="asked")
    assert "Moestuin Noord" in words
    assert "@example.org" not in words


def test_when_the_first_owner_says_no_the_second_is_left_in_peace(administrator_client, pair, client):
    administrator_client.post(f"{LIST}{pair.pk}/introduce/", {"message": ""})
    [first] = letters()
    client.post(link_in(first), {"answer": "no"})
    assert letters() == []
    assert ContactRequest.objects.get().state == "declined"


def test_pressing_twice_asks_once(administrator_client, pair):
    administrator_client.post(f"{LIST}{pair.pk}/introduce/", {"message": ""})
    administrator_client.post(f"{LIST}{pair.pk}/introduce/", {"message": ""})
    assert ContactRequest.objects.count() == 1


@pytest.mark.parametrize("change", ["closed", "no owner", "same owner"])
def test_nobody_is_asked_who_cannot_be_asked(administrator_client, pair, change):
    if change == "closed":
        ProjectPage.objects.filter(pk=pair.second_id).update(open_for_contact=False)
    elif change == "no owner":
        pair.first.project_owner.delete()
    else:
        owner = pair.first.project_owner
        owner.address = SECOND.upper()
        owner.save()
    assert "/introduce/" not in administrator_client.get(LIST).content.decode()
    administrator_client.post(f"{LIST}{pair.pk}/introduce/", {"message": ""})
    assert ContactRequest.objects.count() == 0


def test_a_pair_ends_when_the_projects_differ_or_one_is_gone(administrator_client, pair):
    second = pair.second
    second.title, second.summary = "Iets heel anders", ""
    second.audiences.clear()
    second.save_revision().publish()
    compare_due_projects(from_now())
    assert not Connection.objects.exists()
    first = ProjectPage.objects.get(title="Moestuin Noord")
    a_project("Moestuin West")
    compare_due_projects(from_now())
    assert Connection.objects.count() == 1
    first.unpublish()
    compare_due_projects(from_now())
    assert not Connection.objects.exists()


def test_comparing_is_done_once_per_change(pair):
    assert not ProjectComparison.objects.filter(is_due=True).exists()
    pair.first.save_revision().publish()
    assert ProjectComparison.objects.filter(is_due=True).count() == 1


def test_clusters_count_projects_and_places_on_a_theme_for_an_audience(administrator_client):
    from network.models import Municipality

    for number, code in enumerate(["GM0632", "GM0632", "GM0344"]):
        a_project(f"Proef {number}", f"p{number}@example.org", municipalities=Municipality.objects.filter(code=code))
    count_clusters(timezone.now())
    cluster = ProjectCluster.objects.get()
    assert (cluster.projects, cluster.municipalities, cluster.open_for_contact) == (3, 2, 3)
    words = shown(administrator_client, show="clusters")
    assert cluster.theme.title in words
    page = administrator_client.get(LIST, {"show": "clusters"}).content.decode()
    address = BeautifulSoup(page, "html.parser").select_one("td.title a")["href"]
    assert all(f"Proef {number}" in administrator_client.get(address).content.decode() for number in range(3))
    a_project("Proef 4")
    count_clusters(timezone.now())
    assert ProjectCluster.objects.get().projects == 3
    count_clusters(from_now(hours=2))
    assert ProjectCluster.objects.get().projects == 4


def test_only_who_handles_submissions_sees_it(client, pair, django_user_model):
    from django.contrib.auth.models import Permission

    user = django_user_model.objects.create_user("redacteur", password="geheim-voor-de-test")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    for address in (LIST, f"{LIST}{pair.pk}/introduce/"):
        assert client.get(address).status_code == 302
    client.post(f"{LIST}{pair.pk}/dismiss/")
    client.post(f"{LIST}{pair.pk}/introduce/", {"message": ""})
    pair.refresh_from_db()
    assert pair.dismissed_at is None
    assert pair.asked_at is None
    assert LIST not in client.get("/admin/").content.decode()
    user.user_permissions.add(Permission.objects.get(codename="handle_submission"))
    assert client.get(LIST).status_code == 200
    assert LIST in client.get("/admin/").content.decode()


@pytest.mark.parametrize("query", [{"show": "onzin"}, {"p": "-1"}, {"p": "9" * 30}, {"show": "clusters", "p": "x"}])
def test_odd_addresses_are_harmless(administrator_client, pair, query):
    assert shown(administrator_client, **query)
    assert administrator_client.get(f"{LIST}999999/introduce/").status_code == 404
