"""Measures sending: messages per second, memory of the workers and answers of the admin meanwhile (a benchmark).

    .venv/bin/python -m tools.measure_mailing --recipients 50000 --workers 2

Makes a PostgreSQL server of its own, a mail server that takes everything and keeps nothing, real workers and a web
server; nothing of it stays. Prints one JSON object.
"""

import argparse
import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

from scripts.commands import ROOT
from scripts.preconditions import free_port
from scripts.services import service_command
from tools.postgres_server import temporary_server

# Room for the preparation and for workers that start.
MOST_SECONDS = 3600
FILL = """
import json
import django; django.setup()
from django.contrib.auth import get_user_model
from wagtail.models import Site
from newsletters.models import (
    MailingList, NewsletterIndexPage, NewsletterIssuePage, NewsletterSettings, Subscriber, Subscription)
from newsletters.mailings.actions import create_mailing
from pages.models import SiteSettings
from django.utils import timezone
user = get_user_model().objects.create_superuser("meter", "meter@example.org", "meter-van-de-proef")
site = Site.objects.get(is_default_site=True)
NewsletterSettings.objects.update_or_create(site=site, defaults={{"rate_per_second": 100000}})
SiteSettings.objects.update_or_create(site=site, defaults={{"postal_address": "Postbus 1, 3500 AA Utrecht"}})
chosen = MailingList.objects.create(name="Proef", slug="proef")
now = timezone.now()
addresses = [f"lezer{{number}}@example.org" for number in range({recipients})]
rows = Subscriber.objects.bulk_create(
    [Subscriber(address=address, address_key=address, confirmed_at=now) for address in addresses], batch_size=5000)
Subscription.objects.bulk_create(
    [Subscription(subscriber=row, mailing_list=chosen, confirmed_at=now) for row in rows], batch_size=5000)
archive = site.root_page.add_child(instance=NewsletterIndexPage(title="Nummers"))
text = "<p>" + "Wat een gemeente van haar inwoners leert, en zij van haar. " * 12 + "</p>"
items = [
    {{"type": "text", "value": {{"kicker": "Proef", "heading": f"Item {{number}}", "text": text, "actions": []}}}}
    for number in range(20)]
issue = archive.add_child(
    instance=NewsletterIssuePage(title="Proefnummer", summary="Tekst. " * 50, items=json.dumps(items)))
print(create_mailing(issue, [chosen], user).pk)
"""


class Sink(asyncio.Protocol):
    """The least of an SMTP server: says yes to all (RFC 5321), counts mails and bytes."""

    mails = octets = 0

    def connection_made(self, transport):
        """Greet."""
        self.transport, self.rest, self.in_content = transport, b"", False
        transport.write(b"220 sink\r\n")

    def data_received(self, data):
        """Answer each command; skip contents."""
        self.rest += data
        while self.rest:
            if self.in_content:
                content, end, rest = self.rest.partition(b"\r\n.\r\n")
                if not end:
                    return
                self.rest, self.in_content = rest, False
                Sink.mails += 1
                Sink.octets += len(content)
                self.transport.write(b"250 kept nothing\r\n")
                continue
            line, end, rest = self.rest.partition(b"\r\n")
            if not end:
                return
            self.rest = rest
            self.in_content = line.upper() == b"DATA"
            self.transport.write(b"354 go\r\n" if self.in_content else b"250 yes\r\n")


@contextlib.contextmanager
def sink():
    """Yield the port of a Sink in a thread of its own."""
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(loop.create_server(Sink, "127.0.0.1", 0))
    threading.Thread(target=loop.run_forever, daemon=True).start()
    yield server.sockets[0].getsockname()[1]
    loop.call_soon_threadsafe(loop.stop)


def peak_of(process):
    """Return the most memory (MB) that a process ever held."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{process.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) // 1024
    return 0


class Admin:
    """Somebody who works in the admin meanwhile; `seconds` are how long each page took."""

    def __init__(self, url):
        self.url, self.seconds = url, []
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def log_in(self):
        """Log in as the person that FILL made."""
        page = self.opener.open(f"{self.url}/admin/login/").read().decode()
        token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
        fields = {"csrfmiddlewaretoken": token, "username": "meter", "password": "meter-van-de-proef"}
        data = urllib.parse.urlencode(fields).encode()
        self.opener.open(urllib.request.Request(f"{self.url}/admin/login/", data, {"Referer": self.url}))

    def look(self, path):
        """Fetch a page; return its content."""
        begin = time.monotonic()
        content = self.opener.open(f"{self.url}{path}").read()
        self.seconds.append(time.monotonic() - begin)
        return content


class Installation:
    """A site with a database, a web server and a Sink for its mail, until the ExitStack `stack` is closed."""

    def __init__(self, stack, batch_size):
        self.stack, port = stack, free_port()
        self.address = f"127.0.0.1:{port}"
        self.environment = os.environ | {
            "DATABASE_URL": stack.enter_context(temporary_server()),
            "KUS_VAR": stack.enter_context(tempfile.TemporaryDirectory()),
            "BASE_URL": f"http://{self.address}",
            "EMAIL_URL": f"smtp://127.0.0.1:{stack.enter_context(sink())}",
            "DJANGO_SETTINGS_MODULE": "kus_site.settings.local",
            "MAILING_BATCH_SIZE": str(batch_size),
            "LOG_LEVEL": "WARNING",
        }

    def run(self, *arguments):
        """Return what Python prints with these arguments."""
        command = [sys.executable, *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, check=True, stdout=subprocess.PIPE, text=True)
        return done.stdout.strip()

    def start(self, service):
        """Start a service (scripts.services) and return its process."""
        command = service_command(service, sys.executable, self.address)
        process = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=subprocess.DEVNULL)
        self.stack.callback(process.wait)
        self.stack.callback(process.terminate)
        return process

    def fill(self, recipients):
        """Make a mailing to so many recipients and start the web server; return the primary key of the mailing."""
        self.run("manage.py", "migrate", "-v0")
        self.run("manage.py", "collectstatic", "--noinput", "-v0")
        self.start("web")
        return self.run("-c", FILL.format(recipients=recipients)).splitlines()[-1]

    def log_in(self):
        """Return an Admin who is logged in, as soon as the web server answers."""
        admin = Admin(f"http://{self.address}")
        while True:
            with contextlib.suppress(OSError):
                admin.log_in()
                return admin
            time.sleep(0.5)


def wait_for_mailing(admin, numbers):
    """Look at the admin until the mailing is done; return the moment (time.monotonic) of its first mail.

    numbers: the path of its numbers.
    """
    begin, first = time.monotonic(), None
    while time.monotonic() - begin < MOST_SECONDS:
        if Sink.mails and first is None:
            first = time.monotonic()
        admin.look("/admin/")
        if json.loads(admin.look(numbers))["state"] == "done":
            break
        time.sleep(0.5)
    return first


def measure(recipients, workers, batch_size):
    """Run one mailing; return the numbers as a dict."""
    with contextlib.ExitStack() as stack:
        site = Installation(stack, batch_size)
        numbers = f"/admin/newsletters/mailings/{site.fill(recipients)}/numbers/"
        admin = site.log_in()
        quiet = [admin.look(path) and admin.seconds.pop() for path in ("/admin/", numbers) * 3][2:]
        begin = time.monotonic()
        processes = [site.start("worker") for _index in range(workers)]
        first = wait_for_mailing(admin, numbers)
        seconds = time.monotonic() - first
        looks = sorted(admin.seconds)
        return {
            "recipients": recipients,
            "workers": workers,
            "sent": Sink.mails,
            "bytes per mail": Sink.octets // max(Sink.mails, 1),
            "seconds before the first": round(first - begin, 1),
            "seconds": round(seconds, 1),
            "messages per second": round(Sink.mails / seconds, 1),
            "peak memory of each worker, MB": [peak_of(process) for process in processes],
            "admin at rest, longest, s": round(max(quiet), 3),
            "admin meanwhile, middle, s": round(looks[len(looks) // 2], 3),
            "admin meanwhile, longest, s": round(looks[-1], 3),
        }


def main():
    """Read the options, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--recipients", type=int, default=5000)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--batch-size", type=int, default=100)
    options = parser.parse_args()
    # Whoever ends it leaves no server behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    print(json.dumps(measure(options.recipients, options.workers, options.batch_size), indent=1))


if __name__ == "__main__":
    main()
