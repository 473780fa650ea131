"""What `make test`, `make lint` and `.ci/run` promise about themselves."""

import gc
import json
import os
import re
import subprocess
import sys
import tarfile
import time

import psycopg
import pytest
from wagtail.models import Site

from scripts import suite, suite_tools, system_packages
from scripts.steps import Refusal
from tests import groups
from tests.checkout import ROOT, assert_one_sentence, copy_checkout, run_script
from tests.file_samples import office
from tools import postgres_server

SKIPPING = "import pytest\ndef test_one(): pass\n@pytest.mark.skip\ndef test_two(): pass\n"


def run_pytest(folder, text, *arguments, **variables):
    """Run pytest with the tally on one file with the text; return its exit code, its counts and what it printed."""
    (folder / "test_sample.py").write_text(text)
    (folder / "pytest.ini").write_text("[pytest]\n")
    tally = folder / "tally.json"
    result = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-p",
            "tests.run_tally",
            "-p",
            "no:django",
            "-c",
            folder / "pytest.ini",
            folder,
            *arguments,
        ],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name != "CI"}
        | variables
        | {"KUS_TEST_TALLY": str(tally)},
        capture_output=True,
        text=True,
    )
    return result.returncode, json.loads(tally.read_text()), result.stdout


def test_a_skipped_test_fails_the_run_on_ci_and_is_named(tmp_path):
    code, counts, output = run_pytest(tmp_path, SKIPPING, CI="true")
    assert code == 1
    assert counts == {"passed": 1, "failed": 0, "skipped": 1}
    assert "skipped on CI" in output
    assert "test_sample.py::test_two" in output


def test_groups_and_processes_are_named_with_their_seconds(tmp_path):
    text = "import pytest\n\n@pytest.mark.xdist_group('long')\ndef test_one(): pass\n"
    code, counts, output = run_pytest(tmp_path, text, "-n", "1", "--dist", "loadgroup")
    assert (code, counts["passed"]) == (0, 1)
    assert re.search(r"^long \d+ s\ngw0 after \d+ s$", output, re.MULTILINE)


def test_a_skipped_test_elsewhere_does_not_fail_the_run(tmp_path):
    assert run_pytest(tmp_path, SKIPPING)[:2] == (0, {"passed": 1, "failed": 0, "skipped": 1})


def test_a_file_that_skips_itself_fails_the_run_on_ci(tmp_path):
    text = "import pytest\npytest.importorskip('not_installed_anywhere')\n\ndef test_one(): pass\n"
    code, counts, _ = run_pytest(tmp_path, text, CI="1")
    assert code != 0
    assert counts["skipped"] == 1


def test_failures_in_set_up_and_tear_down_and_reading_are_counted_once_each(tmp_path):
    text = (
        "import pytest\n@pytest.fixture\ndef bad(): raise OSError\n"
        "@pytest.fixture\ndef late():\n    yield\n    raise OSError\n"
        "def test_set_up(bad): pass\ndef test_tear_down(late): pass\n"
        "def test_good(): pass\ndef test_wrong(): assert 0\n"
    )
    assert run_pytest(tmp_path, text)[:2] == (1, {"passed": 1, "failed": 3, "skipped": 0})
    assert run_pytest(tmp_path, "import not_installed_anywhere")[1]["failed"] == 1


def test_tests_of_one_group_run_in_one_process(tmp_path):
    """Two versions that do not fit together would run them anywhere, without a word."""
    (tmp_path / "test_sample.py").write_text(
        "import os, pathlib, pytest\n"
        "@pytest.mark.xdist_group('alone')\n"
        "@pytest.mark.parametrize('number', range(8))\n"
        "def test_one(number): (pathlib.Path(__file__).parent / f'process-{os.getpid()}').touch()\n"
    )
    command = [sys.executable, "-m", "pytest", "-p", "no:django", "-n", "2", "--dist", "loadgroup", "-c", os.devnull]
    subprocess.run([*command, tmp_path], cwd=ROOT, capture_output=True, check=True)
    assert len(list(tmp_path.glob("process-*"))) == 1


def test_groups_that_take_longest_come_first_and_exist(request):
    found = list(dict.fromkeys(groups.group_of(item) for item in request.session.items))
    longest = [name for name in groups.LONGEST_FIRST if name in found]
    assert found[: len(longest)] == longest
    for name in groups.LONGEST_FIRST:
        assert not name.startswith("test_") or (ROOT / "tests" / f"{name}.py").exists(), name


@pytest.mark.parametrize(
    "test",
    [
        "@pytest.mark.django_db(transaction=True)\ndef test_it(): pass\n",
        "def test_it(transactional_db): pass\n",
        "@pytest.mark.parametrize('number', [1, 2])\ndef test_it(live_server, number): pass\n",
    ],
)
def test_a_test_that_would_empty_the_database_of_all_others_is_refused(pytester, test):
    items = pytester.getitems(f"import pytest\n{test}")
    with pytest.raises(pytest.UsageError, match="test_it"):
        groups.refuse_flushing(items)


@pytest.mark.usefixtures("django_db_setup")
def test_a_test_that_asked_for_no_database_is_refused_it():
    with pytest.raises(RuntimeError, match="Database access not allowed"):
        Site.objects.exists()


def test_tests_that_are_rolled_back_are_accepted(pytester):
    groups.refuse_flushing(pytester.getitems("import pytest\n@pytest.mark.django_db\ndef test_it(client): pass\n"))


def test_samples_in_names_of_tests_are_the_same_in_every_process(monkeypatch):
    """Two processes that find tests of different names end the run at once."""
    before = office()
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000)
    assert office() == before


def test_the_garbage_collector_is_on_while_tests_run():
    assert gc.isenabled()


def test_every_file_with_tests_is_collected():
    for path in (ROOT / "tests").rglob("*.py"):
        if re.search(r"^\s*(async )?def test_", path.read_text(), re.MULTILINE):
            assert path.name.startswith("test_"), f"{path} has tests that pytest does not collect"


def test_no_test_is_defined_twice():
    """The second would silently replace the first; ruff's F811 sees it."""
    program = "def test_a():\n    pass\n\n\ndef test_a():\n    pass\n"
    command = [sys.executable, "-m", "ruff", "check", "--stdin-filename", "tests/test_x.py", "-"]
    result = subprocess.run(command, cwd=ROOT, input=program, capture_output=True, text=True)
    assert "F811" in result.stdout


def test_modules_are_compiled_once_whatever_the_environment_says(tmp_path, monkeypatch):
    (tmp_path / "loaded.py").touch()
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    suite.keep_compiled_modules()
    subprocess.run([sys.executable, "-c", "import loaded"], cwd=tmp_path, check=True)
    assert list((tmp_path / "__pycache__").glob("loaded.*.pyc"))


def test_an_unknown_engine_is_refused(tmp_path):
    checkout = copy_checkout(tmp_path / "checkout")
    assert_one_sentence(run_script(checkout, "-m", "scripts.suite", ENGINE="mysql"), "ENGINE is 'mysql'", "sqlite")


def test_the_sum_line_has_the_form_that_ci_reads():
    assert suite.line_of({"passed": 12, "failed": 0, "skipped": 0}) == "12 passed, 0 failed"
    assert suite.line_of({"passed": 1, "failed": 2, "skipped": 3}) == "1 passed, 2 failed, 3 skipped"


def test_sqlite_runs_what_an_engine_can_change_where_postgresql_runs_everything():
    both = ["postgresql", "sqlite"]
    assert suite.choose_tests("sqlite", both, [])[-2:] == ["-m", "engine"]
    assert "-m" not in suite.choose_tests("postgresql", both, [])


def test_one_engine_alone_leaves_nothing_out():
    assert "-m" not in suite.choose_tests("sqlite", ["sqlite"], [])
    assert suite.choose_tests("sqlite", ["sqlite"], ["tests/test_x.py"]) == ["tests/test_x.py"]


def test_chosen_tests_of_which_none_is_for_this_engine_are_no_failure(tmp_path, monkeypatch):
    monkeypatch.setattr(suite, "summary_file", lambda: tmp_path / "summary.txt")
    counts, code = suite.run_pytest("sqlite", sys.executable, ["tests/test_contrast.py", "-m", "engine"], {})
    assert (counts, code) == ({"passed": 0, "failed": 0, "skipped": 0}, 0)


def test_a_run_of_more_than_fifteen_minutes_says_so_loudly():
    assert suite.line_of_time(14 * 60) == "The tests took 14.0 minutes."
    assert "!!!" in suite.line_of_time(16 * 60)
    assert "16.0 minutes" in suite.line_of_time(16 * 60)


def test_a_run_that_never_counted_is_a_failure(tmp_path, monkeypatch):
    monkeypatch.setattr(suite, "summary_file", lambda: tmp_path / "summary.txt")
    counts, code = suite.run_pytest("sqlite", sys.executable, ["--no-such-option"], {})
    assert counts["failed"] == 1
    assert code != 0


def test_temporary_postgres_serves_and_leaves_nothing_behind(tmp_path, monkeypatch):
    monkeypatch.setenv("KUS_VAR", str(tmp_path))
    seen = {}

    def use_server_until_ctrl_c():
        with postgres_server.temporary_server() as seen["address"]:
            with psycopg.connect(seen["address"]) as connection:
                seen["folder"] = connection.execute("SHOW unix_socket_directories").fetchone()[0]
                assert connection.execute("SHOW fsync").fetchone() == ("off",)
            assert os.path.isdir(seen["folder"])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        use_server_until_ctrl_c()
    assert not os.path.exists(seen["folder"])
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(seen["address"], connect_timeout=2)


def test_temporary_postgres_lets_nobody_in_without_its_password(tmp_path, monkeypatch):
    monkeypatch.setenv("KUS_VAR", str(tmp_path))
    with postgres_server.temporary_server() as address, pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(re.sub(r"kus:[^@]+@", "kus:wrong@", address))


def test_a_machine_without_postgres_is_told_the_package(monkeypatch):
    monkeypatch.setattr(postgres_server, "find_binaries", lambda: None)
    with pytest.raises(Refusal, match="package postgresql"), postgres_server.temporary_server():
        pass


def test_missing_programs_are_named_to_an_ordinary_user(monkeypatch, tmp_path):
    monkeypatch.setattr(suite_tools, "CHROMIUM", tmp_path / "chromium")
    monkeypatch.setattr(suite_tools, "find_binaries", lambda: None)
    monkeypatch.setattr(system_packages, "is_root", lambda: False)
    with pytest.raises(
        Refusal, match=r"^Type 'sudo apt-get install chromium-headless-shell postgresql', then the same again\.$"
    ):
        suite_tools.install_missing_packages()


def test_missing_servers_are_named_by_their_packages(monkeypatch):
    monkeypatch.setattr(suite_tools, "find_server", lambda program: None)
    assert {"caddy", "nginx-light", "redis-server"} <= set(suite_tools.missing_packages())


def test_a_server_is_found_where_only_root_looks(monkeypatch):
    monkeypatch.setenv("PATH", "/bin")
    assert suite_tools.find_server("nginx") == "/usr/sbin/nginx"
    assert suite_tools.find_server("no-such-server") is None


def test_a_validator_with_another_hash_is_refused(tmp_path):
    jar = tmp_path / "vnu.jar"
    jar.write_bytes(b"not the validator")
    with tarfile.open(tmp_path / "vnu-jar.tgz", "w:gz") as archive:
        archive.add(jar, "package/build/dist/vnu.jar")
    with pytest.raises(Refusal, match="not the one that was pinned"):
        suite_tools.unpack_vnu(tmp_path / "vnu-jar.tgz", suite_tools.VNU_SHA512, tmp_path / "out.jar")
    assert not (tmp_path / "out.jar").exists()


def test_ci_runs_both_and_ends_with_the_sum(tmp_path):
    """With a `make` of our own that only leaves the numbers behind."""
    (tmp_path / ".ci").mkdir()
    (tmp_path / ".ci" / "run").write_text((ROOT / ".ci" / "run").read_text())
    fake = tmp_path / "bin" / "make"
    fake.parent.mkdir()
    fake.write_text(
        '#!/bin/bash\necho "$1 with CI=$CI"\n[ $1 = test ] || exit $LINT\n'
        'mkdir -p var/tests; echo "7 passed, 0 failed" > var/tests/summary.txt\n'
    )
    fake.chmod(0o755)
    for lint, expected in (("0", 0), ("1", 1)):
        environment = {"PATH": f"{fake.parent}:{os.environ['PATH']}", "LINT": lint}
        result = subprocess.run(
            ["bash", ".ci/run"], cwd=tmp_path, env=environment, stdin=subprocess.PIPE, capture_output=True, text=True
        )
        assert result.returncode == expected
        assert result.stdout.splitlines() == ["lint with CI=true", "test with CI=true", "7 passed, 0 failed"]


def test_ci_counts_a_suite_that_never_ran_as_failed(tmp_path):
    (tmp_path / ".ci").mkdir()
    (tmp_path / ".ci" / "run").write_text((ROOT / ".ci" / "run").read_text())
    fake = tmp_path / "make"
    fake.write_text("#!/bin/bash\nexit 2\n")
    fake.chmod(0o755)
    environment = {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
    result = subprocess.run(["bash", ".ci/run"], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert (result.returncode, result.stdout.splitlines()[-1]) == (1, "0 passed, 1 failed")


def test_make_help_names_every_target():
    listed = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    targets = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)[1].split()
    assert [line.split()[1] for line in listed.splitlines()] == targets
