"""Connections to PostgreSQL that do not wait for a server that is frozen.

A server whose machine or process hangs keeps its connections open, and its kernel acknowledges what is sent, so neither
statement_timeout nor tcp_user_timeout ends the waiting. A statement that takes long is no fault: the server is asked.
"""

import socket
import struct
import time

from psycopg import Connection, OperationalError, errors

PATIENCE = 1.5  # seconds for an answer before the server is asked whether it answers at all
SECONDS_TO_ANSWER = 1.0
PAUSE = 2.0  # seconds in which a frozen server is not waited for again
SSL_REQUEST = struct.pack("!ii", 8, 80877103)  # PostgreSQL's protocol, 55.2.10; answered before anybody logs in


# What the threads of this process know of frozen servers: (host, port): until when nobody waits for it.
FROZEN_UNTIL = {}


class BoundedConnection(Connection):
    """A connection of psycopg; raises OperationalError when the server answers nothing, and is closed then."""

    def wait(self, gen, interval=0.1, timeout=None):
        """Return what the generator of psycopg returns; with a timeout (seconds) as psycopg does."""
        if timeout is not None:
            return super().wait(gen, interval, timeout)
        server = self.pgconn.host, self.pgconn.port
        while time.monotonic() >= FROZEN_UNTIL.get(server, 0):
            try:
                return super().wait(gen, interval, PATIENCE)
            except errors._WaitTimeout:
                if not answers(server[0].decode(), int(server[1])):
                    FROZEN_UNTIL[server] = time.monotonic() + PAUSE
        self.pgconn.finish()
        raise OperationalError("the database server is frozen: it accepts connections and answers nothing")


def answers(host, port):
    """Return whether the PostgreSQL server at a host name, address or folder of Unix sockets answers anybody."""
    is_folder = host.startswith(("/", "@"))
    try:
        with socket.socket(socket.AF_UNIX) if is_folder else socket.create_connection((host, port), 1) as client:
            client.settimeout(SECONDS_TO_ANSWER)
            if is_folder:
                client.connect(f"{host}/.s.PGSQL.{port}")
            client.sendall(SSL_REQUEST)
            return bool(client.recv(1))
    except OSError:
        return False
