"""Logs as JSON lines on stdout: one line per request, no personal data (docs/decisions/logs.md).

Imports nothing of Django, so that the settings and gunicorn's configuration can use it.
"""

import logging
import re
import secrets
import time
import traceback
from datetime import UTC, datetime
from json.encoder import encode_basestring as quoted

import structlog

logger = logging.getLogger("kus_site.requests")

REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
# Whoever holds such an address can change or end a subscription, or choose a password (two parts: user and token); a
# new address with a token adds its word here.
TOKEN_IN_PATH = re.compile(
    r"(/(?:voorkeuren|afmelden|stoppen|bevestigen|formulier|uitnodiging|beheer|antwoord|aanmelding|mijn-gegevens)/"
    r"|/password_reset/confirm/(?:[^/\s]+/)?)[^/\s]+"
)
# Each takes all that can belong to a match at once, and a function looks into it: a pattern that tried every place
# would take a minute for a megabyte without a space.
WORD = re.compile(r"[^\s<>()\"'=,;]+")
QUERY = re.compile(r"\?[^\s\"'<>]*")
# PostgreSQL repeats the refused row after these words.
DATABASE_DETAIL = re.compile(r"^(DETAIL|CONTEXT|QUERY|LINE \d+):.*$", re.MULTILINE)
MAX_PATH = 300  # characters


class RequestLogMiddleware:
    """Gives every request an id, echoes it as X-Request-ID and writes one line when the response is ready."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        # A preview passes through here a second time, inside the editor's request.
        if getattr(request, "is_dummy", False):
            return self.get_response(request)
        start = time.monotonic()
        request.request_id = begin_request(request.headers.get("X-Request-ID", ""))
        response = self.get_response(request)
        response["X-Request-ID"] = request.request_id
        cache = getattr(request, "page_cache", "bypass")
        log_request(request.request_id, request.method, request.path, response.status_code, start, cache)
        return response


def log_request(request_id, method, path, status, start, cache, end=None):
    """Write the line of a request. start, end (now, if not said): of time.monotonic(); cache: hit, former, miss or
    bypass."""
    now = time.monotonic()
    end = now if end is None else end
    # Probes come every few seconds and say nothing while all is well.
    level = logging.DEBUG if path == "/healthz" and status == 200 else logging.INFO
    if not logger.isEnabledFor(level):
        return
    # Not logger.log(), which looks for the file and line that called it: kept pages take little longer than that.
    record = logging.LogRecord(logger.name, level, "", 0, "request", None, None)
    record.request_id = request_id
    record.method = method[:16]
    record.path = scrubbed(path)[:MAX_PATH]
    record.status = status
    record.created -= now - end
    record.duration_ms = round((end - start) * 1000, 1)
    record.cache = cache
    logger.handle(record)


def begin_request(offered):
    """Return the id of a request, which the log lines of this thread carry from here on; offered: X-Request-ID."""
    request_id = accepted_id(offered)
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=request_id)
    return request_id


def accepted_id(offered):
    """Return the id a proxy gave when it is 8 to 64 letters, digits or hyphens, else a new one (32 hex digits)."""
    return offered if REQUEST_ID.fullmatch(offered) else secrets.token_hex(16)


def request_id(request):
    """Return the id of the request, or "" for one that did not come in through the middleware."""
    return getattr(request, "request_id", "")


def scrubbed(text):
    """Return the text without subscribers' tokens, mail addresses, query strings and rows quoted by the database."""
    text = TOKEN_IN_PATH.sub(r"\1[token]", text)
    text = QUERY.sub(lambda match: "?[query]" if "=" in match[0] else match[0], text)
    text = DATABASE_DETAIL.sub(r"\1: [left out]", text)
    return WORD.sub(lambda match: "[address]" if "@" in match[0][1:-1] else match[0], text) if "@" in text else text


class LineFormatter(structlog.stdlib.ProcessorFormatter):
    """Writes a record as a line of JSON; that of a request, of which there are many, without the processors."""

    def format(self, record):
        return request_line(record) if record.name == logger.name else super().format(record)


def request_line(record):
    """Return the line of a request; other extras (Django hands over whole requests) never reach the log."""
    moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    return (
        f'{{"event": "request", "request_id": {quoted(record.request_id)}, "level": "{record.levelname.lower()}", '
        f'"logger": "{record.name}", "timestamp": "{moment}", "method": {quoted(record.method)}, '
        f'"path": {quoted(record.path)}, "status": {record.status}, "duration_ms": {record.duration_ms}, '
        f'"cache": "{record.cache}"}}'
    )


def scrub(_, __, event):
    """Scrub the message and the traceback; frames are shown without their variables."""
    event["event"] = scrubbed(str(event["event"]))
    if exc_info := event.pop("exc_info", None):
        event["exception"] = scrubbed("".join(traceback.format_exception(*exc_info)))
    return event


def configuration(level):
    """Return the dict for logging.config.dictConfig: all loggers write JSON lines to stdout.

    level: DEBUG, INFO, WARNING or ERROR.
    """
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": LineFormatter,
                "foreign_pre_chain": [
                    structlog.contextvars.merge_contextvars,
                    structlog.stdlib.add_log_level,
                    structlog.stdlib.add_logger_name,
                    structlog.processors.TimeStamper(fmt="iso", utc=True),
                ],
                "processors": [
                    scrub,
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.JSONRenderer(ensure_ascii=False),
                ],
            }
        },
        "handlers": {"stdout": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "json"}},
        "root": {"handlers": ["stdout"], "level": level},
        "loggers": {
            # Django and gunicorn bring handlers of their own; here everything goes through the root.
            "django": {"handlers": [], "level": level, "propagate": True},
            # The request line already tells of a 404 and of a host that is refused.
            "django.request": {"level": "ERROR"},
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            # SQL with its values, also at DEBUG.
            "django.db.backends": {"level": "WARNING"},
            "django.server": {"handlers": [], "propagate": True},
            "gunicorn.error": {"handlers": [], "propagate": True},
            # A line whenever all threads are at work, and for each reader who went away.
            "waitress": {"level": "WARNING"},
            "waitress.queue": {"level": "ERROR"},
            # Every request, and with it what an editor wrote.
            "opensearch": {"level": "ERROR"},
            "opensearchpy.trace": {"level": "ERROR"},
            # Wagtail names titles and editors at INFO.
            "wagtail": {"level": "WARNING"},
            # Two lines for every saved page, about indexing that is done at once.
            "django_tasks": {"level": "WARNING"},
        },
    }
