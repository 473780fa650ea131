"""What the benchmark is held against."""

from dataclasses import dataclass

MULTIPLES = {"home": 45, "listing": 50, "publication": 40}
QUERIES = {"home": 12, "listing": 10, "publication": 12, "issue": 15, "municipality": 15}
GROWING = ("listing", "last page", "theme", "agenda")


@dataclass
class Goal:
    """A number that is wanted and the one that was found; at_least: whether more is better."""

    name: str
    unit: str
    wanted: float
    found: float
    at_least: bool = False

    @property
    def is_met(self):
        """Whether it is good enough."""
        return self.found >= self.wanted if self.at_least else self.found <= self.wanted


def list_goals(found):
    """Return the Goals of the parts in {part: what was measured}."""
    return [goal for part, goals in BY_PART.items() if part in found for goal in goals(found[part])]


def _pages(found):
    for name, wanted in MULTIPLES.items():
        yield Goal(f"{name}, made anew", "processor time of a bare view", wanted, found[name]["multiple"]["median"])
    for name, wanted in QUERIES.items():
        if name in found:
            yield Goal(f"{name}, warm", "queries", wanted, found[name]["warm queries"])


def _throughput(found):
    for name, wanted, compared in (("kept", 1.3, "a bare view"), ("behind nginx", 0.7, "nginx with the file")):
        for page, by_connections in found.items():
            for connections, contenders in by_connections.items():
                if name in contenders:
                    ratio = contenders[name]["ratio"]["median"]
                    title = f"{page}, {name}, {connections} at once"
                    yield Goal(title, f"requests/s of {compared}", wanted, ratio, at_least=True)


def _growth(found):
    for name in GROWING:
        size, last = list(found[name].items())[-1]
        if len(found[name]) > 1:
            yield Goal(f"{name} at {int(size):,}", "latency of the smallest", 1.2, last["growth"]["median"])


def _search(found):
    size, kinds = list(found.items())[-1]
    for kind, wanted in (("rare", 50), ("any", 100)):
        yield Goal(f"search, {kind} word at {int(size):,}", "p95, ms", wanted, kinds[kind]["p95"])


def _edits(found):
    size, last = list(found.items())[-1]
    yield Goal(f"publishing at {int(size):,}", "queries", 60, last["queries"])
    yield Goal(f"publishing at {int(size):,}", "ms", 300, last["ms"]["median"])
    if len(found) > 1:
        first = next(iter(found.values()))
        for name, each in last["pages"].items():
            growth = each["median"] / first["pages"][name]["median"]
            yield Goal(f"{name} after an edit at {int(size):,}", "latency of the smallest", 1.2, growth)


def _memory(found):
    for size, each in found.items():
        at = f" at {int(size):,}" if int(size) else ""
        yield Goal(f"a worker after a crawl with searches{at}", "MiB", 130, each["worker after a crawl"]["high"])
        yield Goal(f"start to first answer{at}", "seconds", 2, each["seconds to first answer"]["median"])


def _pictures(found):
    yield Goal("pictures made for the first visitor after 20 uploads", "pictures", 0, found["pictures made meanwhile"])


BY_PART = {
    "pages": _pages,
    "throughput": _throughput,
    "growth": _growth,
    "search": _search,
    "edits": _edits,
    "memory": _memory,
    "pictures": _pictures,
}
