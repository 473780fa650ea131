"""The processes of `make run`: restarted when they die, given up when that does not help, and ended together."""

import signal
import subprocess
import sys
import time

import pytest
from django.core.management import get_commands, load_command_class
from gunicorn.config import Config

from scripts import orphans
from scripts.commands import ROOT, Failed, end, run_logged
from scripts.services import NAMES, Service, Supervisor, service_command
from scripts.steps import Refusal


@pytest.fixture
def supervise(tmp_path, monkeypatch):
    """Return a function that starts services with the given programs; they are ended afterwards."""
    monkeypatch.setattr("signal.signal", lambda number, handler: None)
    started = []

    def supervise(*programs):
        commands = [[sys.executable, "-c", program] for program in programs]
        services = [Service(f"s{i}", command, tmp_path / "log" / f"s{i}.log") for i, command in enumerate(commands)]
        started.append(Supervisor(services, {}))
        started[-1].start()
        return started[-1]

    yield supervise
    for supervisor in started:
        supervisor.stop()


def look_after_for_seconds(supervisor, seconds):
    """What watch() does, with an end."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        supervisor.look_after()
        time.sleep(0.05)


def test_a_process_that_dies_is_reported_and_started_again(supervise, capsys):
    supervisor = supervise("import time; time.sleep(60)")
    first = supervisor.services[0].process
    first.kill()
    first.wait()
    supervisor.look_after()
    assert "The s0 process ended with code -9 and starts again" in capsys.readouterr().out
    assert supervisor.services[0].process.pid != first.pid
    assert supervisor.services[0].process.poll() is None


def test_a_process_that_dies_three_times_in_a_minute_ends_everything(supervise):
    supervisor = supervise("import sys; print('the disk is gone'); sys.exit(3)", "import time; time.sleep(60)")
    with pytest.raises(Refusal, match=r"s0 process ended 3 times in a minute.*the disk is gone"):
        look_after_for_seconds(supervisor, 60)
    supervisor.stop()
    assert [service.process.poll() is not None for service in supervisor.services] == [True, True]


def test_stop_ends_all_processes(supervise):
    supervisor = supervise("import time; time.sleep(60)", "import time; time.sleep(60)")
    supervisor.stop()
    assert all(service.process.poll() is not None for service in supervisor.services)


def test_a_process_that_does_not_listen_is_ended_by_force():
    program = "import signal, time; signal.signal(15, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    process.stdout.readline()
    end(process, patience=0.3)
    assert process.returncode == -9
    process.stdout.close()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_every_way_to_stop_a_script_lets_it_clean_up(number):
    program = (
        "import time; from scripts.steps import answer_refusals\n"
        "def work():\n    try:\n        print('begun', flush=True); time.sleep(60)\n"
        "    finally:\n        print('cleaned up')\n"
        "raise SystemExit(answer_refusals(work))"
    )
    process = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "begun\n"
    process.send_signal(number)
    assert process.communicate(timeout=120)[0].split("\n")[0] == "cleaned up"
    assert process.returncode == 130


def test_the_log_of_the_visit_before_is_kept(supervise, tmp_path):
    (tmp_path / "log").mkdir()
    (tmp_path / "log" / "s0.log").write_text("yesterday")
    supervise("import time; time.sleep(60)")
    assert (tmp_path / "log" / "s0.previous.log").read_text() == "yesterday"
    assert (tmp_path / "log" / "s0.log").read_text() == ""


def test_output_of_a_command_goes_to_its_log_and_its_last_words_into_the_error(tmp_path, monkeypatch):
    monkeypatch.setenv("KUS_VAR", str(tmp_path))
    seen = []
    with pytest.raises(Failed, match="it broke"):
        run_logged(
            [sys.executable, "-c", "print('working'); raise SystemExit('it broke')"], "x.log", on_line=seen.append
        )
    assert seen == ["working", "it broke"]
    assert (tmp_path / "log" / "x.log").read_text() == "working\nit broke\n"


KILLED = """
import sys, time
from pathlib import Path
from scripts.services import Service, Supervisor
stay = "import subprocess, time; subprocess.Popen(['sleep', '60']); time.sleep(60)"
folder = Path(sys.argv[1])
service = Service("s", [sys.executable, "-c", stay], folder / "s.log")
with (folder / "register").open("a+") as register:
    Supervisor([service], {}, register).start()
    print(service.process.pid, flush=True)
    time.sleep(60)
"""


def group_of(pid):
    """Return the states of the living processes in a process group."""
    listed = subprocess.run(["ps", "-eo", "pgid=,stat="], capture_output=True, text=True).stdout.splitlines()
    states = [line.split()[1] for line in listed if line.split()[0] == str(pid)]
    return [state for state in states if not state.startswith("Z")]


def test_what_a_killed_supervisor_left_behind_is_ended_with_its_children(tmp_path):
    supervisor = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    pid = int(supervisor.stdout.readline())
    supervisor.kill()
    supervisor.wait()
    supervisor.stdout.close()
    assert group_of(pid)
    with (tmp_path / "register").open("a+") as register:
        assert orphans.end_registered(register) == 1
        deadline = time.monotonic() + 5
        while group_of(pid) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert group_of(pid) == []
        assert orphans.end_registered(register) == 0


def test_a_process_that_only_has_the_number_of_one_in_the_register_is_left_alone(tmp_path):
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)
    with (tmp_path / "register").open("a+") as register:
        register.write(f"{process.pid} Thu Jan  1 00:00:00 1970\n{process.pid}\n")
        register.flush()
        assert orphans.end_registered(register) == 0
    assert process.poll() is None
    end(process)


@pytest.mark.parametrize("name", NAMES)
def test_every_service_has_a_command_that_its_program_understands(name):
    _python, program, *words = service_command(name, sys.executable, "127.0.0.1:1")
    commands = get_commands()
    if program == "manage.py":
        parser = load_command_class(commands[words[0]], words[0]).create_parser(program, words[0])
        assert parser.parse_args(words[1:])
    else:
        assert [program, words[0]] == ["-m", "gunicorn"]
        chosen = Config().parser().parse_args(words[1:])
        assert (chosen.bind, chosen.worker_class) == (["127.0.0.1:1"], "kus_site.web_worker.WaitressWorker")


def test_an_unknown_service_is_refused():
    with pytest.raises(ValueError, match="web, worker, clock"):
        service_command("mail", sys.executable, "")
