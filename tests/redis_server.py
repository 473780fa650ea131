"""A real Redis server for tests: stopped, hung and started again at will."""

import os
import shutil
import signal
import subprocess
import tempfile
import time

import pytest
import redis

from kus_site import redis_cache
from scripts.preconditions import free_port
from scripts.suite_tools import find_server


class RedisServer:
    """Listens on a port of the loopback address from start() to stop(); `url` is its address for CACHE_URL.

    keeps_data: whether what was written is there after stop() and start(), as on a server with an append-only file.
    """

    def __init__(self, *, keeps_data=False):
        self.port, self.process = free_port(), None
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.client = redis.Redis(port=self.port, socket_timeout=5)
        self.keeps_data = keeps_data
        self.folder = tempfile.mkdtemp(prefix="kus-redis-")

    def start(self):
        """Start the server and wait until it answers."""
        options = {"port": self.port, "bind": "127.0.0.1", "dir": self.folder, "save": ""}
        options |= {"appendonly": "yes" if self.keeps_data else "no", "appendfsync": "always"}
        arguments = [each for name, value in options.items() for each in (f"--{name}", str(value))]
        self.process = subprocess.Popen([find_server("redis-server"), *arguments], stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 20
        while not self._answers():
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def _answers(self):
        try:
            return self.client.ping()
        except redis.RedisError:
            return False

    def stop(self):
        """Stop the server, and one that hangs too."""
        self.resume()
        self.process.terminate()
        self.process.wait(timeout=20)

    def hang(self):
        """Let it take connections and answer nothing."""
        self.process.send_signal(signal.SIGSTOP)
        # A signal is sent before it has its effect.
        os.waitid(os.P_PID, self.process.pid, os.WSTOPPED)

    def resume(self):
        """Let it answer again."""
        self.process.send_signal(signal.SIGCONT)

    def remove(self):
        """Stop the server and delete what it wrote."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


@pytest.fixture
def redis_server(monkeypatch):
    """A Redis server that runs; the process knows of no outage, and leaves one that fails alone until end_pause()."""
    monkeypatch.setattr(redis_cache, "OUTAGE", redis_cache.Outage())
    monkeypatch.setattr(redis_cache, "PAUSE", 600)
    server = RedisServer(keeps_data=True)
    server.start()
    yield server
    server.remove()


@pytest.fixture
def tolerant_cache(redis_server):
    """The cache of the site on that server."""
    return redis_cache.RedisCache(redis_server.url, {})


def end_pause():
    """Have a server that failed asked again, as when PAUSE is over."""
    redis_cache.OUTAGE.until = 0.0
