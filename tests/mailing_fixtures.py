"""A mail server that the platform of a test sends to."""

import pytest

from tests.mail_server import listening


@pytest.fixture
def mail_server(settings):
    """A MailServer that the platform sends its mail to."""
    with listening() as server:
        settings.EMAIL_BACKEND = "newsletters.mailings.sending.smtp_backend.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server
