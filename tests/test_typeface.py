"""The typeface: our own, small, open, and without a jump of the page when it arrives."""

from pathlib import Path

import pytest

FONTS = Path(__file__).resolve().parents[1] / "static" / "fonts"
SHARE = 0.02  # of the height of a page


def measure(page, path):
    """Return the height of the page, of each heading and the family of the text."""
    page.goto(path)
    page.evaluate("document.fonts.ready")
    return page.evaluate(
        """() => ({
            height: document.documentElement.scrollHeight,
            headings: [...document.querySelectorAll("h1, h2")].map((heading) => heading.offsetHeight),
            loaded: [...document.fonts].filter((face) => face.status === "loaded").map((face) => face.family),
        })"""
    )


def test_the_files_are_small_and_have_their_licence_beside_them():
    files = list(FONTS.glob("*.woff2"))
    assert files
    assert sum(file.stat().st_size for file in files) <= 60_000
    assert "SIL Open Font License" in (FONTS / "LICENSE.txt").read_text()


def test_text_is_set_in_our_own_typeface_and_from_one_file(visit):
    page = visit("/")
    fetched = []
    page.on("request", lambda request: fetched.append(request.url) if request.resource_type == "font" else None)
    assert any("Hanken Grotesk" in family for family in measure(page, "/agenda/")["loaded"])
    assert len(set(fetched)) == 1


@pytest.mark.parametrize("path", ["/", "/nieuwsbrief/maart-2018/", "/publicaties/ertoe-doen/"])
def test_nothing_jumps_when_it_arrives(path, visit):
    ours = measure(visit("/", "phone"), path)
    page = visit("/healthz", "phone")
    page.route("**/*.woff2", lambda route: route.abort())
    until_then = measure(page, path)
    assert "Hanken Grotesk" in ours["loaded"]
    assert "Hanken Grotesk" not in until_then["loaded"]
    assert abs(ours["height"] - until_then["height"]) <= SHARE * ours["height"]
    assert sum(a != b for a, b in zip(ours["headings"], until_then["headings"], strict=True)) <= 1
