"""Builds the message for each recipient; the shared headers and body are encoded once per rendering."""

import email.message
import email.policy
import quopri
import secrets
from dataclasses import dataclass
from email.headerregistry import Address
from email.utils import formatdate
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.message import sanitize_address
from django.utils import translation
from wagtail.models import Site

from newsletters.alerts.mail import stop_url
from newsletters.alerts.tokens import stop_token
from newsletters.mailings.sending.smtp_backend import EmailBackend
from newsletters.models import NewsletterSettings
from newsletters.models.newsletter_settings import refuse_line_breaks
from newsletters.subscribers.tokens import TOKEN_PLACEHOLDER, unsubscribe_token
from visitors.letters import absolute_url

HOST = urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname


@dataclass(frozen=True)
class Sender:
    """The sender of a mailing: From name and address, Reply-To address, return path (RFC 5321)."""

    name: str
    address: str
    reply_to: str
    return_path: str

    @property
    def header(self):
        """The value of the From header."""
        return str(Address(self.name, addr_spec=self.address))

    @property
    def domain(self):
        """The domain for the Message-ID."""
        return self.address.rpartition("@")[2] or HOST


def read_sender():
    """Return the Sender from the newsletter settings of the default site."""
    chosen = NewsletterSettings.for_site(Site.objects.get(is_default_site=True))
    address = chosen.sender_address or settings.DEFAULT_FROM_EMAIL
    bounces = settings.BOUNCE_ADDRESS or address
    return Sender(chosen.sender_name, address, chosen.reply_address or address, bounces)


def unsubscribe_url(token, language):
    """Return the absolute unsubscribe URL for a token, in a language (code)."""
    with translation.override(language):
        return absolute_url("newsletter-unsubscribe", token)


def smtp_address(address):
    """Return an address as SMTP without SMTPUTF8 accepts it (RFC 5321), its domain in IDNA form (RFC 5891).

    Raises ValueError for control characters, a local part outside ASCII, or no @.
    """
    local, at, domain = address.rpartition("@")
    if not (local and at and domain) or not address.isprintable() or not local.isascii():
        raise ValueError("The address cannot be written to: it has letters outside ASCII, or no @.")
    return sanitize_address(address, "utf-8")


class EncodedMessage(EmailMessage):
    """An EmailMessage whose bytes are given, for Django's SMTP backend."""

    def __init__(self, content, from_email, recipient):
        super().__init__(from_email=from_email, to=[recipient])
        self.content = content

    def message(self):
        """Return the object of which the backend calls as_bytes()."""
        return self

    def as_bytes(self, linesep="\r\n"):
        """Return headers and body."""
        return self.content


class MessageTemplate:
    """A Rendering encoded once, from which the message for each recipient is made."""

    def __init__(self, rendering, sender, subject_prefix=""):
        """Encode what all recipients share; raises ValidationError for line breaks in the subject or sender name."""
        self.rendering, self.sender = rendering, sender
        self.subject = f"{subject_prefix}{rendering.subject}"
        for text in (self.subject, sender.name):
            refuse_line_breaks(text)
        self.pieces = self._body().split(TOKEN_PLACEHOLDER.encode())

    def _shared_headers(self):
        """Return {name: value} of the headers that are the same for all recipients."""
        chosen = self.rendering.mailing_list
        headers = {"Precedence": "bulk", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        if chosen:
            label = "".join(char for char in chosen.slug if char.isalnum() or char in "-_") or "lijst"
            headers["List-Id"] = f"<{label}.{HOST}>"
        elif self.rendering.is_of_alerts:
            headers["List-Id"] = f"<volgen.{HOST}>"
        return headers

    def _body(self):
        mail = email.message.Message(policy=email.policy.SMTP.clone(max_line_length=76))
        mail["From"] = self.sender.header
        mail["Subject"] = self.subject
        if self.sender.reply_to:
            mail["Reply-To"] = self.sender.reply_to
        for name, value in self._shared_headers().items():
            mail[name] = value
        boundary = f"=_{secrets.token_hex(16)}"
        head = mail.as_bytes().removesuffix(b"\r\n")
        head += f'MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="{boundary}"\r\n\r\n'.encode()
        parts = [_part("plain", self.rendering.text), _part("html", self.rendering.html)]
        line = f"--{boundary}\r\n".encode()
        end = f"--{boundary}--\r\n".encode()
        return head + b"".join(line + part + b"\r\n" for part in parts) + end

    def for_delivery(self, delivery, connection):
        """Return the EmailMessage for a Delivery, in a form for the backend `connection`.

        Raises ValueError for an address that SMTP cannot carry.
        """
        address = smtp_address(delivery.address)
        token = self._token(delivery)
        own = {
            "List-Unsubscribe": f"<{self._unsubscribe_url(token)}>",
            "Message-ID": f"<{delivery.key}@{self.sender.domain}>",
            "Date": formatdate(),
        }
        if isinstance(connection, EmailBackend):
            first = "".join(f"{name}: {value}\r\n" for name, value in ({"To": address} | own).items())
            return EncodedMessage(
                first.encode("ascii") + token.encode().join(self.pieces), self.sender.return_path, address
            )
        mail = EmailMultiAlternatives(
            self.subject,
            self.rendering.text.replace(TOKEN_PLACEHOLDER, token),
            self.sender.header,
            [address],
            headers=self._shared_headers() | own,
            reply_to=[self.sender.reply_to] if self.sender.reply_to else None,
        )
        mail.attach_alternative(self.rendering.html.replace(TOKEN_PLACEHOLDER, token), "text/html")
        # Anymail passes this to the provider, which returns it in tracking events; other backends ignore it.
        mail.metadata = {"delivery": str(delivery.key)}
        return mail

    def _token(self, delivery):
        """Return what takes the place of TOKEN_PLACEHOLDER for the recipient of a Delivery."""
        subscriber, mailing = delivery.subscriber_id or 0, delivery.mailing_id or 0
        if self.rendering.is_of_alerts:
            return stop_token(subscriber, mailing)
        return unsubscribe_token(subscriber, self.rendering.mailing_list_id or 0, mailing)

    def _unsubscribe_url(self, token):
        language = self.rendering.language
        return stop_url(token, language) if self.rendering.is_of_alerts else unsubscribe_url(token, language)


def _part(subtype, text):
    """Return a text as MIME part (bytes) in quoted-printable (RFC 2045, section 6.7).

    Soft line breaks put each token placeholder on a line of its own, so that the token that replaces it needs no
    encoding and makes no line too long.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    pieces = [quopri.encodestring(piece.encode()) for piece in text.split(TOKEN_PLACEHOLDER)]
    encoded = f"=\n{TOKEN_PLACEHOLDER}=\n".encode().join(pieces).replace(b"\n", b"\r\n")
    head = f"Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    return head.encode() + encoded
