"""As much of a Redis server as the cache needs (RESP 2), for machines without one: stopped and started at will."""

import contextlib
import socket
import socketserver
import threading
import time


class FakeRedis:
    """Listens on a port of the loopback address from start() to stop(), and keeps its data in between.

    With `hangs` set it takes commands and answers none.
    """

    def __init__(self, port):
        self.port, self.data, self.hangs = port, {}, False
        self.commands = []
        self._server = None
        self._open = set()

    @property
    def url(self):
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self):
        """Listen, and answer in threads."""
        fake = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self):
                fake._open.add(self.connection)
                with contextlib.suppress(OSError, ValueError):
                    while command := fake._read(self.rfile):
                        if not fake.hangs:
                            self.wfile.write(fake._answer(command))

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = daemon_threads = True

        self._server = Server(("127.0.0.1", self.port), Handler)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self):
        """Stop listening and cut the open connections."""
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            for connection in self._open:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
            self._open.clear()
        self._server = None

    def _read(self, file):
        if not (line := file.readline()):
            return None
        parts = []
        for _ in range(int(line[1:])):
            length = int(file.readline()[1:])
            parts.append(file.read(length + 2)[:length])
        return parts

    def _answer(self, command):
        name, *rest = command
        self.commands.append(name.decode().upper())
        match self.commands[-1]:
            case "PING":
                return b"+PONG\r\n"
            case "GET":
                return self._bulk(self._value(rest[0]))
            case "MGET":
                return b"*%d\r\n" % len(rest) + b"".join(self._bulk(self._value(key)) for key in rest)
            case "SET":
                options = [each.upper() for each in rest[2:]]
                if b"NX" in options and self._value(rest[0]) is not None:
                    return b"$-1\r\n"
                seconds = int(rest[2:][options.index(b"EX") + 1]) if b"EX" in options else 10**9
                self.data[rest[0]] = rest[1], time.monotonic() + seconds
                return b"+OK\r\n"
            case "DEL":
                return b":%d\r\n" % sum(self.data.pop(key, None) is not None for key in rest)
            case "EXISTS":
                return b":%d\r\n" % sum(self._value(key) is not None for key in rest)
            case "FLUSHDB":
                self.data.clear()
                return b"+OK\r\n"
            case "SELECT" | "CLIENT":
                return b"+OK\r\n"
        return b"-ERR unknown command\r\n"

    def _value(self, key):
        value, end = self.data.get(key, (None, 0))
        return value if time.monotonic() < end else None

    def _bulk(self, value):
        return b"$-1\r\n" if value is None else b"$%d\r\n%s\r\n" % (len(value), value)
