"""Sites of partners: small servers on this machine that answer harvesters, rightly or wrongly."""

import contextlib
import gzip
import http.server
import threading
import time
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

import pytest

OAI = '<?xml version="1.0" encoding="UTF-8"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'
CORE = (
    '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/">{}</oai_dc:dc>'
)


class PartnerSite:
    """A running site. routes: {path: function of (handler, query)}; asked: the queries it got, as dicts of lists."""

    def __init__(self):
        self.routes, self.asked, self.headers = {}, [], []
        self.stopping = threading.Event()
        site = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                parts = urlsplit(self.path)
                query = parse_qs(parts.query)
                site.asked.append(query)
                site.headers.append(dict(self.headers))
                # A client that had enough hangs up.
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    site.routes.get(parts.path, not_found)(self, query)

            def log_message(self, *arguments):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def give(self, path, body, content_type="text/xml", status=200, **headers):
        """Answer a path with this body (text or bytes); return its address."""
        body = body.encode() if isinstance(body, str) else body
        self.routes[path] = lambda handler, query: answer(handler, body, content_type, status, **headers)
        return self.address + path

    def redirect(self, path, target):
        """Send on from a path to an address."""
        return self.give(path, b"", status=302, Location=target)

    def drip(self, path):
        """Answer a path without end, a little at a time."""

        def drip(handler, query):
            handler.send_response(200)
            handler.end_headers()
            while not self.stopping.wait(0.02):
                handler.wfile.write(b" ")

        self.routes[path] = drip
        return self.address + path

    def say_nothing(self, path):
        """Take the question for a path, and never answer."""
        self.routes[path] = lambda handler, query: self.stopping.wait(30)
        return self.address + path

    def pour(self, path):
        """Answer a path with more than anybody takes, as fast as it goes."""

        def pour(handler, query):
            handler.send_response(200)
            handler.end_headers()
            end = time.monotonic() + 20
            while time.monotonic() < end:
                handler.wfile.write(b"<a>" * 20_000)

        self.routes[path] = pour
        return self.address + path

    def bomb(self, path, megabytes=100):
        """Answer a path with little that is much when unpacked."""
        return self.give(path, gzip.compress(b"\0" * megabytes * 2**20, 9), **{"Content-Encoding": "gzip"})

    def repository(self, path, pages, granularity="YYYY-MM-DDThh:mm:ssZ", response_date="2026-11-01T10:00:00Z"):
        """Answer OAI-PMH at a path: a list in pages (lists of record elements), with tokens t1, t2 …"""

        def oai(handler, query):
            verb = query.get("verb", [""])[0]
            body = f"<responseDate>{response_date}</responseDate>"
            if verb == "Identify":
                body += f"<Identify><granularity>{granularity}</granularity></Identify>"
            elif verb == "ListRecords":
                token = query.get("resumptionToken", ["t0"])[0]
                known = [f"t{number}" for number in range(len(pages))]
                if token not in known:
                    body += '<error code="badResumptionToken">Expired</error>'
                elif not pages[known.index(token)]:
                    body += '<error code="noRecordsMatch">Nothing</error>'
                else:
                    place = known.index(token)
                    more = known[place + 1] if place + 1 < len(pages) else ""
                    records = "".join(pages[place])
                    body += f"<ListRecords>{records}<resumptionToken>{more}</resumptionToken></ListRecords>"
            answer(handler, f"{OAI}{body}</OAI-PMH>".encode(), "text/xml; charset=utf-8")

        self.routes[path] = oai
        return self.address + path


def answer(handler, body, content_type, status=200, **headers):
    """Write a whole answer."""
    handler.send_response(status)
    handler.send_header("Content-Type", content_type)
    handler.send_header("Content-Length", str(len(body)))
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)


def not_found(handler, query):
    """Answer a path that is not there."""
    answer(handler, b"not here", "text/plain", 404)


@contextlib.contextmanager
def running_partner_site():
    """Run a PartnerSite until the end of the block."""
    site = PartnerSite()
    thread = threading.Thread(target=site.server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield site
    finally:
        site.stopping.set()
        site.server.shutdown()
        site.server.server_close()
        thread.join()


def record(identifier, metadata, datestamp="2026-10-01T08:00:00Z"):
    """Return a record element with this metadata (XML)."""
    header = f"<header><identifier>{escape(identifier)}</identifier><datestamp>{datestamp}</datestamp></header>"
    return f"<record>{header}<metadata>{metadata}</metadata></record>"


def deleted(identifier, datestamp="2026-10-02T08:00:00Z"):
    """Return a record element that was deleted."""
    return (
        f'<record><header status="deleted"><identifier>{escape(identifier)}</identifier>'
        f"<datestamp>{datestamp}</datestamp></header></record>"
    )


def core_record(identifier, title, *more, **fields):
    """Return a record in Dublin Core; `more` are (element, text), fields single elements."""
    pairs = [("title", title), *fields.items(), *more]
    elements = "".join(f"<dc:{name}>{escape(text)}</dc:{name}>" for name, text in pairs)
    return record(identifier, CORE.format(elements))


@pytest.fixture(scope="module")
def partner_site_of_module():
    with running_partner_site() as site:
        yield site


@pytest.fixture
def partner_site(partner_site_of_module, settings):
    """A partner's site on this machine, which may be asked, without answers yet."""
    settings.HARVEST_LOOPBACK_ALLOWED = True
    partner_site_of_module.routes.clear()
    partner_site_of_module.asked.clear()
    partner_site_of_module.headers.clear()
    return partner_site_of_module
