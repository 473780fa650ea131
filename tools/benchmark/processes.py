"""The servers of a benchmark: Redis, the site, the bare view and nginx, each on a free port, gone afterwards."""

import contextlib
import os
import re
import socket
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

from scripts import system_packages
from scripts.commands import ROOT, end, run_logged
from scripts.preconditions import free_port
from scripts.services import service_command
from scripts.steps import Refusal
from scripts.suite_tools import find_server
from tools.postgres_server import find_binaries

# Program: Debian's package.
PROGRAMS = {"wrk": "wrk", "redis-server": "redis-server", "nginx": "nginx-light", "openssl": "openssl"}
SECONDS_TO_START = 120
PROXY = ROOT / "deploy" / "nginx" / "kus.conf"
FILES = "/benchmark-files/"
NGINX = """
worker_processes auto;
daemon off;
{user}
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections 1024; }}
http {{
    include /etc/nginx/mime.types;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/kus.conf;
}}
"""


def install_missing_programs(note=None):
    """Install what is missing on this machine. Returns what was done."""
    packages = [package for program, package in PROGRAMS.items() if not find_server(program)]
    packages += [] if find_binaries() else ["postgresql"]
    if packages:
        system_packages.install(packages, note)
    return f"installed {', '.join(packages)}" if packages else "all present"


class Server:
    """A server under test: its address, and what its processes (a master and its children) cost.

    seconds_to_answer: from its start to its first answer.
    """

    def __init__(self, url, process, seconds_to_answer=0.0):
        self.url, self.process, self.seconds_to_answer = url, process, seconds_to_answer

    def pids(self):
        """Return the process ids of the master (first) and of all that it started."""
        found = [self.process.pid]
        for pid in found:
            for children in Path(f"/proc/{pid}/task").glob("*/children"):
                with contextlib.suppress(OSError):
                    found += map(int, children.read_text().split())
        return found

    def processor_seconds(self):
        """Return the processor time that all its threads took so far (Linux's schedstat counts nanoseconds)."""
        total = 0
        for pid in self.pids():
            for thread in Path(f"/proc/{pid}/task").glob("*/schedstat"):
                with contextlib.suppress(OSError):
                    total += int(thread.read_text().split()[0])
        return total / 1e9

    def memory(self):
        """Return the proportional set size (MiB) of each of its processes, the master first."""
        found = []
        for pid in self.pids():
            with contextlib.suppress(OSError):
                rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
                found.append(int(re.search(r"^Pss:\s+(\d+)", rollup, re.MULTILINE)[1]) / 1024)
        return found


@contextlib.contextmanager
def redis(folder):
    """Yield the address of a Redis server without a database number; it writes nothing to disk."""
    port = free_port()
    command = [find_server("redis-server"), "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    command += ["--appendonly", "no", "--maxmemory", "256mb", "--maxmemory-policy", "allkeys-lru", "--dir", str(folder)]
    with _running(command, folder / "redis.log", {}) as process:
        _wait_for_port(process, port, folder / "redis.log")
        yield f"redis://127.0.0.1:{port}"


@contextlib.contextmanager
def site(python, environment, folder, name="site", first="/"):
    """Yield a Server: the platform as its container serves it, with its log in folder/NAME.log.

    first: the path that is asked until it answers 200.
    """
    with _gunicorn(python, "kus_site.wsgi:application", environment, folder / f"{name}.log", first) as server:
        yield server


@contextlib.contextmanager
def bare(python, pages, folder):
    """Yield a Server: a bare Django view of the files in `pages`, in the web server of the site."""
    environment = {"KUS_BENCH_PAGES": str(pages)}
    first = f"/{next(pages.iterdir()).name}"
    with _gunicorn(python, "tools.benchmark.bare:application", environment, folder / "bare.log", first) as server:
        yield server


@contextlib.contextmanager
def nginx(folder, site, link, pages):
    """Yield a Server: nginx with deploy/nginx/kus.conf before the site, and under FILES with the files in `pages`.

    link: the CACHE_VERSION_LINK of the site. It speaks TLS.
    """
    port = free_port()
    make_certificate(folder)
    (folder / "kus-upstream.conf").write_text(f"server {urlsplit(site.url).netloc};\n")
    (folder / "kus.conf").write_text(adapt_proxy(PROXY.read_text(), folder, port, link, pages))
    # Started by root, its workers would be another account, which may not read the folder.
    user = "user root;" if system_packages.is_root() else ""
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, user=user))
    log = folder / "nginx.log"
    command = [find_server("nginx"), "-p", folder, "-e", folder / "error.log", "-c", folder / "nginx.conf"]
    with _running(command, log, {}) as process:
        _wait_for_port(process, port, log)
        yield Server(f"https://127.0.0.1:{port}", process)


def adapt_proxy(text, folder, port, link, pages):
    """Return the text of deploy/nginx/kus.conf with the ports and folders of a benchmark; refuse what lacks them."""
    for found, put in {
        r"\n *listen \[::\][^\n]*": "",
        r"listen 80 ": f"listen 127.0.0.1:{free_port()} ",
        r"listen 443 ": f"listen 127.0.0.1:{port} ",
        r"/etc/kus/": f"{folder}/",
        r"/etc/nginx/kus-": f"{folder}/kus-",
        r"/var/cache/nginx/": f"{folder}/",
        r"/var/log/nginx/": f"{folder}/",
        r"/run/kus/cache-version": str(link),
        r"( *)# Pages\.": rf"\1location ^~ {FILES} {{\n\1    alias {pages}/;\n\1}}\n\n\g<0>",
    }.items():
        text, count = re.subn(found, put, text)
        if not count:
            raise Refusal(f"deploy/nginx/kus.conf has no '{found}' any more: mend tools/benchmark/processes.py.")
    return text


def make_certificate(folder):
    """Write certificate.pem, for 127.0.0.1, and key.pem."""
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    command += [
        "-days",
        "2",
        "-keyout",
        folder / "key.pem",
        "-out",
        folder / "certificate.pem",
        "-subj",
        "/CN=127.0.0.1",
    ]
    run_logged(command, "openssl.log")


@contextlib.contextmanager
def _gunicorn(python, application, environment, log, first):
    port = free_port()
    command = service_command("web", python, f"127.0.0.1:{port}")
    command = [application if part == "kus_site.wsgi:application" else part for part in command]
    # A process that starts again after so many requests would be measured with its start.
    with _running([*command, "--max-requests", "0"], log, environment) as process:
        began = time.monotonic()
        server = Server(f"http://127.0.0.1:{port}", process)
        while not answers(server.url + first):
            if process.poll() is not None or time.monotonic() - began > SECONDS_TO_START:
                raise Refusal(f"A server of the benchmark did not start: {_last_words(log)} (see {log}).")
            time.sleep(0.02)
        server.seconds_to_answer = time.monotonic() - began
        yield server


def fetch(url, headers=None):
    """Return the body (bytes) and headers of an address, asked as a proxy with a certificate would ask."""
    request = urllib.request.Request(url, headers={"X-Forwarded-Proto": "https"} | (headers or {}))
    # The certificate is one of this run.
    trusting = ssl._create_unverified_context() if url.startswith("https:") else None  # noqa: S323
    with urllib.request.urlopen(request, timeout=60, context=trusting) as answer:
        return answer.read(), answer.headers


def answers(url):
    """Return whether an address answers with 200."""
    try:
        fetch(url)
    except urllib.error.HTTPError as error:
        raise Refusal(f"{url} answers with {error.code} in the benchmark.") from None
    except OSError:
        return False
    return True


@contextlib.contextmanager
def _running(command, log, environment):
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | environment, stdout=output, stderr=output, start_new_session=True
        )
        try:
            yield process
        finally:
            end(process)


def _wait_for_port(process, port, log):
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise Refusal(f"A server of the benchmark did not start: {_last_words(log)} (see {log}).")


def _last_words(log):
    lines = [line for line in log.read_text(errors="replace").splitlines() if line.strip()]
    return lines[-1].strip() if lines else "it said nothing"
