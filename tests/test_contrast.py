"""Every pair of colours that meets on the site keeps the contrast of WCAG 2.2, in light and in dark."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from pages.contrast import GRAPHIC, SHADES, TEXT, contrast, measure_pairs, read_colours

TOKENS = (Path(__file__).resolve().parents[1] / "static" / "css" / "tokens.css").read_text(encoding="utf-8")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_pair_in_use_has_enough_contrast(scheme):
    weak = [
        f"{pair.foreground} on {pair.background}: {pair.ratio:.2f}, needs {pair.least}"
        for pair in measure_pairs(read_colours(TOKENS)[scheme])
        if not pair.passes
    ]
    assert weak == []


def test_the_dark_scheme_has_colours_of_its_own():
    colours = read_colours(TOKENS)
    assert set(colours["dark"]) == set(colours["light"])
    assert colours["dark"]["paper"] != colours["light"]["paper"]


# The first two follow from the formula; the third is the grey that every checker knows as the lightest one on white.
@pytest.mark.parametrize(
    ("one", "other", "ratio"), [("#000000", "#ffffff", 21), ("#123456", "#123456", 1), ("#767676", "#ffffff", 4.54)]
)
def test_contrast_by_the_formula_of_wcag(one, other, ratio):
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01)
    assert contrast(other, one) == contrast(one, other)


def test_reading_colours_of_a_stylesheet():
    css = """
    :root { --ink: #123; --mark: var(--ink); --wide: 3rem; /* --gone: #fff; */ }
    @media (prefers-color-scheme: dark) { :root { --ink: #FFEEDD; } }
    """
    assert read_colours(css) == {
        "light": {"ink": "#112233", "mark": "#112233"},
        "dark": {"ink": "#FFEEDD", "mark": "#FFEEDD"},
    }


def test_a_pair_that_is_too_weak_does_not_pass():
    colours = read_colours(TOKENS)["light"]
    faint = dict.fromkeys(colours, colours["paper"])
    assert not any(pair.passes for pair in measure_pairs(faint))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_shades_of_the_overview_can_be_told_apart(scheme):
    colours = read_colours(TOKENS)[scheme]
    steps = [colours[name] for name in ("paper", *SHADES, "teal")]
    assert all(contrast(one, other) > 1.1 for one, other in pairwise(steps))


def hexadecimal(words):
    """Return “rgb(1, 2, 3)” as “#010203”."""
    return "#" + "".join(f"{int(number):02x}" for number in re.findall(r"\d+", words)[:3])


# The mark of an urgent need in a cell of each shade.
MARKS = """() => [1, 2, 3, 4, 5].map(shade => {
    const cell = document.querySelector('.matrix tbody td')
    cell.className = `h${shade}`
    cell.innerHTML = '1<b>!</b>'
    return [getComputedStyle(cell.querySelector('b')).color, getComputedStyle(cell).backgroundColor]
})"""
OUTLINES = """() => [...document.querySelectorAll('.timeline-lane rect')].map(span => getComputedStyle(span).stroke
    .replace('none', getComputedStyle(span).fill))"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_drawings_and_marks_stand_out_in_both_schemes(scheme, visit, db):
    marks = visit("/projecten/overzicht/?alles=1", scheme=scheme).evaluate(MARKS)
    assert all(contrast(hexadecimal(mark), hexadecimal(cell)) >= TEXT for mark, cell in marks)
    outlines = visit("/werkplaatsen/kus/", scheme=scheme).evaluate(OUTLINES)
    paper = read_colours(TOKENS)[scheme]["paper"]
    assert outlines
    assert all(contrast(hexadecimal(line), paper) >= GRAPHIC for line in outlines)
