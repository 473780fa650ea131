"""Servers that are away and come back: a TCP forwarder that can be shut and opened, and a PostgreSQL that freezes."""

import contextlib
import os
import signal
import socket
import subprocess
import threading
from pathlib import Path

import psycopg

from scripts.preconditions import free_port


class Gate:
    """Forwards its `port` to another port of this machine while it is open."""

    def __init__(self, target):
        self.target, self.port = target, free_port()
        self._listener = None
        self._sockets = set()

    def open(self):
        """Let connections through."""
        self._listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def shut(self):
        """Refuse connections, and cut those that are open."""
        if self._listener:
            # Closing alone would not wake the thread that waits in accept().
            with contextlib.suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
        self._listener = None
        for each in list(self._sockets):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def _accept(self, listener):
        with contextlib.suppress(OSError):
            while True:
                client, _address = listener.accept()
                server = socket.create_connection(("127.0.0.1", self.target))
                self._sockets |= {client, server}
                for source, sink in ((client, server), (server, client)):
                    threading.Thread(target=self._forward, args=(source, sink), daemon=True).start()

    def _forward(self, source, sink):
        with contextlib.suppress(OSError):
            while block := source.recv(65_536):
                sink.sendall(block)
        for each in (source, sink):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
            self._sockets.discard(each)


@contextlib.contextmanager
def frozen(address):
    """Stop all processes of the PostgreSQL server at an address, as a machine that hangs, until the block ends."""
    # By its own file: another command may name the same port.
    with psycopg.connect(address) as connection:
        [folder] = connection.execute("SHOW data_directory").fetchone()
    first = int((Path(folder) / "postmaster.pid").read_text().split()[0])
    processes = [first]
    try:
        # Once it is stopped it starts no others; those that it has may end meanwhile.
        os.kill(first, signal.SIGSTOP)
        found = subprocess.run(["pgrep", "-P", str(first)], capture_output=True, text=True).stdout
        processes += map(int, found.split())
        for pid in processes[1:]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGSTOP)
        yield
    finally:
        for pid in processes:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)
