"""A walk over the whole site: every link answers, one h1 a page, titles and ids are unique."""

import re
from collections import Counter, defaultdict

# What a browser loads by itself.
LOADED = [("img", "src"), ("script", "src"), ("iframe", "src"), ("source", "srcset"), ("video", "src")]
LOADED_LINKS = {"stylesheet", "icon", "preload"}
# Pages that a reader opens to send something.
WITH_FORM = re.compile(
    r"/nieuwsbrief/(aanmelden|voorkeuren|volgen/(zoeken|[a-z]+/[\w-]+))/|/mijn-gegevens/|/projecten/beheer/"
    r"|/agenda/[\w-]+/aanmelden/(link/)?|/inventarisatie/(link|contact/\d+|[\w-]+/beginnen)/|/toegankelijke-versie/|/contact/(bericht/)?"
)


def test_the_walk_reaches_the_whole_site(rendered_site):
    assert len(rendered_site.pages) > 150


def test_every_link_answers(rendered_site):
    broken = {
        address: (answer.status, sorted(rendered_site.sources[address])[:3])
        for address, answer in rendered_site.walked.items()
        if answer.status != 200
    }
    assert broken == {}


def test_every_page_has_one_h1(rendered_site):
    counts = {
        address: sum(tag == "h1" for tag, _given in page.elements.tags) for address, page in rendered_site.pages.items()
    }
    assert {address: count for address, count in counts.items() if count != 1} == {}


def test_every_title_is_unique(rendered_site):
    titles = defaultdict(set)
    for address, page in rendered_site.pages.items():
        if "/contact/bericht/?over=" in address:
            # One form, whatever it is about.
            continue
        canonical = [given["href"] for tag, given in page.elements.tags if given.get("rel") == "canonical"]
        titles[page.elements.text("title")[0]].add(canonical[0] if canonical else address)
    assert {title: sorted(links)[:4] for title, links in titles.items() if len(links) > 1} == {}


def test_every_id_is_unique_on_its_page(rendered_site):
    doubles = {}
    for address, page in rendered_site.pages.items():
        ids = Counter(given["id"] for _tag, given in page.elements.tags if given.get("id") is not None)
        if double := [name for name, count in ids.items() if count > 1]:
            doubles[address] = double
    assert doubles == {}


def test_every_fragment_leads_somewhere(rendered_site):
    pages = rendered_site.pages
    ids = {address: {given.get("id") for _tag, given in page.elements.tags} for address, page in pages.items()}
    lost = set()
    for address, page in pages.items():
        for target in page.elements.values("a", "href"):
            link, fragment = rendered_site.place_of(page, target)
            if fragment and link in pages and fragment not in ids[link]:
                lost.add((address, target))
    assert lost == set()


def test_nothing_is_loaded_from_another_host(rendered_site):
    foreign = set()
    for address, page in rendered_site.pages.items():
        loaded = [target for tag, attribute in LOADED for target in page.elements.values(tag, attribute)]
        loaded += [
            given["href"]
            for tag, given in page.elements.tags
            if tag == "link" and LOADED_LINKS & set(given.get("rel", "").split())
        ]
        foreign |= {(address, target) for target in loaded if not rendered_site.place_of(page, target)[0]}
    assert foreign == set()


def test_no_reader_gets_a_cookie(rendered_site):
    """Only a form to be sent brings its token, which /cookies/ explains."""
    given = {address: answer.cookies for address, answer in rendered_site.walked.items() if answer.cookies}
    with_form = {
        address
        for address, page in rendered_site.pages.items()
        if "csrfmiddlewaretoken" in page.elements.values("input", "name")
    }
    assert given == {address: {"csrftoken"} for address in with_form}
    paths = {address.partition("?")[0].removeprefix("/en") for address in with_form}
    assert [path for path in sorted(paths) if not WITH_FORM.fullmatch(path)] == []


def test_no_link_text_is_a_bare_here(rendered_site):
    bare = {
        (address, text)
        for address, page in rendered_site.pages.items()
        for text in page.elements.text("a")
        if text.lower() in {"hier", "here", "klik hier", "lees meer", "read more", "meer"}
    }
    assert bare == set()
