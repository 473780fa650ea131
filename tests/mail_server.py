"""An SMTP server that really listens, remembers what it got, and answers as a test wants."""

import asyncio
import contextlib
import email
import email.policy
import logging
import threading
from dataclasses import dataclass, field

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

# One line for each command of each mail.
logging.getLogger("mail.log").setLevel(logging.ERROR)
LOSE_CONNECTION = "lose the connection"


@dataclass
class MailServer:
    """What the server got: `mails` as (recipient, bytes). `answers` for RCPT and `endings` for DATA go by recipient.

    An answer is a line such as "550 5.1.1 No such user", or LOSE_CONNECTION, after which a mail may have arrived.
    """

    answers: dict = field(default_factory=dict)
    endings: dict = field(default_factory=dict)
    sender_answer: str = ""
    seconds: float = 0
    mails: list = field(default_factory=list)
    port: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self.sender_answer:
            return self.sender_answer
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = self.answers.get(address, "250 OK")
        if answer == LOSE_CONNECTION:
            server.transport.abort()
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):
        await asyncio.sleep(self.seconds)
        answer = self.endings.get(envelope.rcpt_tos[0], "250 OK")
        if answer == LOSE_CONNECTION or answer.startswith("250"):
            with self.lock:
                self.mails.append((envelope.rcpt_tos[0], envelope.content))
        if answer == LOSE_CONNECTION:
            server.transport.abort()
        return answer

    def recipients(self):
        """Return the recipients of all mails that were accepted, in their order."""
        with self.lock:
            return [recipient for recipient, _content in self.mails]

    def parsed(self):
        """Return the mails as Python's EmailMessage objects."""
        return [email.message_from_bytes(content, policy=email.policy.default) for _recipient, content in self.mails]


class _Listening(Controller):
    def factory(self):
        return SMTP(self.handler, enable_SMTPUTF8=False)

    def _trigger_server(self):
        # The port that was asked for is 0, any that is free; from here on it is the one that it got.
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextlib.contextmanager
def listening(**options):
    """Yield a MailServer that listens on 127.0.0.1 at `port`."""
    server = MailServer(**options)
    controller = _Listening(server, hostname="127.0.0.1", port=0)
    controller.start()
    server.port = controller.port
    try:
        yield server
    finally:
        controller.stop()
