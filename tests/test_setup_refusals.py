"""`make run` answers what it cannot work with by one sentence that says what to do."""

import ast
import fcntl
import os
import re
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from scripts import sentence_for, system_packages, virtual_environment
from scripts.preconditions import free_port, keep_private
from scripts.steps import Refusal
from scripts.virtual_environment import VirtualEnvironment, explain
from tests.checkout import ROOT, assert_one_sentence, clean_environment, copy_checkout, run_script

RUN = ("-m", "scripts.start_site")


@pytest.fixture(scope="module")
def untouched(tmp_path_factory):
    """A copy of the checkout without a virtual environment, for what is refused before anything is written."""
    return copy_checkout(tmp_path_factory.mktemp("untouched") / "checkout")


@pytest.fixture
def checkout(tmp_path):
    """A copy of the checkout without a virtual environment."""
    return copy_checkout(tmp_path / "checkout")


@pytest.fixture(scope="module")
def repaired(tmp_path_factory):
    """A virtual environment made where half of one lay: its folder, and what make() said."""
    venv = VirtualEnvironment(tmp_path_factory.mktemp("repaired") / ".venv")
    venv.python.parent.mkdir(parents=True)
    venv.python.symlink_to("/nowhere/python3")
    return venv.folder, venv.make()


@pytest.fixture
def taken_port():
    """The number of a port on which something listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_taken_port_is_refused_before_any_long_work(untouched, taken_port):
    result = run_script(untouched, *RUN, PORT=str(taken_port))
    assert_one_sentence(result, f"Port {taken_port} is taken", "make run PORT=")
    assert not (untouched / ".venv").exists()


@pytest.mark.parametrize("port", ["abc", "0", "65536", "-1", "80 80", "٣"])
def test_impossible_port_is_refused(untouched, port):
    assert_one_sentence(run_script(untouched, *RUN, PORT=port), f"PORT is '{port}'", "1 to 65535")


def test_privileged_port_or_any_other_is_one_sentence_through_make(untouched, taken_port):
    environment = clean_environment(PORT=str(taken_port))
    result = subprocess.run(
        ["make", "run"], cwd=untouched, env=environment, capture_output=True, text=True, timeout=600
    )
    sentences = [line for line in result.stderr.splitlines() if not line.startswith("make: ***")]
    assert result.returncode != 0
    assert len(sentences) == 1
    assert "is taken" in sentences[0]


def test_folder_that_may_not_be_written_is_refused():
    """As an ordinary user, because the root user may write anywhere."""
    folder = Path(tempfile.mkdtemp())
    try:
        checkout = copy_checkout(folder / "checkout")
        folder.chmod(0o755)
        checkout.chmod(0o555)
        as_user = {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}
        result = subprocess.run(
            [python_for_everybody(as_user), *RUN],
            cwd=checkout,
            env=clean_environment(PORT="0", HOME="/nonexistent") | {"PORT": "18999"},
            capture_output=True,
            text=True,
            timeout=600,
            **as_user,
        )
        assert_one_sentence(result, f"Nothing can be written in {checkout}", "writable")
    finally:
        folder.joinpath("checkout").chmod(0o755)
        shutil.rmtree(folder)


def python_for_everybody(as_user):
    """Return a Python that another user may start: ours may lie in root's home folder."""
    for candidate in (sys.executable, "/usr/bin/python3", "/usr/local/bin/python3"):
        try:
            program = "import sys; sys.exit(sys.version_info < (3, 11))"
            if subprocess.run([candidate, "-c", program], cwd="/", **as_user).returncode == 0:
                return candidate
        except OSError:
            continue
    return pytest.fail("No Python on this machine can be started by an ordinary user.")


def test_a_second_run_on_one_folder_is_refused(untouched, tmp_path):
    with (tmp_path / "run.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        result = run_script(untouched, *RUN, PORT=str(free_port()), KUS_VAR=str(tmp_path))
    assert_one_sentence(result, "Another 'make run' serves this folder", "stop it first")


def test_var_becomes_readable_for_its_owner_only(untouched, tmp_path, taken_port):
    tmp_path.chmod(0o755)
    for folder in (tmp_path, tmp_path / "new"):
        assert_one_sentence(run_script(untouched, *RUN, PORT=str(taken_port), KUS_VAR=str(folder)), "is taken")
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_folder_of_everybody_stays_everybodys(tmp_path):
    tmp_path.chmod(0o1777)
    keep_private(tmp_path)
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o1777


def test_var_that_is_a_file_is_refused(untouched, tmp_path):
    file = tmp_path / "file"
    file.write_text("not a folder")
    assert_one_sentence(run_script(untouched, *RUN, KUS_VAR=str(file)), f"Nothing can be written in {file}")


@pytest.mark.parametrize("version", [(2, 7, 18), (3, 6, 9), (3, 10, 14, "final", 0)])
def test_old_python_gets_one_sentence(version):
    sentence = sentence_for(version)
    assert "3.11 or newer" in sentence
    assert ".".join(str(part) for part in version[:3]) in sentence
    assert "\n" not in sentence


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 12, 1), (3, 14, 0), (4, 0, 0)])
def test_new_python_is_accepted(version):
    assert sentence_for(version) is None


def test_what_an_old_python_reads_first_is_in_old_syntax():
    tree = ast.parse((ROOT / "scripts" / "__init__.py").read_text(), feature_version=(3, 4))
    new = (ast.JoinedStr, ast.NamedExpr, ast.AnnAssign, ast.AsyncFunctionDef, ast.Match)
    assert not [node for node in ast.walk(tree) if isinstance(node, new)]
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.returns]


def test_make_starts_only_what_an_old_python_answers_with_the_sentence(untouched):
    """Whatever module the Makefile names, Python first reads its package, which ends the program."""
    modules = re.findall(r"\$\(PYTHON\) (.+?)(?: \$| [a-z]+$|$)", (untouched / "Makefile").read_text(), re.MULTILINE)
    assert {"-m scripts.start_site", "-m scripts.suite", "-m tools.lint"} <= set(modules)
    for module in set(modules):
        program = "import sys, runpy; sys.version_info = (3, 8, 1); sys.path.insert(0, '.');"
        program += f"runpy.run_module({module.removeprefix('-m ')!r}, run_name='__main__')"
        assert_one_sentence(run_script(untouched, "-c", program), "This is Python 3.8.1")


def test_missing_network_is_refused(checkout, repaired):
    shutil.copytree(repaired[0], checkout / ".venv", symlinks=True)
    result = run_script(
        checkout,
        *RUN,
        PORT="18998",
        PIP_CONFIG_FILE=os.devnull,
        PIP_INDEX_URL="http://127.0.0.1:9/simple",
        PIP_EXTRA_INDEX_URL="",
        PIP_FIND_LINKS="",
        PIP_NO_CACHE_DIR="1",
    )
    assert_one_sentence(result, "connect to the network", "pip.log")
    assert "requirements.txt" not in (checkout / ".venv" / "installed.json").read_text()


@pytest.mark.parametrize(
    ("output", "advice"),
    [
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "tell the maintainers"),
        ("OSError: [Errno 28] No space left on device", "make room"),
        ("WARNING: Retrying ... Temporary failure in name resolution\nERROR: No matching distribution", "connect to"),
        ("ERROR: Could not install: [Errno 13] Permission denied: '.venv'", "make it writable"),
        ("ERROR: something new", "pip says 'ERROR: something new'"),
    ],
)
def test_words_of_pip_become_advice(output, advice):
    assert advice in explain(output)


def test_half_made_environment_is_replaced(repaired):
    folder, said = repaired
    assert said == "half-made one replaced"
    assert VirtualEnvironment(folder).make() == "already there"


def test_debian_without_venv_names_the_package_to_an_ordinary_user(tmp_path, monkeypatch):
    monkeypatch.setattr(virtual_environment, "_has_ensurepip", lambda: False)
    monkeypatch.setattr(system_packages, "is_root", lambda: False)
    monkeypatch.setattr(system_packages.shutil, "which", lambda name: f"/usr/bin/{name}")
    with pytest.raises(Refusal, match=r"sudo apt-get install python3\.\d+-venv"):
        VirtualEnvironment(tmp_path / ".venv").make()


def test_environment_without_pip_is_replaced_with_the_package_that_debian_needs_for_it(tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(virtual_environment, "_has_ensurepip", lambda: False)
    monkeypatch.setattr(system_packages, "is_root", lambda: True)
    monkeypatch.setattr(system_packages.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(system_packages, "_apt_get", lambda arguments, note: asked.append(arguments))
    system_packages._update_once.cache_clear()
    venv = VirtualEnvironment(tmp_path / ".venv")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv.folder], check=True)
    assert venv.make() == "half-made one replaced"
    assert "update" in asked[0]
    assert f"python3.{sys.version_info.minor}-venv" in asked[1]


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"BASE_URL": "kus.example"}, "BASE_URL is 'kus.example'"),
        ({"DATABASE_URL": "mysql://root@localhost/kus"}, "DATABASE_URL begins with 'mysql:'"),
        ({"CACHE_URL": "memcached://127.0.0.1"}, "CACHE_URL is 'memcached://127.0.0.1'"),
    ],
)
def test_bad_variable_ends_the_run_with_the_sentence_of_the_settings(tmp_path, variables, words):
    checkout = copy_checkout(tmp_path / "checkout", with_packages=True)
    assert_one_sentence(run_script(checkout, *RUN, PORT=str(free_port()), **variables), words)


def test_database_that_does_not_answer_ends_the_run_with_its_own_words(tmp_path):
    checkout = copy_checkout(tmp_path / "checkout", with_packages=True)
    database = checkout / "kus_site" / "database.py"
    database.write_text(database.read_text().replace("SECONDS_TO_WAIT = 60", "SECONDS_TO_WAIT = 1"))
    # As after an earlier run, which collected the static files.
    run_script(
        checkout,
        "-c",
        "from scripts.built_files import static_stamp, var_folder;"
        "(var_folder() / 'static').mkdir(parents=True);"
        "(var_folder() / 'static' / 'staticfiles.json').write_text('{\"version\": \"1.1\", \"paths\": {}}');"
        "(var_folder() / 'static.stamp').write_text(static_stamp())",
    )
    result = run_script(checkout, *RUN, PORT=str(free_port()), DATABASE_URL="postgres://kus:wrong@127.0.0.1:9/kus")
    assert_one_sentence(result, "Connection refused", "check that the server of DATABASE_URL runs")
