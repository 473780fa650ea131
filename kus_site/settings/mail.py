"""How mail leaves: through a server of one's own (EMAIL_URL) or a provider (MAIL_PROVIDER); and how mailings run."""

import secrets
from datetime import timedelta

from . import environment

SERVER = environment.read_mail_server("EMAIL_URL", "smtp://localhost:25")
PROVIDER = environment.read_provider("MAIL_PROVIDER")
# Without either, `make run` and the tests keep mail on this machine.
MAIL_IS_CONFIGURED = bool(environment.read_text("EMAIL_URL", "") or PROVIDER)

# No request waits for a mail server: tasks send on DIRECT_EMAIL_BACKEND.
EMAIL_BACKEND = "visitors.mail_queue.EmailBackend"
DIRECT_EMAIL_BACKEND = (
    f"anymail.backends.{PROVIDER}.EmailBackend"
    if PROVIDER
    else "newsletters.mailings.sending.smtp_backend.EmailBackend"
)
EMAIL_HOST, EMAIL_PORT = SERVER.host, SERVER.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = SERVER.user, SERVER.password
EMAIL_USE_TLS, EMAIL_USE_SSL = SERVER.starttls, SERVER.tls
# Well below the lease of a batch: a server that says nothing costs one message, not the batch.
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = SERVER_EMAIL = environment.read_text("MAIL_FROM", "nieuwsbrief@example.org")
# Callable without arguments that returns (name, address): the sender of letters to one person.
LETTER_SENDER = "pages.models.site_settings.letter_sender"
BOUNCE_ADDRESS = environment.read_text("BOUNCE_ADDRESS", "")
BOUNCE_MAILBOX = environment.read_mailbox("BOUNCE_MAILBOX")

ANYMAIL = environment.read_provider_keys(PROVIDER) | {
    # Without a secret nobody's report is believed.
    "WEBHOOK_SECRET": environment.read_text("WEBHOOK_SECRET", f"nobody:{secrets.token_urlsafe(32)}"),
    "IGNORE_UNSUPPORTED_FEATURES": True,
    "SEND_DEFAULTS": {"track_opens": False, "track_clicks": False},
}

MAILING = {
    "batch_size": environment.read_number("MAILING_BATCH_SIZE", 100, least=1),
    # A worker that says nothing for so long is taken for dead.
    "lease_seconds": environment.read_number("MAILING_LEASE_SECONDS", 120, least=1),
    "stalled_seconds": environment.read_number("MAILING_STALLED_SECONDS", 300, least=1),
    "addresses_kept": timedelta(days=environment.read_number("MAILING_ADDRESS_DAYS", 365, least=1)),
}
TASK_QUEUE = environment.read_task_queue("TASK_QUEUE_URL")
QUEUE_APPS = ["django_rq"] if environment.read_text("TASK_QUEUE_URL", "") else []
# RQ ends what takes longer; a batch is slow where the rate is low, and its lease watches over it already.
RQ_QUEUES = {"default": environment.read_rq_queue("TASK_QUEUE_URL") | {"DEFAULT_TIMEOUT": 21_600}} if QUEUE_APPS else {}
