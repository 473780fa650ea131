"""nginx and Caddy with the files of deploy/, in front of a site with the settings of production."""

import contextlib
import http.client
import http.server
import json
import os
import re
import shutil
import ssl
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connection

from scripts.preconditions import free_port
from scripts.services import service_command
from scripts.suite_tools import find_server
from tests.process_pool import ProcessPool, process_pool
from tests.running_site import ROOT, own_database, wait_until_healthy
from tests.template_database import collect_static, template_folder

DEPLOY = ROOT / "deploy"
NGINX_MAIN = """
{user}
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
events {{ worker_connections 512; }}
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


@dataclass(frozen=True)
class Site:
    """A site behind a proxy.

    `address`: where it listens itself (127.0.0.1:port); `pool`: a ProcessPool whose processes have its settings;
    `link`: its CACHE_VERSION_LINK; `log`: the file with a line for each request.
    """

    address: str
    pool: ProcessPool
    link: Path
    log: Path

    def requests(self):
        """Return how many requests have reached the site, when the log is at rest.

        Lines of kept pages that the web server holds are written after the answer, some together.
        """
        size = None
        while size != (size := self.log.stat().st_size):
            time.sleep(0.1)
        return sum(1 for line in self.log.read_text().splitlines() if '"event": "request"' in line)

    @contextlib.contextmanager
    def asked(self, times):
        """Fail unless the site is asked so many times meanwhile."""
        before = self.requests()
        yield
        assert self.requests() - before == times


@dataclass(frozen=True)
class Proxy:
    """A proxy that answers. `port` speaks TLS, `plain_port` does not; `log` is what it says of errors."""

    port: int
    plain_port: int
    certificate: Path
    log: Path

    def ask(self, path, method="GET", body=None, scheme="https", **headers):
        """Return (status, headers, body) of a request; a header's name is written with _ for -."""
        connection = self.connect(scheme)
        with contextlib.closing(connection):
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body=body, headers=named, encode_chunked="Transfer-Encoding" in named)
            response = connection.getresponse()
            return response.status, response.headers, response.read()

    def connect(self, scheme="https"):
        """Return an open connection of http.client."""
        if scheme == "http":
            return http.client.HTTPConnection("127.0.0.1", self.plain_port, timeout=30)
        trusted = ssl.create_default_context(cafile=self.certificate)
        return http.client.HTTPSConnection("127.0.0.1", self.port, timeout=30, context=trusted)


@contextlib.contextmanager
def serve(environment, log):
    """Run the web process of the site, which writes to the file `log`; yield its address."""
    address = f"127.0.0.1:{free_port()}"
    command = service_command("web", sys.executable, address)
    with log.open("w") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=os.environ | environment, stdout=output, stderr=output)
    try:
        wait_until_healthy(f"http://{address}", process, log)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture(scope="session")
def site_behind_proxies(tmp_path_factory, django_db_setup, django_db_blocker):
    """The Site that the tests of nginx and Caddy share."""
    with contextlib.ExitStack() as stack:
        with django_db_blocker.unblock():
            site = stack.enter_context(site_for_proxy(tmp_path_factory.mktemp("behind"), connection.vendor))
        yield site


@contextlib.contextmanager
def site_for_proxy(folder, vendor, **more):
    """Run a copy of the test site with the settings of production; yield the Site. `more`: environment variables."""
    shutil.copytree(template_folder(vendor) / "media", folder / "media")
    (folder / "static").symlink_to(collect_static())
    link, log = folder / "run" / "cache-version", folder / "gunicorn.log"
    link.parent.mkdir()
    with contextlib.ExitStack() as stack:
        environment = {
            "KUS_VAR": str(folder),
            "BASE_URL": "https://127.0.0.1",
            "SECRET_KEY": "only-for-the-tests-" * 3,
            "CACHE_VERSION_LINK": str(link),
            "TRUSTED_PROXIES": "1",
            "DJANGO_SETTINGS_MODULE": "tests.proxy_settings",
        } | more
        if "DATABASE_URL" not in more:
            environment["DATABASE_URL"] = stack.enter_context(own_database(folder))
        pool = stack.enter_context(process_pool(environment, folder / "pool.log"))
        # As `serve.py prepare` does at each start.
        pool.run("from pages.cache_version import invalidate; invalidate(); result = None")
        yield Site(stack.enter_context(serve(environment, log)), pool, link, log)


@contextlib.contextmanager
def answering(answer):
    """Run a server and yield its address.

    answer: takes a request (of http.server) and returns the body and a dict of headers.
    """

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def respond(self):
            body, headers = answer(self)
            self.send_response(200)
            for name, value in (headers | {"Content-Length": str(len(body))}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = respond

        def log_message(self, *arguments):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield "{}:{}".format(*server.server_address)
        server.shutdown()


def echo(request):
    """Answer, as `answering` wants it, with method, path, headers and length of the body of the request in JSON."""
    length = len(request.rfile.read(int(request.headers.get("Content-Length", 0))))
    headers = {name.lower(): value for name, value in request.headers.items()}
    told = {"method": request.command, "path": request.path, "length": length, "headers": headers}
    return json.dumps(told).encode(), {}


def make_certificate(folder):
    """Write certificate.pem, for 127.0.0.1, and key.pem."""
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-days",
        "2",
    ]
    command += ["-keyout", folder / "key.pem", "-out", folder / "certificate.pem", "-subj", "/CN=127.0.0.1"]
    command += ["-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run(command, check=True, capture_output=True)


@contextlib.contextmanager
def run_nginx(folder, upstreams, link):
    """Run nginx with deploy/nginx/kus.conf before sites (texts host:port); yield its Proxy."""
    folder.mkdir(exist_ok=True)
    port, plain_port = free_port(), free_port()
    make_certificate(folder)
    (folder / "kus-upstream.conf").write_text("".join(f"server {address};\n" for address in upstreams))
    text = (DEPLOY / "nginx" / "kus.conf").read_text()
    for found, put in {
        r"\n *listen \[::\][^\n]*": "",
        r"listen 80 ": f"listen 127.0.0.1:{plain_port} ",
        r"listen 443 ": f"listen 127.0.0.1:{port} ",
        r"/etc/kus/": f"{folder}/",
        r"/etc/nginx/kus-": f"{folder}/kus-",
        r"/var/cache/nginx/": f"{folder}/",
        r"/var/log/nginx/": f"{folder}/",
        r"/run/kus/cache-version": str(link),
    }.items():
        text, count = re.subn(found, put, text)
        assert count, found
    (folder / "kus.conf").write_text(text)
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(NGINX_MAIN.format(folder=folder, user=user))
    with run_proxy([find_server("nginx"), "-c", folder / "nginx.conf", "-e", folder / "nginx.log"], folder, port):
        yield Proxy(port, plain_port, folder / "certificate.pem", folder / "nginx.log")


@contextlib.contextmanager
def run_caddy(folder, upstreams):
    """Run Caddy with deploy/Caddyfile, and a certificate of its own making, before sites; yield its Proxy."""
    folder.mkdir(exist_ok=True)
    port, plain_port = free_port(), free_port()
    variables = {
        "SITE": f"https://127.0.0.1:{port}",
        "HTTP_PORT": str(plain_port),
        "UPSTREAMS": " ".join(upstreams),
        "XDG_DATA_HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
    }
    command = [find_server("caddy"), "run", "--adapter", "caddyfile", "--config", DEPLOY / "Caddyfile"]
    with run_proxy(command, folder, port, **variables):
        certificate = folder / "caddy" / "pki" / "authorities" / "local" / "root.crt"
        yield Proxy(port, plain_port, certificate, folder / "output.log")


@contextlib.contextmanager
def run_proxy(command, folder, port, **variables):
    """Run a proxy until it is told to stop, with environment variables; wait until it speaks TLS at its port."""
    # Caddy makes its certificate after it has opened the port.
    unverified = ssl._create_unverified_context()  # noqa: S323 (its own tests verify it)
    with (folder / "output.log").open("w") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, env=os.environ | variables)
    try:
        deadline = time.monotonic() + 20
        while process.poll() is None and time.monotonic() < deadline:
            connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=5, context=unverified)
            with contextlib.suppress(OSError), contextlib.closing(connection):
                connection.connect()
                break
            time.sleep(0.05)
        else:
            raise AssertionError((folder / "output.log").read_text())
        yield
    finally:
        process.terminate()
        process.wait(timeout=20)
