"""`make bench`: its options, its document and plots, and what it compares the site with. No test measures anything."""

import json
import os
import re
import subprocess
import sys
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from scripts.steps import Refusal
from tests.checkout import ROOT
from tools.benchmark import databases, document
from tools.benchmark.__main__ import read_options
from tools.benchmark.goals import Goal, list_goals
from tools.benchmark.load import ratios, spread
from tools.benchmark.plots import bars, lines, number
from tools.benchmark.processes import FILES, PROXY, adapt_proxy


def a_round(value):
    return {"median": value, "low": value * 0.9, "high": value * 1.1}


def some_run(found):
    machine = {"processors": 2, "model": "A processor", "commit": "0123456"}
    return {"machine": machine, "day": "2026-01-02", "load": 0.1, "rounds": 3, "seconds": 40, "found": found}


def parse_svg(text):
    return ElementTree.fromstring(text)  # noqa: S314 - of our own


@pytest.fixture
def results():
    page = {"path": "/", "cold queries": 20, "warm queries": 9, "bytes": 40_000, "multiple": a_round(60)}
    page |= {name: a_round(12) for name in ("rate", "p50", "p95", "p99", "processor", "bare processor")}
    contender = {name: a_round(3) for name in ("rate", "p50", "p95", "p99", "processor")}
    asked = {"words": 5, "p50": 9, "p95": 80, "worst": 90}
    edited = {"1000": {"theme": a_round(40)}, "100000": {"theme": a_round(60)}}
    memory = {"seconds to first answer": a_round(1.5), "worker after a crawl": a_round(200)}
    served = {"bare": contender | {"ratio": a_round(1)}, "kept": contender | {"ratio": a_round(1.4)}}
    grown = {size: contender | {"growth": a_round(1.5)} for size in ("1000", "100000")}
    return {
        "pages": some_run(dict.fromkeys(("home", "listing", "publication", "issue", "municipality"), page)),
        "throughput": some_run({"home": {"1": served, "32": served}}),
        "growth": some_run(dict.fromkeys(("listing", "last page", "theme", "agenda"), grown)),
        "search": some_run({"100000": {"rare": asked, "any": asked}}),
        "memory": some_run(dict.fromkeys(("0", "100000"), memory)),
        "edits": some_run({size: {"queries": 50, "ms": a_round(90), "pages": pages} for size, pages in edited.items()}),
        "pictures": some_run({"first visitor, ms": 90, "second visitor, ms": 20, "pictures made meanwhile": 0}),
    }


def test_without_parts_everything_is_measured_and_written_to_the_documents():
    options = read_options([])
    assert (options.parts, options.sizes, options.rounds) == ([], [1_000, 10_000, 100_000], 3)


def test_an_unknown_part_is_refused(capsys):
    with pytest.raises(SystemExit):
        read_options(["grwoth"])
    assert "grwoth" in capsys.readouterr().err


def test_the_document_holds_each_part_that_was_measured(results, tmp_path):
    document.write(tmp_path, results)
    text = (tmp_path / "performance.md").read_text()
    assert "| home, made anew | processor time of a bare view | 45 | 60 | **no** |" in text
    assert "| home, kept, 32 at once | requests/s of a bare view | 1.30 | 1.40 | yes |" in text
    assert "| agenda at 100,000 | latency of the smallest | 1.20 | 1.50 | **no** |" in text
    assert "| a worker after a crawl with searches | MiB | 130 | 220 | **no** |" in text
    assert "| a worker after a crawl with searches at 100,000 | MiB | 130 | 220 | **no** |" in text
    assert "|  | the content | 100,000 publications |" in text
    assert "| theme after an edit at 100,000 | latency of the smallest | 1.20 | 1.50 | **no** |" in text
    for name in ("pages", "throughput", "growth"):
        assert f"](performance/{name}.svg)" in text
        assert parse_svg((tmp_path / "performance" / f"{name}.svg").read_text()).tag.endswith("svg")


def test_the_document_says_that_the_machine_was_busy(results, tmp_path):
    document.write(tmp_path, results)
    assert "busy" not in (tmp_path / "performance.md").read_text()
    results["search"]["load"] = 3.5
    document.write(tmp_path, results)
    assert "Other work kept the machine busy" in (tmp_path / "performance.md").read_text()


def test_the_document_is_drawn_from_a_part_alone(results, tmp_path):
    document.write(tmp_path, {"search": results["search"]})
    text = (tmp_path / "performance.md").read_text()
    assert "search, rare word at 100,000 | p95, ms | 50 | 80 | **no**" in text
    assert "svg" not in text


def test_results_are_read_back_as_they_were_written(results, tmp_path):
    assert document.read_results(tmp_path) == {}
    document.write_results(tmp_path, results)
    assert document.read_results(tmp_path)["search"] == results["search"]


def test_a_goal_of_more_is_met_from_above():
    assert Goal("kept", "", 1.3, 1.3, at_least=True).is_met
    assert not Goal("kept", "", 1.3, 1.2, at_least=True).is_met
    assert not Goal("memory", "", 130, 131).is_met
    assert list_goals({}) == []


def test_a_ratio_is_of_rounds_that_stood_beside_each_other():
    ours, bare = [{"rate": 50}, {"rate": 300}, {"rate": 90}], [{"rate": 100}, {"rate": 200}, {"rate": 100}]
    assert ratios(ours, bare, "rate") == {"median": 0.9, "low": 0.5, "high": 1.5}
    assert spread([3, 1, 2]) == {"median": 2, "low": 1, "high": 3}


def test_bars_have_the_length_of_their_numbers_and_show_the_goal():
    drawing = bars("Title <&>", [("first", a_round(10), 5), ("second", a_round(20), None)], unit="×")
    root = parse_svg(drawing)
    widths = [float(each.get("width")) for each in root.iter() if each.get("class") == "bar"]
    assert widths[1] == pytest.approx(2 * widths[0], abs=0.2)
    assert len([each for each in root.iter() if each.get("class") == "goal"]) == 1
    assert root.get("aria-label") == "Title <&>"


def test_labels_of_lines_that_end_close_together_do_not_overlap():
    drawing = lines("Growth", {name: [(1_000, 10), (100_000, 10.1)] for name in "abcd"})
    shown = [each for each in parse_svg(drawing).iter() if (each.text or "")[:1] in "abcd" and each.text]
    heights = sorted(float(each.get("y")) for each in shown)
    assert len(heights) == 4
    assert all(above - below >= 14 for below, above in pairwise(heights))


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.0031, "0.0031"), (0.31, "0.31"), (4.25, "4.25"), (38.24, "38.2"), (1240.4, "1,240"), (7, "7")],
)
def test_numbers_have_about_three_digits(value, shown):
    assert number(value) == shown


def test_a_larger_database_is_filled_in_the_proportions_of_the_ceiling():
    fill, *indexes = databases.sample_commands(100_000)
    assert fill[1:6] == [
        "--publications=100000",
        "--events=50000",
        "--projects=50000",
        "--issues=5000",
        "--subscribers=250000",
    ]
    assert [command[0] for command in indexes] == ["rebuild_record_index", "rebuild_search_index"]
    assert databases.sample_commands(10_000, already=1_000)[0][1] == "--publications=9000"


def test_the_bare_view_answers_with_the_bytes_of_a_page(tmp_path):
    (tmp_path / "home.html").write_bytes(b"<p>Home</p>")
    program = (
        "import json; from django.test import Client; from tools.benchmark import bare;"
        "found, other = [Client().get(path) for path in ('/home.html', '/else.html')];"
        "print(json.dumps([found.status_code, found.content.decode(), other.status_code]))"
    )
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=environment | {"KUS_BENCH_PAGES": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout.splitlines()[-1]) == [200, "<p>Home</p>", 404]


def test_the_proxy_of_the_site_is_measured_with_a_file_beside_its_pages(tmp_path):
    text = adapt_proxy(PROXY.read_text(), tmp_path, 4430, tmp_path / "link", tmp_path / "pages")
    assert "listen 127.0.0.1:4430 ssl" in text
    assert f"root {tmp_path}/link;" in text
    assert re.search(rf"location \^~ {FILES} {{\s+alias {tmp_path}/pages/;\s+}}", text)
    assert "/etc/" not in "".join(line for line in text.splitlines() if not line.startswith("#"))


def test_a_proxy_file_that_has_changed_shape_is_refused(tmp_path):
    with pytest.raises(Refusal, match="processes"):
        adapt_proxy("server { listen 443 ssl; }", tmp_path, 4430, tmp_path / "link", tmp_path / "pages")
