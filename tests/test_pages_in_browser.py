"""Every template in a real browser: each is loaded once, weighed, and then put to all checks of page_checks.py.

The widest page, the overview of projects, on paper too.
"""

import io
import re
from collections import Counter
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.page_checks import EVERY_LOOK, OPPOSITE_LOOKS, run_checks
from tests.page_samples import list_page_types
from tests.running_site import WIDTHS
from tests.sample_addresses import EXTRA, STATES, list_sample_addresses

NAMES = [*(page_type._meta.label for page_type in list_page_types()), *EXTRA]
SCRIPTS = Path(__file__).resolve().parents[1] / "static" / "js"
KILOBYTE = 1000
# Of a first visit to a page, with its style sheets, scripts and fonts; pictures of the content are not counted.
MOST = {"all": 100 * KILOBYTE, "stylesheet": 14 * KILOBYTE, "script": 5 * KILOBYTE}
COUNTED = {"document", "stylesheet", "script", "font", "fetch", "xhr", "manifest", "other"}


@pytest.fixture(scope="module")
def addresses(django_db_setup, django_db_blocker):
    """{name: path} of the samples, looked up once."""
    with django_db_blocker.unblock():
        return list_sample_addresses()


@pytest.fixture
def new_visitor(chromium, running_site):
    """A page of a browser with an empty cache."""
    context = chromium.new_context(viewport=WIDTHS["desktop"], locale="nl-NL", base_url=running_site.url)
    yield context.new_page()
    context.close()


def weigh(requests):
    """Return a Counter of transferred bytes by kind of resource, and "all"."""
    weights = Counter()
    for request in requests:
        if request.resource_type in COUNTED:
            sizes = request.sizes()
            weight = sizes["responseBodySize"] + sizes["responseHeadersSize"]
            weights.update({request.resource_type: weight, "all": weight})
    return weights


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_light_accessible_and_keeps_to_the_strict_policy(name, addresses, new_visitor):
    complaints, requests = [], []
    new_visitor.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    new_visitor.on("pageerror", lambda error: complaints.append(str(error)))
    new_visitor.on("requestfinished", lambda request: requests.append(request))
    new_visitor.goto(addresses[name], wait_until="load")
    weights = weigh(requests)
    assert weights["document"], "Nothing was weighed."
    assert weights["stylesheet"], "No style sheet was weighed."
    assert {kind: weights[kind] for kind, most in MOST.items() if weights[kind] > most} == {}
    # Every template is judged in both schemes and both widths.
    assert run_checks(new_visitor, OPPOSITE_LOOKS if name in STATES else EVERY_LOOK) == {}
    assert [text for text in complaints if not (name == "not-found" and "404" in text)] == []


def test_the_reference_of_a_publication_can_be_copied(addresses, new_visitor):
    """The button is there with a script only, and says what happened where the browser refuses the clipboard too."""
    new_visitor.goto(addresses["publications.PublicationPage"])
    box = new_visitor.locator(".cite-copy")
    box.get_by_role("button").click()
    status = box.get_by_role("status")
    status.filter(has_text=re.compile("Gekopieerd|Geselecteerd")).wait_for()
    if "Geselecteerd" in status.inner_text():
        selected = new_visitor.evaluate("getSelection().toString()")
        assert selected.strip() == new_visitor.locator("#cite-apa").inner_text().strip()


def test_no_script_of_a_page_looks_at_the_window_or_the_wishes_of_the_reader_while_it_loads():
    """So that a page that was loaded once can be looked at in every window and scheme."""
    scripts = list(SCRIPTS.glob("*.js"))
    assert scripts
    looking = re.compile(r"matchMedia|innerWidth|innerHeight|clientWidth|screen\.|[Rr]esize")
    assert [script.name for script in scripts if looking.search(script.read_text())] == []


# With projects that nobody confirmed, so that cells have numbers.
OVERVIEW = "/projecten/overzicht/?alles=1"
MATRIX_TEXTS = """names => [...document.querySelectorAll(names)].map(element => element.textContent)"""
# Beside title, date, legend and matrix.
OTHER_TEXTS = """() => {
  const kept = ".matrix, .legend, h1, .print-only, script, style";
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) {
    const { textContent, parentElement } = walker.currentNode;
    if (textContent.trim() && !parentElement.closest(kept) && parentElement.checkVisibility()) texts.push(textContent);
  }
  return texts;
}"""
# Of the matrix, with what stands in its cells.
OUTSIDE = """() => {
  const box = document.querySelector(".matrix").getBoundingClientRect();
  return [...document.querySelectorAll(".matrix :is(th, td, th *, td *):not(.visually-hidden)")].filter(element => {
    if (!element.checkVisibility()) return false;
    const { left, right } = element.getBoundingClientRect();
    return left < Math.floor(box.left) || right > Math.ceil(Math.min(box.right, innerWidth));
  }).map(element => element.textContent);
}"""


def squeeze(text):
    """Return a text without white space and hyphens, for a comparison with lines that were broken."""
    return re.sub(r"[\s\u00ad\u2010-]", "", text)


@pytest.mark.parametrize("landscape", [False, True], ids=["portrait", "landscape"])
def test_the_overview_on_a4_is_whole_and_nothing_else(landscape, visit):
    page = visit(OVERVIEW)
    towns = page.evaluate(MATRIX_TEXTS, ".matrix thead tr:first-child a")
    rows = page.evaluate(MATRIX_TEXTS, '.matrix th[scope="row"]')
    statuses = page.evaluate(MATRIX_TEXTS, ".matrix td small")
    assert len(towns) == 26
    assert any("afgerond" in words for words in statuses)
    # The widest words; other tests ask all municipalities of the running site.
    assert {"niet gevraagd", "geen antwoord"} & set(statuses)
    sheets = PdfReader(io.BytesIO(page.pdf(format="A4", landscape=landscape))).pages
    printed = squeeze("".join(sheet.extract_text() for sheet in sheets))
    title, day = page.evaluate(MATRIX_TEXTS, "h1, .print-only")
    legend = page.evaluate(MATRIX_TEXTS, ".legend li:not(.screen-only)")
    expected = Counter(squeeze(words) for words in [*towns, *rows, *statuses, title, day, *legend])
    assert {words: count for words, count in expected.items() if printed.count(words) < count} == {}
    page.emulate_media(media="print")
    # The width of a sheet between its margins, in pixels of 1/96 inch.
    page.set_viewport_size({"width": 1047 if landscape else 718, "height": 700})
    assert page.evaluate(OTHER_TEXTS) == []
    assert page.evaluate(OUTSIDE) == []


def test_no_column_of_the_overview_is_out_of_sight_on_a_desktop(visit):
    page = visit(OVERVIEW)
    assert len(page.evaluate(MATRIX_TEXTS, ".matrix thead tr:first-child a")) == 26
    assert page.evaluate(OUTSIDE) == []


# What says of a list what it shows: address, ticked values, filters in use, the number of results and of cards.
STATE = """() => ({
  query: location.search,
  ticked: [...document.querySelectorAll(".facet-form :checked[type=checkbox]")].map(box => `${box.name}=${box.value}`),
  chips: [...document.querySelectorAll(".chosen-filters .chip")].map(chip => new URL(chip.href).search),
  results: document.querySelector(".results-count").textContent.trim(),
  cards: document.querySelectorAll(".results .card").length,
})"""


@pytest.mark.parametrize("address", ["/publicaties/", "/zoeken/?q=armoede"])
def test_choosing_narrows_a_list_in_place_as_its_address_does(address, visit):
    page = visit(address)
    # There the choices are folded.
    page.set_viewport_size(WIDTHS["phone"])
    before = page.evaluate(STATE)
    page.evaluate("window.isSamePage = true")
    page.locator("#filters > summary").click()
    box = page.locator(".facet-form input[type=checkbox]:not(:checked):visible").first
    chosen, count = box.get_attribute("name"), box.locator("xpath=..").locator(".facet-count").inner_text()
    pair, element = f"{chosen}={box.get_attribute('value')}", box.get_attribute("id")
    box.check()
    page.wait_for_function(
        "(pair) => location.search.includes(pair) && document.querySelector('.chosen-filters .chip')", arg=pair
    )
    after = page.evaluate(STATE)
    assert after["ticked"] == [pair]
    assert after["results"].split()[0] == count
    # The reader stays where they were, and hears the number.
    expect(page.locator(f"#{element}")).to_be_focused()
    assert page.locator("#filters").get_attribute("open") is not None
    assert page.locator("[data-listing-status]").inner_text() == after["results"]
    assert run_checks(page) == {}
    assert page.evaluate("window.isSamePage")
    page.go_back()
    page.locator(".chosen-filters .chip").wait_for(state="detached")
    assert page.evaluate(STATE) == before
    page.go_forward()
    page.locator(".chosen-filters .chip").wait_for()
    assert page.evaluate("window.isSamePage")
    page.reload()
    assert page.evaluate(STATE) == after
    page.locator(".chosen-filters .chip").click()
    page.locator(".chosen-filters .chip").wait_for(state="detached")
    assert page.evaluate(STATE)["results"] == before["results"]
    # The subject of a record is another page, and no filter.
    subjects = page.locator(".row-links .chip")
    if subjects.count():
        subjects.first.click()
        page.wait_for_url("**/onderwerpen/**")
        assert not page.evaluate("window.isSamePage")


def test_arrow_keys_go_from_day_to_day_and_from_month_to_month(visit):
    page = visit("/agenda/?weergave=maand&maand=2018-04")
    assert page.locator("td[data-day][tabindex='0']").count() == 1
    focused = "() => document.activeElement.dataset.day"
    page.locator("td[data-day='2018-04-12']").focus()
    steps = {"ArrowRight": "13", "ArrowUp": "06", "Home": "02", "End": "08", "ArrowDown": "15", "ArrowLeft": "14"}
    for key, day in steps.items():
        page.keyboard.press(key)
        assert page.evaluate(focused) == f"2018-04-{day}"
    page.keyboard.press("PageDown")
    page.wait_for_function("() => location.search.includes('2018-05') && document.activeElement.dataset.day")
    assert run_checks(page) == {}
    page.set_viewport_size(WIDTHS["phone"])
    assert page.locator("thead").is_hidden()
    assert page.locator(".calendar-empty:visible").count() == 0
