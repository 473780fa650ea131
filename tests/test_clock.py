"""The clock publishes what is scheduled, survives a failure and stops when asked."""

import datetime
import signal
import subprocess
import sys
import threading

import pytest
from django.core.management import call_command
from django.utils import timezone

from kus_site.management.commands import run_clock
from pages.models import StandardPage
from tests.checkout import ROOT


def test_a_scheduled_page_goes_live_and_an_expired_one_goes_off(home):
    past = timezone.now() - datetime.timedelta(minutes=1)
    waiting = home.add_child(instance=StandardPage(title="Wacht", slug="wacht", live=False, go_live_at=past))
    waiting.save_revision(approved_go_live_at=past)
    over = home.add_child(instance=StandardPage(title="Voorbij", slug="voorbij", expire_at=past))
    call_command("run_clock", once=True)
    waiting.refresh_from_db()
    over.refresh_from_db()
    assert waiting.live
    assert not over.live
    assert over.expired


@pytest.mark.django_db
def test_a_failure_is_logged_and_the_clock_goes_on(monkeypatch, caplog):
    def fail(*job):
        raise OSError("the database is away")

    monkeypatch.setattr(run_clock, "call_command", fail)
    run_clock.Command().look()
    assert "tried again" in caplog.text


def test_the_clock_stops_at_once_on_sigterm(tmp_path):
    program = (
        "import django, signal; django.setup();"
        "from kus_site.management.commands.run_clock import Command;"
        "Command.look = lambda self: print('looked', flush=True);"
        "from django.core.management import call_command; call_command('run_clock', interval=0.5)"
    )
    process = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    # A clock that hangs ends the test and not the run.
    watchdog = threading.Timer(300, process.kill)
    watchdog.start()
    assert "The clock runs" in process.stdout.readline()
    assert [process.stdout.readline() for _ in range(3)] == ["looked\n"] * 3
    process.send_signal(signal.SIGTERM)
    assert process.wait(120) == 0
    watchdog.cancel()
    process.stdout.close()
