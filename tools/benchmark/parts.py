"""The parts of a benchmark: each measures one thing on the servers of a Bench and returns what results.json holds."""

import contextlib
import functools
import http.client
import json
import os
import secrets
import statistics
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import quote, urlsplit

from scripts.commands import ROOT, run_step_command
from tools.benchmark import processes
from tools.benchmark.load import PROXIED, UNCACHED, Target, interleave, ratios, run_round, spread, spreads

BASE_URL = "https://127.0.0.1"
MAIN_PAGES = ("home", "listing", "publication")
CONNECTIONS = (1, 8, 32)
CRAWLED_SEARCHES = 30
QUICK_SEARCHES = 20
AFTER_EDITS = ("listing", "home", "agenda", "theme", "municipality")


class Bench:
    """What all parts share: databases, Redis, a temporary folder, and how long they may take.

    options: rounds, seconds (of a round), sizes (publications of the databases that are compared). `note` takes a short
    text on how far a part is.
    """

    def __init__(self, python, databases, redis, folder, options):
        self.python, self.databases, self.redis, self.folder = python, databases, redis, folder
        self.options, self.note = options, print
        self.stack, self.running = contextlib.ExitStack(), {}

    @contextlib.contextmanager
    def servers(self):
        """Stop at the end what site() and bare() started meanwhile."""
        with contextlib.ExitStack() as self.stack:
            self.running = {}
            yield

    def environment(self, size=0):
        """Return the environment of the site's processes on the database of a size; each has a cache of its own."""
        link = self.folder / f"run-{size}" / "cache-version"
        link.parent.mkdir(exist_ok=True)
        return site_environment() | {
            "CACHE_VERSION_LINK": str(link),
            "DATABASE_URL": self.databases.address_of(size),
            "CACHE_URL": f"{self.redis}/{[0, *self.options.sizes].index(size)}",
        }

    def site(self, size=0):
        """Return the Server of the site on the database of a size, started once."""
        name = f"site-{size}"
        if name not in self.running:
            server = processes.site(self.python, self.environment(size), self.folder, name)
            self.running[name] = self.stack.enter_context(server)
        return self.running[name]

    def ask(self, command, *arguments, size=0, environment=None):
        """Return what tools.benchmark.inside says to a command, in the site's own settings."""
        lines = run_step_command(
            [self.python, "-m", "tools.benchmark.inside", command, *arguments],
            "bench-inside.log",
            f"Asking the site for its {command}",
            environment=environment or self.environment(size),
        )
        return json.loads(lines[-1])

    @functools.cache  # noqa: B019 - one object per run
    def pages(self):
        """Return {name: path} of a page of each kind."""
        return dict(self.ask("pages"))

    @functools.cache  # noqa: B019
    def files(self):
        """Return the folder with the bytes of each page, for the bare view and for nginx."""
        folder = self.folder / "pages"
        folder.mkdir()
        for name, path in self.pages().items():
            body, _headers = processes.fetch(self.site().url + path, UNCACHED)
            (folder / file_name(name)).write_bytes(body)
        return folder

    def bare(self):
        """Return the Server of the bare view, started once."""
        if "bare" not in self.running:
            server = processes.bare(self.python, self.files(), self.folder)
            self.running["bare"] = self.stack.enter_context(server)
        return self.running["bare"]


@functools.cache
def site_environment():
    """Return the settings of production, with a secret of this run."""
    return {
        "DJANGO_SETTINGS_MODULE": "kus_site.settings.production",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "BASE_URL": BASE_URL,
        "CONTACT_EMAIL": "redactie@example.org",
        "TRUSTED_PROXIES": "1",
    }


def file_name(page):
    """Return the name of the file that holds the bytes of a page."""
    return f"{page.replace(', ', '-').replace(' ', '-')}.html"


def measure_pages(bench):
    """Return {page: queries, size, latency, processor time, its multiple of the bare view}: each page made anew."""
    pages = bench.pages()
    if bench.options.quick:
        pages = {name: pages[name] for name in MAIN_PAGES}
    counts = dict(zip(pages, bench.ask("queries", *pages.values()), strict=True))
    found = {}
    for name, path in pages.items():
        bench.note(name)
        targets = [
            Target("bare", bench.bare(), f"/{file_name(name)}", PROXIED),
            Target("uncached", bench.site(), path, UNCACHED),
        ]
        rounds = interleave(targets, 1, bench.options.rounds, bench.options.seconds)
        cold, warm, size = counts[name]
        found[name] = {
            "path": path,
            "cold queries": cold,
            "warm queries": warm,
            "bytes": size,
            **spreads(rounds["uncached"]),
            "bare processor": spread([each["processor"] for each in rounds["bare"]]),
            "multiple": ratios(rounds["uncached"], rounds["bare"], "processor"),
        }
    return found


def measure_throughput(bench):
    """Return {page: {connections: {contender: spreads and ratio}}}.

    Contenders: the bare view, the kept page, the page made anew, nginx with the same file, and the site behind nginx.
    `ratio` is of the requests per second: to the bare view, or behind nginx to nginx with the file.
    """
    found = {}
    files, bare, site = bench.files(), bench.bare(), bench.site()
    with tempfile.TemporaryDirectory(dir=bench.folder) as folder:
        link = bench.environment()["CACHE_VERSION_LINK"]
        with processes.nginx(Path(folder), site, link, files) as nginx:
            # As the first change of content would: it makes the link.
            bench.ask("queries", "/")
            for name in MAIN_PAGES:
                path, file = bench.pages()[name], file_name(name)
                targets = [
                    Target("bare", bare, f"/{file}", PROXIED),
                    Target("kept", site, path, PROXIED),
                    Target("uncached", site, path, UNCACHED),
                    Target("nginx file", nginx, processes.FILES + file, {}),
                    Target("behind nginx", nginx, path, {}),
                ]
                found[name] = {}
                for connections in CONNECTIONS[: 2 if bench.options.quick else None]:
                    bench.note(f"{name}, {connections} connections")
                    rounds = interleave(targets, connections, bench.options.rounds, bench.options.seconds)
                    found[name][str(connections)] = {
                        contender: spreads(each)
                        | {"ratio": ratios(each, rounds["nginx file" if "nginx" in contender else "bare"], "rate")}
                        for contender, each in rounds.items()
                    }
    return found


def measure_growth(bench):
    """Return {page: {size: spreads and how it grew from the smallest}}, each page made anew over one connection."""
    sizes = bench.options.sizes
    found = {}
    paths = {size: dict(bench.ask("growing", size=size)) for size in sizes}
    for name in paths[sizes[0]]:
        bench.note(name)
        targets = [Target(size, bench.site(size), paths[size][name], UNCACHED) for size in sizes]
        rounds = interleave(targets, 1, bench.options.rounds, bench.options.seconds)
        found[name] = {
            str(size): spreads(each) | {"growth": ratios(each, rounds[sizes[0]], "p50")}
            for size, each in rounds.items()
        }
    return found


def measure_edits(bench):
    """Return {size: {"queries", "ms", "pages": {name: ms}}}: of publishing a publication, and of the first request for
    each of some pages after that or after an event was published."""
    found = {}
    for size in bench.options.sizes:
        bench.note(f"{size} publications")
        published, pages = [], {}
        site = bench.site(size)
        paths = dict(bench.ask("growing", size=size))
        for name in AFTER_EDITS:
            # With pages that are kept, and templates that were read, as on a site that runs.
            processes.fetch(site.url + paths[name])
        for _round in range(bench.options.rounds):
            for kind in ("publication", "event"):
                edited = bench.ask("publish", kind, size=size)
                if kind == "publication":
                    published.append(edited)
                for name in AFTER_EDITS:
                    began = time.perf_counter()
                    processes.fetch(site.url + paths[name])
                    pages.setdefault(name, []).append((time.perf_counter() - began) * 1000)
        found[str(size)] = {
            "queries": published[0]["queries"],
            "ms": spread([each["ms"] for each in published]),
            "pages": {name: spread(times) for name, times in pages.items()},
        }
    return found


def measure_search(bench):
    """Return {size: {kind of word: p50, p95, worst and count}}: what searches by different words take, in ms."""
    found = {}
    for size in bench.options.sizes:
        bench.note(f"{size} publications")
        site = bench.site(size)
        found[str(size)] = {}
        for kind, words in bench.ask("words", size=size).items():
            words = words[: QUICK_SEARCHES if bench.options.quick else None]
            times = [ask_once(site, f"/zoeken/?q={quote(word)}") for word in words]
            found[str(size)][kind] = {
                "words": len(words),
                "p50": statistics.median(times),
                "p95": percentile(times, 95),
                "worst": max(times),
            }
    return found


def measure_memory(bench):
    """Return {size: memory (MiB, proportional set size) of fresh processes before and after a crawl with searches, and
    the seconds from their start to the first answer}; size 0 is the content with its example, the other the largest."""
    largest = bench.options.sizes[-1]
    paths = {0: bench.pages(), largest: dict(bench.ask("growing", size=largest))}
    return {str(size): _crawl(bench, size, [*pages.values()]) for size, pages in paths.items()}


def _crawl(bench, size, pages):
    words = bench.ask("words", size=size)["any"][:CRAWLED_SEARCHES]
    starts, befores, afters = [], [], []
    for number in range(1 if bench.options.quick else min(3, bench.options.rounds)):
        bench.note(f"start {number + 1}, {size} publications")
        with processes.site(bench.python, bench.environment(size), bench.folder, f"site-memory-{size}") as site:
            starts.append(site.seconds_to_answer)
            befores.append(site.memory())
            for path in ["/sitemap.xml", *(f"/zoeken/?q={quote(word)}" for word in words)] * 2:
                ask_once(site, path)
            for path in [*pages, "/zoeken/?q=armoede"]:
                # Over several connections at once, so that each process of the server gets each page.
                run_round(Target("crawl", site, path, UNCACHED), 8, 1)
            afters.append(site.memory())
    return {
        "seconds to first answer": spread(starts),
        "worker at start": spread([value for each in befores for value in each[1:]]),
        "worker after a crawl": spread([value for each in afters for value in each[1:]]),
        "master": spread([each[0] for each in afters]),
        "all": spread([sum(each) for each in afters]),
    }


def measure_pictures(bench):
    """Return how long the first visitor after 20 uploads waits, and how many pictures are made meanwhile."""
    with bench.databases.copy() as address:
        environment = bench.environment() | {"DATABASE_URL": address}
        paths = bench.ask("upload", environment=environment)
        before = bench.ask("renditions", environment=environment)
        with processes.site(bench.python, environment, bench.folder, "site-pictures", "/healthz") as site:
            first, second = (max(ask_once(site, path) for path in paths) for _time in range(2))
        made = bench.ask("renditions", environment=environment) - before
        bench.ask("remove uploads", environment=environment)
    return {"first visitor, ms": first, "second visitor, ms": second, "pictures made meanwhile": made}


def ask_once(server, path):
    """Return how many ms the answer to one request on a connection of its own takes; refuses what is not 200."""
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=60)
    began = time.perf_counter()
    connection.request("GET", path, headers=UNCACHED)
    answer = connection.getresponse()
    answer.read()
    ms = (time.perf_counter() - began) * 1000
    connection.close()
    if answer.status != 200:
        raise RuntimeError(f"{path} answers with {answer.status}")
    return ms


def percentile(values, percent):
    """Return the value below which so many percent of the values lie."""
    return sorted(values)[min(len(values) - 1, len(values) * percent // 100)]


def describe_machine():
    """Return what the numbers depend on besides the code: {"processors", "model", "commit"}."""
    models = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if "model name" in line
    ]
    done = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True)
    return {"processors": os.cpu_count(), "model": models[0] if models else "", "commit": done.stdout.strip()}


PARTS = {
    "pages": measure_pages,
    "throughput": measure_throughput,
    "growth": measure_growth,
    "search": measure_search,
    "edits": measure_edits,
    "memory": measure_memory,
    "pictures": measure_pictures,
}
