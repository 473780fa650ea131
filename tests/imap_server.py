"""A mailbox that speaks enough IMAP4rev1 (RFC 3501) for a client that logs in, searches, reads and marks."""

import contextlib
import re
import socketserver
import threading


class Mailbox(socketserver.ThreadingTCPServer):
    """An IMAP server on the loopback address: `mails` are bytes, `seen` the numbers (from 1) marked as seen."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, mails, password):
        super().__init__(("127.0.0.1", 0), Session)
        self.mails, self.password, self.seen, self.selected = mails, password, set(), ""

    @property
    def port(self):
        """Where it listens."""
        return self.server_address[1]


class Session(socketserver.StreamRequestHandler):
    """One client."""

    def handle(self):
        """Answer commands until the client says goodbye."""
        self.say(b"* OK here")
        while line := self.rfile.readline().decode().rstrip("\r\n"):
            tag, name, rest = [*line.split(" ", 2), ""][:3]
            answer = getattr(self, f"answer_{name.lower()}")(rest)
            self.say(f"{tag} {answer or 'OK'} {name}".encode())
            if name == "LOGOUT":
                return

    def say(self, line):
        """Send one line."""
        self.wfile.write(line + b"\r\n")

    def answer_capability(self, rest):
        self.say(b"* CAPABILITY IMAP4rev1")

    def answer_login(self, rest):
        return "OK" if rest.endswith(f'"{self.server.password}"') else "NO"

    def answer_select(self, rest):
        self.server.selected = rest
        self.say(f"* {len(self.server.mails)} EXISTS".encode())

    def answer_search(self, rest):
        numbers = [str(number) for number in range(1, len(self.server.mails) + 1) if number not in self.server.seen]
        self.say(" ".join(["* SEARCH", *numbers]).encode())

    def answer_fetch(self, rest):
        number = int(rest.split()[0])
        content = self.server.mails[number - 1]
        self.say(f"* {number} FETCH (BODY[] {{{len(content)}}}".encode())
        self.wfile.write(content)
        self.say(b")")

    def answer_store(self, rest):
        if re.search(r"\+FLAGS.*\\Seen", rest):
            self.server.seen.add(int(rest.split()[0]))

    def answer_close(self, rest):
        pass

    def answer_logout(self, rest):
        self.say(b"* BYE")


@contextlib.contextmanager
def serve(mails):
    """Yield a Mailbox that runs in a thread of its own; its password is “geheim”."""
    with Mailbox(mails, "geheim") as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()
