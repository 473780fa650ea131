"""The page cache: what is kept and for whom."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.http import HttpResponse, StreamingHttpResponse
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory
from django.utils import timezone

from kus_site import kept_pages
from kus_site.kept_pages import KeptPagesMiddleware
from kus_site.page_cache import PageCacheMiddleware
from pages import cache_version
from tests.another_process import in_another_process

ROOT = Path(__file__).resolve().parents[1]


def answer(request, view):
    return KeptPagesMiddleware(PageCacheMiddleware(view))(request)


def get(path="/", **headers):
    return RequestFactory().get(path, **headers)


def state(path, view):
    """Return whether a reader without cookies gets hit, miss or bypass."""
    request = get(path)
    answer(request, view)
    return request.page_cache


def counting_view():
    """Return a view that numbers its answers, from 1."""
    numbers = iter(range(1, 1000))
    return lambda request: HttpResponse(f"<p>{next(numbers)}</p>")


# What a reader gets


def test_second_reader_is_answered_without_a_query(client, home, django_assert_num_queries):
    first = client.get("/")
    with django_assert_num_queries(0):
        second = Client().get("/")
    assert first.status_code == second.status_code == 200
    assert first.wsgi_request.page_cache == "miss"
    assert second.wsgi_request.page_cache == "hit"
    assert first.content == second.content
    assert first["Cache-Control"] == second["Cache-Control"] == "public, no-cache"
    assert first["Vary"] == second["Vary"] == "Cookie, Accept-Encoding"
    assert first["Content-Type"] == second["Content-Type"]
    assert not second.cookies


def test_unchanged_page_is_answered_304_with_the_same_headers(client, home):
    for _ in ("miss", "hit"):
        whole = client.get("/")
        short = client.get("/", headers={"If-None-Match": f'"other", W/{whole["ETag"]}'})
        assert (short.status_code, short.content) == (304, b"")
        for name in ("ETag", "Cache-Control", "Vary", "Content-Security-Policy", "X-Frame-Options"):
            assert short[name] == whole[name]
    assert client.get("/", headers={"If-None-Match": '"other"'}).status_code == 200
    assert client.get("/", headers={"If-None-Match": "*"}).status_code == 304


def test_head_is_answered_like_get_and_fills_nothing(client, home):
    assert client.head("/").wsgi_request.page_cache == "miss"
    whole = client.get("/")
    assert whole.wsgi_request.page_cache == "miss"
    head = client.head("/")
    assert (head.wsgi_request.page_cache, head.content, head["ETag"]) == ("hit", b"", whole["ETag"])
    assert head["Content-Length"] == str(len(whole.content))


def test_request_id_is_not_kept(client, home):
    ids = {client.get("/")["X-Request-ID"] for _ in range(3)}
    assert len(ids) == 3


def test_host_scheme_path_and_query_are_kept_apart():
    view = counting_view()
    factory = RequestFactory()
    requests = [
        factory.get("/a/"),
        factory.get("/a/", secure=True),
        factory.get("/a/", headers={"Host": "other.example"}),
        factory.get("/b/"),
        factory.get("/a/?soort=boek"),
        factory.get("/a/?soort=boek&soort=gids"),
        factory.get("/a/?soort=gids&soort=boek"),
        factory.get("/a/?soort=boek%26soort%3Dgids"),
    ]
    contents = {answer(request, view).content for request in requests}
    assert len(contents) == len(requests)
    one = answer(get("/a/?jaar=2016&soort=boek"), view)
    assert answer(get("/a/?soort=boek&jaar=2016"), view).content == one.content


@pytest.mark.parametrize("cookie", ["sessionid", "messages"])
def test_a_visitor_with_a_cookie_of_ours_is_neither_answered_from_nor_put_into_the_cache(cookie):
    view = counting_view()
    request = get("/", headers={"Cookie": f"{cookie}=abc"})
    response = answer(request, view)
    assert request.page_cache == "bypass"
    assert response["Cache-Control"] == ("private, no-store" if cookie == "sessionid" else "private, no-cache")
    assert state("/", view) == "miss"


def test_whoever_saw_a_form_gets_all_other_pages_kept_and_compressed(client, home):
    """The form gives a cookie for a year."""
    form = "/nieuwsbrief/aanmelden/"
    assert client.get(form).wsgi_request.page_cache == "bypass"
    Client().get("/")
    assert client.cookies["csrftoken"].value
    response = client.get("/", headers={"Accept-Encoding": "br"})
    assert response.wsgi_request.page_cache == "hit"
    assert (response["Cache-Control"], response["Content-Encoding"]) == ("public, no-cache", "br")
    assert client.get("/zoeken/?q=wmo", headers={"Accept-Encoding": "br"})["Content-Encoding"] == "br"
    for _ in range(2):
        response = client.get(form, headers={"Accept-Encoding": "br"})
        assert response.wsgi_request.page_cache == "bypass"
        assert not response.has_header("Content-Encoding")
        assert response["Cache-Control"].startswith("private")


@pytest.mark.usefixtures("kept_contexts")
def test_what_a_browser_keeps_of_us_is_shown_to_its_reader_only(home):
    """Of all pages only /cookies/ looks at the cookie of a form."""
    reader = Client()
    assert not reader.get("/cookies/").context["present"]
    reader.get("/nieuwsbrief/aanmelden/")
    assert [cookie.name for cookie in reader.get("/cookies/").context["present"]] == ["csrftoken"]
    assert not Client().get("/cookies/").context["present"]


def test_page_kept_by_a_reader_with_a_token_holds_nothing_of_it(home):
    reader = Client()
    reader.get("/nieuwsbrief/aanmelden/")
    assert reader.get("/").wsgi_request.page_cache == "miss"
    kept = Client().get("/")
    assert kept.wsgi_request.page_cache == "hit"
    assert reader.cookies["csrftoken"].value.encode() not in kept.content
    assert not kept.cookies


@pytest.mark.parametrize(
    "name", ["SCRIPT_NAME", "HTTP_SCRIPT_NAME", "HTTP_X_FORWARDED_PREFIX", "HTTP_X_FORWARDED_HOST"]
)
def test_nothing_a_request_says_moves_the_addresses_of_a_kept_page(client, home, name):
    assert client.get("/programmas/", **{name: "/evil"}).status_code == 200
    for path in ("/programmas/", "/"):
        assert b"/evil" not in Client().get(path).content


def test_somebody_logged_in_sees_nothing_kept(client, home):
    client.get("/")
    user = get_user_model().objects.create_superuser("redactie", "redactie@example.org", "geheim")
    client.force_login(user)
    for path in ("/", "/admin/"):
        response = client.get(path)
        assert response.status_code == 200
        assert response["Cache-Control"] == "private, no-store"
        assert response.wsgi_request.page_cache == "bypass"
    assert Client().get("/").wsgi_request.page_cache == "hit"


def with_cookie(request):
    response = HttpResponse("x")
    response.set_cookie("any", "thing")
    return response


def with_policy(request):
    response = HttpResponse("x")
    response._csp_replace = {"img-src": "*"}
    return response


REFUSED = {
    "form token": lambda request: HttpResponse(get_token(request)),
    "cookie": with_cookie,
    "streaming": lambda request: StreamingHttpResponse(iter([b"x"])),
    "private": lambda request: HttpResponse("x", headers={"Cache-Control": "private"}),
    "no-store": lambda request: HttpResponse("x", headers={"Cache-Control": "No-Store"}),
    "varies by a header": lambda request: HttpResponse("x", headers={"Vary": "Cookie, HX-Request"}),
    "varies by all": lambda request: HttpResponse("x", headers={"Vary": "*"}),
    "own policy": with_policy,
    "not found": lambda request: HttpResponse("x", status=404),
    "redirect": lambda request: HttpResponse(status=301, headers={"Location": "/x/"}),
    "failure": lambda request: HttpResponse("x", status=500),
    "part": lambda request: HttpResponse("x", status=206),
    "too large": lambda request: HttpResponse("x" * (kept_pages.MAX_BODY + 1)),
}


@pytest.mark.parametrize("why", REFUSED)
def test_response_is_not_kept(why):
    answer(get("/"), REFUSED[why])
    assert answer(get("/"), lambda request: HttpResponse("new")).content == b"new"


def test_missing_page_may_be_stored_by_nobody_without_asking(client, home):
    assert client.get("/bestaat-niet/")["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "path",
    [
        "/admin/login/",
        "/documents/1/x.pdf",
        "/media/images/x.png",
        "/nieuwsbrief/voorkeuren/3kT9/",
        "/nieuwsbrief/afmelden/3kT9/",
        "/" + "a" * 600,
        "/a/?" + "q" * 300,
        "/a/?" + "&".join(f"a={n}" for n in range(9)),
    ],
)
def test_address_is_not_kept(path):
    view = counting_view()
    assert [state(path, view) for _ in range(2)] == ["bypass", "bypass"]


def test_other_methods_are_not_kept():
    view = counting_view()
    for method in ("post", "put", "delete", "options"):
        request = getattr(RequestFactory(), method)("/")
        answer(request, view)
        assert request.page_cache == "bypass"
    assert state("/", view) == "miss"


def test_invented_query_strings_fill_the_cache_up_to_a_limit_and_leave_plain_pages_alone(monkeypatch):
    cache.clear()
    monkeypatch.setattr(kept_pages, "MAX_KEPT_QUERIES", 3)
    view = counting_view()
    for number in range(10):
        state(f"/a/?x={number}", view)
    assert [state(f"/a/?x={number}", view) for number in range(10)].count("hit") == 3
    assert [state("/b/", view), state("/b/", view)] == ["miss", "hit"]


def test_page_ends_with_its_period_that_was_running_when_it_was_begun(settings, set_clock):
    settings.PAGE_CACHE_SECONDS = 1
    view = counting_view()
    now = timezone.now()
    set_clock(now)

    def slow(request):
        set_clock(now + timedelta(seconds=1.1))
        return view(request)

    state("/slow/", slow)
    assert state("/slow/", view) == "miss"
    assert [state("/", view), state("/", view)] == ["miss", "hit"]
    set_clock(now + timedelta(seconds=2.2))
    assert state("/", view) == "miss"


# Changes of content


@pytest.mark.usefixtures("cache_in_files")
def test_page_rendered_while_content_changes_is_not_found_afterwards():
    def changing(request):
        in_another_process("from pages import cache_version; cache_version.invalidate()")
        return HttpResponse("rendered from what was there before")

    answer(get("/"), changing)
    assert answer(get("/"), lambda request: HttpResponse("new")).content == b"new"


def test_a_search_is_kept_until_content_changes(home):
    reader = Client()
    states = []
    for _ in range(2):
        states.append(reader.get("/zoeken/?q=armoede").wsgi_request.page_cache)
    cache_version.invalidate()
    states.append(reader.get("/zoeken/?q=armoede").wsgi_request.page_cache)
    assert states == ["miss", "hit", "miss"]
