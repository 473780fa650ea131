"""What a first visit transfers of HTML, style sheets, scripts and fonts; pictures of the content are not counted."""

import re
from collections import Counter

import pytest
import requests

from tests.running_site import WIDTHS
from tests.sample_addresses import list_sample_addresses

KILOBYTE = 1000
MOST = {"all": 100 * KILOBYTE, "stylesheet": 12 * KILOBYTE, "script": 5 * KILOBYTE}
COUNTED = {"document", "stylesheet", "script", "font", "fetch", "xhr", "manifest", "other"}


@pytest.fixture
def first_visit(chromium, running_site):
    """A function (path) that opens a page with an empty cache and returns a Counter of bytes by kind, and "all"."""

    def weigh(path):
        context = chromium.new_context(viewport=WIDTHS["desktop"], base_url=running_site.url)
        page = context.new_page()
        seen = []
        page.on("requestfinished", lambda request: seen.append(request))
        page.goto(path, wait_until="load")
        weights = Counter()
        for request in seen:
            if request.resource_type in COUNTED:
                sizes = request.sizes()
                weight = sizes["responseBodySize"] + sizes["responseHeadersSize"]
                weights.update({request.resource_type: weight, "all": weight})
        context.close()
        return weights

    return weigh


def test_first_visit_to_any_page_is_light(first_visit, db):
    heavy = {}
    for name, path in list_sample_addresses().items():
        weights = first_visit(path)
        assert weights["document"], f"{name}: nothing was weighed"
        assert weights["stylesheet"], f"{name}: no style sheet was weighed"
        heavy |= {f"{name}: {kind}": weights[kind] for kind, most in MOST.items() if weights[kind] > most}
    assert heavy == {}


def test_page_asks_for_one_style_sheet(running_site, db):
    for name, path in list_sample_addresses().items():
        page = requests.get(running_site.url + path, timeout=30).text
        assert len(re.findall(r'<link rel="stylesheet" href="([^"]+)"', page)) == 1, name


def test_the_one_style_sheet_holds_all_layers_in_their_order(running_site):
    page = requests.get(f"{running_site.url}/over-kus/", timeout=30).text
    [address] = re.findall(r'href="(/static/css/site\.[^"]+)"', page)
    sheet = requests.get(running_site.url + address, timeout=30).text
    assert "@import" not in sheet
    order = re.search(r"^@layer ([\w, ]+);", sheet)[1].split(", ")
    assert sorted(set(re.findall(r"^ *@layer (\w+) \{", sheet, re.MULTILINE))) == sorted(order)
    assert re.search(r"@media print \{\s*@layer print", sheet)


def test_static_file_is_compressed_and_never_asked_for_again(running_site):
    [address] = re.findall(
        r'href="(/static/css/site\.[^"]+)"', requests.get(f"{running_site.url}/over-kus/", timeout=30).text
    )
    for encoding in ("br", "gzip"):
        response = requests.head(running_site.url + address, headers={"Accept-Encoding": encoding}, timeout=30)
        assert response.headers["Content-Encoding"] == encoding
        assert "immutable" in response.headers["Cache-Control"]
        assert int(re.search(r"max-age=(\d+)", response.headers["Cache-Control"])[1]) >= 31_536_000
