"""Typed readers for environment variables.

Each reader returns a checked value or raises ImproperlyConfigured with one sentence that names the variable,
the value found and what to write instead.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

PROVIDERS = (
    *("amazon_ses", "brevo", "mailersend", "mailgun", "mailjet", "mailtrap", "mandrill", "postal", "postmark"),
    *("resend", "scaleway", "sendgrid", "sparkpost", "unisender_go"),
)
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


def read_text(name, default=None):
    """Return the variable as text; without a default an absent or empty value is refused."""
    value = os.environ.get(name, "").strip() or default
    if value is None:
        raise ImproperlyConfigured(f"Set the environment variable {name}; it has no default. See docs/deploying.md.")
    return value


def read_choice(name, choices, default):
    """Return the variable in upper case; a value outside `choices` is refused."""
    value = read_text(name, default).upper()
    if value not in choices:
        raise ImproperlyConfigured(f"{name} is '{value}'; write one of {', '.join(choices)}.")
    return value


def read_number(name, default, *, least=0, most=1_000_000):
    """Return the variable as a whole number from `least` to `most`."""
    value = read_text(name, str(default))
    if not (value.isascii() and value.isdigit() and least <= int(value) <= most):
        raise ImproperlyConfigured(f"{name} is '{value}'; write a whole number from {least} to {most}.")
    return int(value)


def read_list(name, default=""):
    """Return the comma-separated variable, or `default` when it is empty, as a list of texts without empty ones."""
    return [part.strip() for part in (os.environ.get(name, "").strip() or default).split(",") if part.strip()]


def read_url(name, default=None):
    """Return an http(s) address without closing slash."""
    value = read_text(name, default)
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ImproperlyConfigured(f"{name} is '{value}'; write a whole address such as https://www.example.nl.")
    return value.rstrip("/")


def read_repository_id(name, base_url):
    """Return the domain name by which OAI identifiers name the repository; by default the host of the site's address.

    A host without a domain, such as 127.0.0.1, is on somebody's own computer and gets kus.localhost.
    """
    domain = re.compile(r"[a-z][a-z0-9-]*(?:\.[a-z][a-z0-9-]*)+")
    host = urlsplit(base_url).hostname
    value = read_text(name, host if domain.fullmatch(host) else "kus.localhost").lower()
    if not domain.fullmatch(value):
        raise ImproperlyConfigured(f"{name} is '{value}'; write a domain name such as example.nl.")
    return value


def read_nbn_prefix(name):
    """Return the first part of URN:NBN identifiers (RFC 8458) that was given to the organisation; "" for none."""
    value = read_text(name, "").lower()
    if value and not re.fullmatch(r"urn:nbn:[a-z]{2}(?::[a-z0-9]+)*[:-](?:[a-z0-9]+-)?", value):
        raise ImproperlyConfigured(f"{name} is '{value}'; write it as it was given out, such as urn:nbn:nl:ui:99-.")
    return value


def read_folder(name, default):
    """Return an absolute Path; the folder need not exist yet."""
    return Path(read_text(name, str(default))).expanduser().resolve()


def read_link(name):
    """Return the Path of a symbolic link (not of where it leads) that may not exist yet, or None."""
    value = read_text(name, "")
    if not value:
        return None
    path = Path(value).expanduser()
    if not path.is_absolute() or not path.parent.is_dir():
        raise ImproperlyConfigured(
            f"{name} is '{value}'; write a path in a folder that is there: /run/kus/cache-version."
        )
    return path


def read_database(name, default_file):
    """Return Django's DATABASES entry for a sqlite:, postgres: or postgresql: address.

    SQLite is set up for several processes (WAL, IMMEDIATE transactions, 20 s patience); PostgreSQL gets a pool.

    Without a server, a request fails after the pool's `timeout` and so is answered within 2 s; more threads than the
    pool has connections would fail too. `reconnect_timeout`: the pool gives up soon, as the next request tries anew.
    """
    address = os.environ.get(name, "").strip() or f"sqlite:///{default_file}"
    scheme = address.split(":", 1)[0]
    if scheme not in ("sqlite", "postgres", "postgresql", "psql"):
        raise ImproperlyConfigured(f"{name} begins with '{scheme}:'; write postgres://user:password@host:5432/name.")
    database = environ.Env.db_url_config(address)
    if scheme == "sqlite":
        database["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
    else:
        # Imported only where it is used.
        from kus_site.postgres import BoundedConnection

        pool = {"min_size": 1, "max_size": 8, "timeout": 1.2, "reconnect_timeout": 2}
        pool["connection_class"] = BoundedConnection
        database["OPTIONS"] = {"pool": pool, "connect_timeout": 5}
        database["CONN_HEALTH_CHECKS"] = True
    return database


def read_replica(name):
    """Return Django's DATABASES entry of a read replica, as {"replica": entry}, or {} when there is none."""
    address = read_text(name, "")
    if not address:
        return {}
    if not address.startswith(("postgres://", "postgresql://")):
        raise ImproperlyConfigured(
            f"{name} does not begin with postgres:; write postgres://user:password@host:5432/name."
        )
    return {"replica": read_database(name, "") | {"TEST": {"MIRROR": "default"}}}


@dataclass(frozen=True)
class MailServer:
    """An SMTP server: `starttls` asks for TLS after the greeting (RFC 3207), `tls` speaks it from the first byte."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    starttls: bool = False
    tls: bool = False


def read_mail_server(name, default):
    """Return the MailServer of an address smtp:, smtp+tls: (STARTTLS) or smtps: (TLS), with user and password in it."""
    value = read_text(name, default)
    parts = urlsplit(value)
    ports = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
    try:
        port = parts.port or ports.get(parts.scheme)
    except ValueError:
        port = None
    if parts.scheme not in ports or not parts.hostname or not port:
        raise ImproperlyConfigured(
            f"{name} begins with '{parts.scheme}:'; write smtp+tls://user:password@host:587, smtps:// or smtp://."
        )
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return MailServer(parts.hostname, port, user, password, parts.scheme == "smtp+tls", parts.scheme == "smtps")


def read_provider(name):
    """Return the name of a mail provider as its module in anymail.backends is called; "" for none."""
    value = read_text(name, "").lower()
    if value and value not in PROVIDERS:
        raise ImproperlyConfigured(f"{name} is '{value}'; write one of {', '.join(PROVIDERS)}.")
    return value


def read_provider_keys(provider):
    """Return anymail's settings of a provider: MAILGUN_API_KEY and the like, all variables that begin with its name."""
    begin = f"{provider.upper()}_"
    return {name: value for name, value in os.environ.items() if provider and name.startswith(begin)}


def read_mailbox(name):
    """Return the address of the mailbox for bounces: imaps:, imap:, maildir: or mbox:; "" for none."""
    value = read_text(name, "")
    if value and urlsplit(value).scheme not in ("imaps", "imap", "maildir", "mbox"):
        raise ImproperlyConfigured(
            f"{name} does not begin with a kind of mailbox; write imaps://user:password@host/INBOX or maildir:///path."
        )
    return value


def read_task_queue(name):
    """Return Django's TASKS entry: the database, or the Redis server of a redis: address."""
    address = read_text(name, "")
    if not address:
        return {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}
    if not address.startswith(("redis://", "rediss://", "unix://")):
        raise ImproperlyConfigured(f"{name} does not begin with redis:; write redis://host:6379/1 or leave it out.")
    return {"BACKEND": "kus_site.redis_queue.FaultTolerantRQBackend", "QUEUES": ["default"]}


def read_rq_queue(name):
    """Return the entry of RQ_QUEUES for a redis: address; nobody waits long for a server that is away."""
    # Installed everywhere, imported only where it is used.
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    parts = urlsplit(read_text(name))
    return {
        "HOST": parts.hostname,
        "PORT": parts.port or 6379,
        "DB": int(parts.path.strip("/") or 0),
        "USERNAME": unquote(parts.username) if parts.username else None,
        "PASSWORD": unquote(parts.password) if parts.password else None,
        "SSL": parts.scheme == "rediss",
        "REDIS_CLIENT_KWARGS": {"socket_connect_timeout": 1, "retry": Retry(NoBackoff(), 1)},
    }


def read_cache(name, default_folder):
    """Return Django's CACHES entry: files in a folder that all processes share, or the server of a redis: address."""
    address = os.environ.get(name, "").strip()
    if not address:
        return {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": str(default_folder),
            "TIMEOUT": 86_400,
            "OPTIONS": {"MAX_ENTRIES": 5_000},
        }
    if not address.startswith(("redis://", "rediss://", "unix://")):
        raise ImproperlyConfigured(
            f"{name} is '{address}'; write redis://host:6379/0 or unix:///path/of/redis.sock?db=0, or leave it out to "
            "cache in files."
        )
    return {"BACKEND": "kus_site.redis_cache.RedisCache", "LOCATION": address, "TIMEOUT": 86_400}


def read_media_store(name, base_url):
    """Return Django's STORAGES entry for uploads: a folder, or the bucket of s3://key:secret@host/bucket.

    After a `?` may follow `region=`, which AWS needs, and `http=yes` for a store without TLS. No refusal shows the
    value, for there is a secret in it.
    """
    value = read_text(name, "")
    if not value:
        return {"BACKEND": "kus_site.media_storage.MediaStorage"}
    how = "write s3://key:secret@host:port/bucket, with / : @ + and % in key and secret as %2F %3A %40 %2B %25"
    try:
        parts = urlsplit(value)
        host = parts.hostname if parts.port is None else f"{parts.hostname}:{parts.port}"
        query = dict(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query)))
        if parts.port == 0 or parts.fragment:
            raise ValueError
    except ValueError:
        raise ImproperlyConfigured(f"{name} is no address: {how}.") from None
    if parts.scheme != "s3" or not (host and parts.username and parts.password):
        raise ImproperlyConfigured(f"{name} lacks s3:, a key, a secret or a host: {how}.")
    bucket = parts.path.strip("/")
    if not re.fullmatch(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", bucket):
        raise ImproperlyConfigured(f"{name} names no bucket (3 to 63 letters, digits, dots and hyphens): {how}.")
    if unknown := sorted(set(query) - {"region", "http"}):
        raise ImproperlyConfigured(f"{name} has {', '.join(unknown)} after the '?'; write region= and http=yes only.")
    if query.get("http", "yes") != "yes":
        raise ImproperlyConfigured(f"{name} has another http= than yes; leave it out for https.")
    options = {
        "host": host,
        "bucket": bucket,
        "access_key": unquote(parts.username),
        "secret_key": unquote(parts.password),
        "region": query.get("region") or "us-east-1",
        "secure": "http" not in query,
        "base_url": base_url,
    }
    return {"BACKEND": "kus_site.object_storage.ObjectStorage", "OPTIONS": options}


def read_admin_search(name):
    """Return WAGTAILSEARCH_BACKENDS: the database, or the OpenSearch 2 at an http(s) address with the database beside.

    No refusal shows the value, for there may be a password in it.
    """
    database = {"BACKEND": "pages.search.admin_backend", "SEARCH_CONFIG": "simple", "AUTO_UPDATE": True}
    value = read_text(name, "")
    if not value:
        return {"default": database}
    try:
        parts = urlsplit(value)
        port = parts.port or 9200
    except ValueError:
        parts, port = urlsplit(""), 0
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/"):
        raise ImproperlyConfigured(
            f"{name} is no address of a server: write https://user:password@host:9200, with / : @ and % in the "
            "password as %2F %3A %40 %25, or leave it out to search in the database."
        )
    host = {"host": parts.hostname, "port": port, "use_ssl": parts.scheme == "https"}
    if parts.username and parts.password:
        host["http_auth"] = (unquote(parts.username), unquote(parts.password))
    opensearch = {
        "BACKEND": "pages.search.opensearch_backend",
        "HOSTS": [host],
        "INDEX_PREFIX": "kus_",
        "TIMEOUT": 3,
        # The database answers instead, so an editor need not wait for another attempt.
        "OPTIONS": {"max_retries": 0},
        "AUTO_UPDATE": True,
    }
    return {"default": opensearch, "database": database}


def read_or_draw_secret(name, path):
    """Return the variable, or the secret kept in the file at `path`, drawn at random (50 characters) the first time."""
    if os.environ.get(name, "").strip():
        return os.environ[name].strip()
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(get_random_secret_key())
    return path.read_text().strip()
