"""The mail for one recipient. What is the same for all is encoded once per rendering."""

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
from django.urls import reverse
from django.utils import translation
from wagtail.models import Site

from newsletters.models import NewsletterSettings
from newsletters.models.newsletter_settings import refuse_line_breaks
from newsletters.sending.smtp import EmailBackend
from newsletters.tokens import TOKEN_PLACEHOLDER, unsubscribe_token

HOST = urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname


@dataclass(frozen=True)
class Sender:
    """Who a mail comes from: name and address for readers, address for answers ("" for the same), for bounces."""

    name: str
    address: str
    reply: str
    bounces: str

    @property
    def header(self):
        """The value of From."""
        return str(Address(self.name, addr_spec=self.address))

    @property
    def domain(self):
        """What follows the @ in a Message-ID."""
        return self.address.rpartition("@")[2] or HOST


def read_sender():
    """Return the Sender of the newsletter's settings."""
    chosen = NewsletterSettings.for_site(Site.objects.get(is_default_site=True))
    address = chosen.sender_address or settings.DEFAULT_FROM_EMAIL
    bounces = settings.BOUNCE_ADDRESS or address
    return Sender(chosen.sender_name, address, chosen.reply_address, bounces)


def unsubscribe_url(token, language):
    """Return the whole address at which a recipient unsubscribes."""
    with translation.override(language):
        return settings.WAGTAILADMIN_BASE_URL + reverse("newsletter-unsubscribe", args=[token])


def deliverable(address):
    """Return the address as SMTP without SMTPUTF8 carries it (RFC 5321; the domain per RFC 5891).

    Raises ValueError where there is no such form: control characters, a local part outside ASCII, no @.
    """
    local, at, domain = address.rpartition("@")
    if not (local and at and domain) or not address.isprintable() or not local.isascii():
        raise ValueError("The address cannot be written to: it has letters outside ASCII, or no @.")
    return sanitize_address(address, "utf-8")


class PreparedMail(EmailMessage):
    """A mail whose bytes are ready, for Django's SMTP backend."""

    def __init__(self, content, from_email, recipient):
        super().__init__(from_email=from_email, to=[recipient])
        self.content = content

    def message(self):
        """Return the object that the backend asks for its bytes."""
        return self

    def as_bytes(self, linesep="\r\n"):
        """Return the whole mail."""
        return self.content


class MailForm:
    """A rendering, ready to be filled in for one recipient after another."""

    def __init__(self, rendering, sender, subject_prefix=""):
        """Encode what is the same for all; raises ValidationError for a subject or name on several lines."""
        self.rendering, self.sender = rendering, sender
        self.subject = f"{subject_prefix}{rendering.subject}"
        for text in (self.subject, sender.name):
            refuse_line_breaks(text)
        self.pieces = self._body().split(TOKEN_PLACEHOLDER.encode())

    def _shared_headers(self):
        """Headers that tell nothing about the recipient."""
        chosen = self.rendering.mailing_list
        headers = {"Precedence": "bulk", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        if chosen:
            label = "".join(letter for letter in chosen.slug if letter.isalnum() or letter in "-_") or "lijst"
            headers["List-Id"] = f"<{label}.{HOST}>"
        return headers

    def _body(self):
        mail = email.message.Message(policy=email.policy.SMTP.clone(max_line_length=76))
        mail["From"] = self.sender.header
        mail["Subject"] = self.subject
        if self.sender.reply:
            mail["Reply-To"] = self.sender.reply
        for name, value in self._shared_headers().items():
            mail[name] = value
        boundary = f"=_{secrets.token_hex(16)}"
        head = mail.as_bytes().removesuffix(b"\r\n")
        head += f'MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="{boundary}"\r\n\r\n'.encode()
        parts = [_part("plain", self.rendering.text), _part("html", self.rendering.html)]
        line = f"--{boundary}\r\n".encode()
        end = f"--{boundary}--\r\n".encode()
        return head + b"".join(line + part + b"\r\n" for part in parts) + end

    def fill_in(self, delivery, connection):
        """Return the EmailMessage for a Delivery, in the form that suits the backend; ValueError for a bad address."""
        address = deliverable(delivery.address)
        language, chosen = self.rendering.language, self.rendering.mailing_list_id or 0
        token = unsubscribe_token(delivery.subscriber_id or 0, chosen, delivery.mailing_id or 0)
        own = {
            "List-Unsubscribe": f"<{unsubscribe_url(token, language)}>",
            "Message-ID": f"<{delivery.key}@{self.sender.domain}>",
            "Date": formatdate(),
        }
        if isinstance(connection, EmailBackend):
            first = "".join(f"{name}: {value}\r\n" for name, value in ({"To": address} | own).items())
            return PreparedMail(first.encode("ascii") + token.encode().join(self.pieces), self.sender.bounces, address)
        mail = EmailMultiAlternatives(
            self.subject,
            self.rendering.text.replace(TOKEN_PLACEHOLDER, token),
            self.sender.header,
            [address],
            headers=self._shared_headers() | own,
            reply_to=[self.sender.reply] if self.sender.reply else None,
        )
        mail.attach_alternative(self.rendering.html.replace(TOKEN_PLACEHOLDER, token), "text/html")
        # Anymail carries this to the provider and back in its reports; other backends do not look at it.
        mail.metadata = {"delivery": str(delivery.key)}
        return mail


def _part(subtype, text):
    """Return a text as a MIME part in quoted-printable (RFC 2045 6.7), each placeholder on a line of its own.

    So what takes its place needs no encoding and makes no line too long: soft line breaks stand around it.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    pieces = [quopri.encodestring(piece.encode()) for piece in text.split(TOKEN_PLACEHOLDER)]
    encoded = f"=\n{TOKEN_PLACEHOLDER}=\n".encode().join(pieces).replace(b"\n", b"\r\n")
    head = f"Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    return head.encode() + encoded
