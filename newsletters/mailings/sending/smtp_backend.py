"""SMTP backend that tells whether a lost connection leaves it unknown if a message was delivered."""

import smtplib

from django.core.mail.backends import smtp


class DeliveryUnknown(Exception):
    """The connection was lost during or after DATA: the message may have been delivered."""


class _TracksData:
    is_sending_data = False

    def data(self, msg):
        """Send the content (RFC 5321, section 4.1.1.4) with `is_sending_data` set until the server replies."""
        self.is_sending_data = True
        try:
            answer = super().data(msg)
        except smtplib.SMTPDataError:
            # The server rejected the command before any content was sent.
            self.is_sending_data = False
            raise
        self.is_sending_data = False
        return answer


class _PlainConnection(_TracksData, smtplib.SMTP):
    pass


class _TlsConnection(_TracksData, smtplib.SMTP_SSL):
    pass


class EmailBackend(smtp.EmailBackend):
    """Django's SMTP backend.

    Raises DeliveryUnknown for a disconnection after which the message may have been delivered.
    """

    @property
    def connection_class(self):
        """The smtplib class: implicit TLS (SMTP_SSL) or plain, possibly with STARTTLS."""
        return _TlsConnection if self.use_ssl else _PlainConnection

    def _send(self, email_message):
        try:
            return super()._send(email_message)
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            if getattr(self.connection, "is_sending_data", False):
                raise DeliveryUnknown(str(error)) from error
            raise

    def abort(self):
        """Close the socket without QUIT; the next message opens a new connection."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None
