"""docs/performance.md, its numbers (performance/results.json) and its plots, all from what was measured."""

import json
from pathlib import Path

from tools.benchmark.goals import list_goals
from tools.benchmark.plots import bars, lines, number

TEXTS = Path(__file__).parent
BUSY = 0.5  # load average per processor before a part begins


def read_results(folder):
    """Return {part: what was measured of it} of an earlier run, {} without one. folder: where performance.md stands."""
    path = folder / "performance" / "results.json"
    return json.loads(path.read_text()) if path.exists() else {}


def write_results(folder, results):
    """Write performance/results.json."""
    path = folder / "performance" / "results.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(_rounded(results), indent=1) + "\n")


def write(folder, results):
    """Write the document and the plots of the parts that were measured; return their paths."""
    (folder / "performance").mkdir(parents=True, exist_ok=True)
    text = [(TEXTS / "introduction.md").read_text(), _describe_runs(results), _goals(results)]
    written = [folder / "performance.md"]
    for part, describe in SECTIONS.items():
        if part in results:
            section, drawings = describe(results[part]["found"])
            text.append(section)
            for name, drawing in drawings.items():
                path = folder / "performance" / f"{name}.svg"
                path.write_text(drawing)
                written.append(path)
    written[0].write_text("\n".join([*text, (TEXTS / "method.md").read_text()]))
    return written


def _describe_runs(results):
    rows = [
        [part, run["day"], run["machine"]["commit"], run["rounds"], f"{run['seconds']} s", number(run["load"])]
        for part, run in results.items()
    ]
    machines = {f"{run['machine']['processors']} processors, {run['machine']['model']}" for run in results.values()}
    text = f"Measured on {' and '.join(sorted(machines))}.\n\n"
    text += table(["part", "day", "commit", "rounds", "took", "load before"], rows)
    if any(run["load"] > BUSY * run["machine"]["processors"] for run in results.values()):
        text += (
            "\n**Other work kept the machine busy meanwhile, so these numbers say little:** measure again on one that "
        )
        text += "does nothing else.\n"
    return text


def _goals(results):
    rows = [
        [goal.name, goal.unit, number(goal.wanted), number(goal.found), "yes" if goal.is_met else "**no**"]
        for goal in list_goals({part: run["found"] for part, run in results.items()})
    ]
    return "## Goals\n\n" + table(["what", "in", "goal", "measured", "met"], rows)


def _pages(found):
    goals = {"home": 45, "listing": 50, "publication": 40}
    drawing = bars(
        "Processor time of a page made anew (bare view = 1)",
        [(name, page["multiple"], goals.get(name)) for name, page in found.items()],
        unit="×",
    )
    rows = [
        [
            name,
            f"`{page['path']}`",
            page["cold queries"],
            page["warm queries"],
            f"{page['bytes'] / 1000:.0f}",
            number(page["processor"]["median"]),
            between(page["multiple"]),
            number(page["p50"]["median"]),
            number(page["p99"]["median"]),
        ]
        for name, page in found.items()
    ]
    head = ["page", "address", "queries, cold", "warm", "KB", "processor, ms", "bare view = 1", "p50, ms", "p99, ms"]
    text = "## Pages made anew\n\n![Processor time of each kind of page](performance/pages.svg)\n\n"
    text += "Each kind of page by its richest example, over one connection.\n\n"
    return text + table(head, rows), {"pages": drawing}


def _throughput(found):
    rows, drawn = [], []
    for page, by_connections in found.items():
        for connections, contenders in by_connections.items():
            for name, each in contenders.items():
                compared = "nginx file" if "nginx" in name else "bare view"
                ratio = "1" if name in ("bare", "nginx file") else f"{between(each['ratio'])} of {compared}"
                rows.append(
                    [page, connections, name, number(each["rate"]["median"]), ratio]
                    + [number(each[part]["median"]) for part in ("p50", "p95", "p99", "processor")]
                )
        busiest = by_connections[max(by_connections, key=int)]
        for name, goal in (("kept", 1.3), ("behind nginx", 0.7)):
            if name in busiest:
                drawn.append((f"{page}, {name}", busiest[name]["ratio"], goal))
    drawing = bars("Requests per second (bare view = 1; behind nginx: nginx with the same file = 1)", drawn)
    head = ["page", "connections", "answered by", "requests/s", "ratio", "p50, ms", "p95", "p99", "processor, ms"]
    text = "## Requests per second\n\n![Requests per second beside a bare view](performance/throughput.svg)\n\n"
    return text + table(head, rows), {"throughput": drawing}


def _growth(found):
    sizes = list(next(iter(found.values())))
    series = {
        page: [(int(size), each["p50"]["median"]) for size, each in by_size.items()] for page, by_size in found.items()
    }
    rows = [
        [page, *(number(each["p50"]["median"]) for each in by_size.values()), between(by_size[sizes[-1]]["growth"])]
        for page, by_size in found.items()
    ]
    head = ["page", *(f"{int(size):,}, ms" for size in sizes), "growth"]
    text = "## Growth\n\n![Latency by the number of publications](performance/growth.svg)\n\n"
    text += "Median latency of a page made anew, over one connection; growth is the largest as a multiple of the "
    text += "smallest.\n\n"
    drawing = lines("Median latency of a page made anew, by publications", series, unit=" ms")
    return text + table(head, rows), {"growth": drawing}


def _search(found):
    rows = [
        [f"{int(size):,}", kind, each["words"], *(number(each[name]) for name in ("p50", "p95", "worst"))]
        for size, kinds in found.items()
        for kind, each in kinds.items()
    ]
    text = "## Search\n\nDifferent words, one after the other, each asked for the first time. Rare words are in at "
    text += "most 20 documents; any word is drawn as often as documents have it.\n\n"
    return text + table(["publications", "words", "asked", "p50, ms", "p95", "worst"], rows), {}


def _edits(found):
    rows = [
        [f"{int(size):,}", each["queries"], *map(between, [each["ms"], *each["pages"].values()])]
        for size, each in found.items()
    ]
    names = next(iter(found.values()))["pages"]
    head = ["publications", "queries to publish", "ms", *(f"{name}, ms" for name in names)]
    text = "## After an edit\n\nA publication with many relations is published again, and then an event; after each, "
    text += "every page is asked for the first time.\n\n"
    return text + table(head, rows), {}


def _memory(found):
    names = next(iter(found.values()))
    rows = [[name, *(between(each[name]) for each in found.values())] for name in names]
    head = ["", *(f"{int(size):,} publications" if int(size) else "the content" for size in found)]
    text = "## Memory\n\nMiB, proportional set size (a page that processes share counts in parts), of fresh "
    text += "processes before and after every kind of page, the site map and searches; of many publications, after the "
    text += "pages whose growth is measured.\n\n"
    return text + table(head, rows), {}


def _pictures(found):
    rows = [[name, number(value)] for name, value in found.items()]
    text = "## Pictures\n\nTwenty articles with a picture of 12 megapixels each are published; "
    text += "then the first visitor opens the news and one of them. The slower page counts.\n\n"
    return text + table(["", "measured"], rows), {}


SECTIONS = {
    "pages": _pages,
    "throughput": _throughput,
    "growth": _growth,
    "search": _search,
    "edits": _edits,
    "memory": _memory,
    "pictures": _pictures,
}


def table(head, rows):
    """Return a table in Markdown."""
    lines_of_cells = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(str, cells))} |" for cells in lines_of_cells) + "\n"


def between(spread):
    """Return `38 (35 to 42)` of a spread."""
    return f"{number(spread['median'])} ({number(spread['low'])} to {number(spread['high'])})"


def _rounded(value):
    if isinstance(value, dict):
        return {name: _rounded(each) for name, each in value.items()}
    return round(value, 4) if isinstance(value, float) else value
