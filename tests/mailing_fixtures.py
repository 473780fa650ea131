"""What tests of mailings share: a mail server that the platform sends to, and what alerts are about."""

from datetime import timedelta

import pytest

from tests.mail_server import listening


@pytest.fixture
def mail_server(settings):
    """A MailServer that the platform sends its mail to."""
    with listening() as server:
        settings.EMAIL_BACKEND = "newsletters.mailings.sending.smtp_backend.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server


@pytest.fixture
def settled(monkeypatch):
    """For alerts, what was published a moment ago counts too."""
    from newsletters.alerts import preparation

    monkeypatch.setattr(preparation, "SETTLED", timedelta(0))


@pytest.fixture
def town():
    """The topic of the municipality of Amersfoort, for alerts."""
    from tests.alert_samples import a_topic

    return a_topic("gemeente", "amersfoort")
