"""Style sheets: one for each page, whole, compressed and kept by browsers."""

import re

import requests


def test_page_asks_for_one_style_sheet(samples):
    for name, page in samples.items():
        assert len(re.findall(r'<link rel="stylesheet" href="([^"]+)"', page.html)) == 1, name


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
