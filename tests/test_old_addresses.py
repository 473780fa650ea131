"""Old addresses lead to their page as they come in from mails, search engines and people."""

import pytest
from wagtail.contrib.redirects.models import Redirect

from kus_site.old_addresses import find_by_query, known_parameters
from tests.sample_records import add_publication

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def page(home):
    """A publication with the old addresses that old sites gave."""
    page = add_publication()
    for path in ("/?p=2020", "/oud/Pad", "/index.php?id=7&taal=nl", "/Blog/2018/bericht"):
        Redirect.add_redirect(path, page)
    return page


@pytest.mark.parametrize(
    "asked",
    [
        "/?p=2020",
        "/?p=2020&utm_source=mail",
        "/?utm_source=mail&utm_medium=email&p=2020",
        "/?P=2020",
        "/?p=2020&fbclid=AbC%2F1",
        "/oud/Pad",
        "/oud/pad/",
        "/OUD/PAD",
        "/oud/pad/?utm_source=mail",
        "/oud/pad/index.html",
        "/oud/pad/feed/",
        "/oud/pad.",
        "/oud/pad%29",
        "/oud/pad/%20",
        "/index.php?id=7&taal=nl",
        "/index.php?taal=nl&id=7&utm_source=mail",
        "/Index.php?ID=7&taal=NL",
        "/blog/2018/Bericht/print/",
    ],
)
def test_an_old_address_redirects(client, page, asked):
    response = client.get(asked)
    assert (response.status_code, response["Location"]) == (301, page.url), asked


@pytest.mark.parametrize("asked", ["/?p=20201", "/?q=2020", "/?p=", "/?", "/?utm_source=mail"])
def test_other_queries_leave_the_page_that_is_there(client, page, asked):
    assert client.get(asked).status_code == 200


@pytest.mark.parametrize("asked", ["/oud/", "/oudpad/", "/index.php?id=8&taal=nl", "/blog/2018/", "/bestaat/niet/"])
def test_other_addresses_are_not_found(client, page, asked):
    assert client.get(asked).status_code == 404


def test_nothing_goes_round_in_circles(client, home):
    Redirect.objects.create(old_path="/rond", redirect_link="/rond/verder/", is_permanent=True)
    Redirect.objects.create(old_path="/?cat=3", redirect_link="/?cat=3&s=1", is_permanent=True)
    assert client.get("/rond/verder/").status_code == 404
    assert client.get("/?cat=3&s=1").status_code == 200


def test_a_redirect_to_the_same_page_with_another_query_works(client, home):
    Redirect.objects.create(old_path="/publicaties?cat=3", redirect_link="/publicaties/?soort=boek", is_permanent=True)
    assert client.get("/publicaties/?cat=3")["Location"] == "/publicaties/?soort=boek"


def test_the_nearest_address_wins(client, page):
    other = add_publication("Andere")
    Redirect.add_redirect("/oud", other)
    assert client.get("/oud/pad/x/")["Location"] == page.url
    assert client.get("/oud/iets/")["Location"] == other.url


def test_a_new_redirect_is_known_at_once_also_where_the_page_was_kept(client, page, django_capture_on_commit_callbacks):
    assert client.get("/?p=9").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        Redirect.add_redirect("/?p=9", page)
    assert client.get("/?p=9")["Location"] == page.url


def test_a_page_with_filters_asks_no_more_of_the_database(rf, page, django_assert_num_queries):
    known_parameters()
    with django_assert_num_queries(0):
        assert find_by_query(rf.get("/publicaties/?soort=boek")) is None


@pytest.mark.parametrize("method", ["post", "put"])
def test_only_who_reads_is_sent_on(client, page, method):
    assert getattr(client, method)("/?p=2020").status_code != 301
