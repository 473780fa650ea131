"""Three harvesters that others made read all of a repository over HTTP, page after page, in every format."""

import gzip
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.db import connections
from django.test import Client
from kongin import OAIClient
from lxml import etree
from oaipmh_scythe import Scythe
from sickle import Sickle
from sickle.oaiexceptions import IdDoesNotExist, NoRecordsMatch

from pages.record_index import changes
from publications.models import OaiRecord
from publications.oai import lists
from tests.sample_records import add_publication

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


class Handler(BaseHTTPRequestHandler):
    """Hands a request on to the site, which reads the rows of the running test."""

    def do_GET(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        kept = {name: value for name, value in self.headers.items() if name in ("Accept-Encoding", "User-Agent")}
        kind = self.headers.get("Content-Type", "")
        response = Client().generic(self.command, self.path, body, kind, headers=kept)
        self.send_response(response.status_code)
        for name, value in response.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(response.content)

    do_POST = do_GET

    def log_message(self, *args):
        """Say nothing among the results."""


@pytest.fixture
def repository(db, monkeypatch):
    """The address of a server with the example records, seven on a page, one of them deleted."""
    monkeypatch.setattr(lists, "PER_PAGE", 7)
    monkeypatch.setattr(lists, "READ", 8)
    page = add_publication("Weg ermee")
    changes.bring_up_to_date()
    page.delete()
    changes.bring_up_to_date()
    shared = connections["default"]
    shared.inc_thread_sharing()
    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=serve, args=[server, shared])
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/oai/"
    server.shutdown()
    thread.join()
    server.server_close()
    shared.dec_thread_sharing()


def serve(server, shared):
    connections["default"] = shared
    server.serve_forever(poll_interval=0.05)


def identifiers():
    return {f"oai:kus.localhost:{record.translation_key}:{record.language}" for record in OaiRecord.objects.all()}


@pytest.mark.parametrize("prefix", ["oai_dc", "mods", "nl_didl"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_sickle_reads_everything(repository, prefix, method):
    harvester = Sickle(repository, http_method=method)
    records = list(harvester.ListRecords(metadataPrefix=prefix))
    assert {record.header.identifier for record in records} == identifiers()
    assert len(records) == len(identifiers())
    assert [record.deleted for record in records].count(True) == 1
    living = next(record for record in records if not record.deleted)
    one = harvester.GetRecord(identifier=living.header.identifier, metadataPrefix=prefix)
    assert one.raw == living.raw
    if prefix == "oai_dc":
        assert all(
            record.metadata["title"] and record.metadata["identifier"] for record in records if not record.deleted
        )
        assert len(list(harvester.ListRecords(metadataPrefix=prefix, ignore_deleted=True))) == len(records) - 1


def test_sickle_reads_sets_formats_and_errors(repository):
    harvester = Sickle(repository)
    assert harvester.Identify().deletedRecord == "persistent"
    assert [found.metadataPrefix for found in harvester.ListMetadataFormats()] == ["oai_dc", "mods", "nl_didl"]
    sets = {found.setSpec for found in harvester.ListSets()}
    inside = list(harvester.ListIdentifiers(metadataPrefix="oai_dc", set="kind"))
    assert "kind" in sets
    assert len(inside) == len(identifiers())
    with pytest.raises(IdDoesNotExist):
        harvester.GetRecord(identifier="oai:elders.nl:1", metadataPrefix="oai_dc")
    with pytest.raises(NoRecordsMatch):
        harvester.ListRecords(metadataPrefix="oai_dc", **{"from": "2999-01-01"})


def test_kongin_reads_everything(repository):
    harvester = OAIClient(repository)
    records = list(harvester.list_records(metadata_prefix="oai_dc"))
    assert {record.identifier for record in records} == identifiers()
    assert all(record.title for record in records if not record.deleted)


def test_scythe_reads_everything(repository):
    with Scythe(repository) as harvester:
        records = list(harvester.list_records(metadata_prefix="oai_dc"))
        headers = list(harvester.list_identifiers(metadata_prefix="mods", set_="kind"))
    assert {record.header.identifier for record in records} == identifiers()
    assert len(headers) == len(identifiers())


def test_an_answer_can_be_had_compressed(repository):
    request = urllib.request.Request(f"{repository}?verb=Identify", headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request) as response:
        assert response.headers["Content-Encoding"] == "gzip"
        assert etree.fromstring(gzip.decompress(response.read())).tag.endswith("OAI-PMH")
