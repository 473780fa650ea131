"""A real object store for tests: Ceph with its gateway for S3, of one monitor and one storage daemon in memory."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
import uuid
from pathlib import Path
from urllib.parse import quote

from kus_site.settings import environment
from scripts.preconditions import free_port

KEY, SECRET, BUCKET = "kus-key", "geheim/+:@%", "kus-media"
SECONDS_TO_START = 60

# No disk, no signatures between the daemons, one copy of everything, and no waiting for changes to come together.
CONFIGURATION = """[global]
fsid = {fsid}
mon host = [v2:127.0.0.1:{monitor}]
public addr = 127.0.0.1
public network = 127.0.0.0/8
auth cluster required = none
auth service required = none
auth client required = none
ms mon client mode = crc
run dir = {folder}
admin socket = {folder}/$name.$pid.asok
pid file =
log file = {folder}/$name.log
mon data = {folder}/mon
mon data avail crit = 1
mon allow pool size one = true
paxos propose interval = 0.02
paxos min wait = 0.01
osd data = {folder}/osd
osd objectstore = memstore
memstore device bytes = 1073741824
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pgp num = 1
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
rgw data = {folder}/rgw
rgw frontends = beast endpoint=127.0.0.1:{gateway} tcp_nodelay=1
rgw run sync thread = false
rgw enable gc threads = false
rgw enable lc threads = false
rgw thread pool size = 8
"""


class ObjectStore:
    """Listens on the loopback address from start() to stop(); `url` is its address for MEDIA_STORE_URL.

    stop() and hang() concern the gateway: what is stored is there again after start() and resume().
    """

    def __init__(self):
        self.folder, self.daemons, self.gateway = Path(tempfile.mkdtemp(prefix="kus-ceph-")), [], None
        self.port, monitor = free_port(), free_port()
        self.url = f"s3://{KEY}:{quote(SECRET, safe='')}@127.0.0.1:{self.port}/{BUCKET}?http=yes"
        self.environment = os.environ | {"CEPH_CONF": str(self.folder / "ceph.conf"), "CEPH_ARGS": ""}
        self.fsid = str(uuid.uuid4())
        text = CONFIGURATION.format(fsid=self.fsid, monitor=monitor, gateway=self.port, folder=self.folder)
        (self.folder / "ceph.conf").write_text(text)
        try:
            self._make_cluster(monitor)
        except BaseException:
            self.remove()
            raise

    def _make_cluster(self, monitor):
        for name in ("mon", "osd", "rgw"):
            (self.folder / name).mkdir()
        places, disk = self.folder / "monmap", str(uuid.uuid4())
        address = f"[v2:127.0.0.1:{monitor}]"
        self._run("monmaptool", "--create", "--fsid", self.fsid, "--addv", "a", address, str(places))
        self._run("ceph-mon", "-i", "a", "--mkfs", "--monmap", str(places))
        self.daemons.append(self._start("ceph-mon", "-i", "a", "-f"))
        self._run("ceph", "osd", "new", disk, "0")
        self._run("ceph-osd", "-i", "0", "--mkfs", "--osd-uuid", disk)
        self.daemons.append(self._start("ceph-osd", "-i", "0", "-f"))
        user = ["--uid", "kus", "--display-name", "kus", "--access-key", KEY, "--secret-key", SECRET]
        self._run("radosgw-admin", "user", "create", *user)

    def _run(self, *command):
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=SECONDS_TO_START)
        assert done.returncode == 0, done.stderr

    def _start(self, *command):
        with (self.folder / f"{command[0]}.out").open("ab") as log:
            return subprocess.Popen(command, env=self.environment, stdout=log, stderr=log)

    def start(self):
        """Start the gateway, wait until it answers, and make the bucket unless it is there."""
        self.gateway = self._start("radosgw", "-f")
        self._wait_until_it_answers()
        client = self.storage().client
        if not client.bucket_exists(BUCKET):
            client.make_bucket(BUCKET)

    def _wait_until_it_answers(self):
        deadline = time.monotonic() + SECONDS_TO_START
        while not self._answers():
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def _answers(self):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=5):
                return True
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def storage(self):
        """Return an ObjectStorage of the bucket, which knows of no outage."""
        # Installed everywhere, imported only where it is used.
        from kus_site.object_storage import ObjectStorage

        return ObjectStorage(**self.entry()["OPTIONS"])

    def entry(self):
        """Return Django's STORAGES entry, read as the settings read it."""
        before = os.environ.get("MEDIA_STORE_URL")
        os.environ["MEDIA_STORE_URL"] = self.url
        try:
            return environment.read_media_store("MEDIA_STORE_URL", "/media/")
        finally:
            os.environ.pop("MEDIA_STORE_URL")
            os.environ |= {"MEDIA_STORE_URL": before} if before else {}

    def empty(self):
        """Delete all that is stored."""
        client = self.storage().client
        for found in client.list_objects(BUCKET, recursive=True):
            client.remove_object(BUCKET, found.object_name)

    def hang(self):
        """Let the gateway take connections and answer nothing."""
        self.gateway.send_signal(signal.SIGSTOP)
        # A signal is sent before it has its effect.
        os.waitid(os.P_PID, self.gateway.pid, os.WSTOPPED)

    def resume(self):
        """Let it answer again, and wait until it does."""
        self.gateway.send_signal(signal.SIGCONT)
        self._wait_until_it_answers()

    def recover(self):
        """Have the gateway answer, whatever was done to it."""
        if self.gateway.poll() is None:
            self.resume()
        else:
            self.start()

    def stop(self):
        """Stop the gateway, and one that hangs too."""
        if self.gateway is not None and self.gateway.poll() is None:
            self.gateway.kill()
            self.gateway.wait(timeout=20)

    def remove(self):
        """Stop everything and delete what it wrote."""
        self.stop()
        for daemon in self.daemons:
            daemon.kill()
            daemon.wait(timeout=20)
        shutil.rmtree(self.folder, ignore_errors=True)
