"""Django's SMTP backend that also knows whether a lost connection leaves a mail's fate unknown."""

import smtplib

from django.core.mail.backends import smtp


class FateUnknown(Exception):
    """The connection was lost after the content of a mail began to leave: it may have arrived."""


class _Watched:
    content_under_way = False

    def data(self, msg):
        """Hand the content over (RFC 5321 4.1.1.4), remembering that it is under way until the server answered."""
        self.content_under_way = True
        try:
            answer = super().data(msg)
        except smtplib.SMTPDataError:
            # The server refused before the content.
            self.content_under_way = False
            raise
        self.content_under_way = False
        return answer


class _PlainConnection(_Watched, smtplib.SMTP):
    pass


class _TlsConnection(_Watched, smtplib.SMTP_SSL):
    pass


class EmailBackend(smtp.EmailBackend):
    """As Django's; raises FateUnknown instead of SMTPServerDisconnected where the mail may have arrived."""

    @property
    def connection_class(self):
        """TLS from the first byte, or not."""
        return _TlsConnection if self.use_ssl else _PlainConnection

    def _send(self, email_message):
        try:
            return super()._send(email_message)
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            if getattr(self.connection, "content_under_way", False):
                raise FateUnknown(str(error)) from error
            raise

    def drop(self):
        """Close the connection without a word: the server is gone, or not to be trusted with the next mail."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None
