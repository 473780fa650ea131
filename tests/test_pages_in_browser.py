"""Every template in a real browser: each is loaded once, weighed, and then put to all checks of page_checks.py."""

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.page_checks import EVERY_LOOK, OPPOSITE_LOOKS, run_checks
from tests.page_samples import list_page_types
from tests.running_site import WIDTHS
from tests.sample_addresses import EXTRA, STATES, list_sample_addresses

NAMES = [*(page_type._meta.label for page_type in list_page_types()), *EXTRA]
SCRIPTS = Path(__file__).resolve().parents[1] / "static" / "js"
KILOBYTE = 1000
# Of a first visit to a page, with its style sheets, scripts and fonts; pictures of the content are not counted.
MOST = {"all": 100 * KILOBYTE, "stylesheet": 12 * KILOBYTE, "script": 5 * KILOBYTE}
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


def test_no_script_of_a_page_looks_at_the_window_or_the_wishes_of_the_reader_while_it_loads():
    """So that a page that was loaded once can be looked at in every window and scheme."""
    scripts = list(SCRIPTS.glob("*.js"))
    assert scripts
    looking = re.compile(r"matchMedia|innerWidth|innerHeight|clientWidth|screen\.|[Rr]esize")
    assert [script.name for script in scripts if looking.search(script.read_text())] == []
