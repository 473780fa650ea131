"""The steps of the Dockerfile and the processes of compose.yaml, run here without a container engine."""

import contextlib
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from scripts.preconditions import free_port
from tests.checkout import ROOT, assert_one_sentence, clean_environment, copy_checkout, run_script


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """Hands a redirect over as it is."""

    def redirect_request(self, *arguments):
        return None


def ask(port, path, **headers):
    """Return status and headers of one request; a redirect is not followed."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)
    try:
        with urllib.request.build_opener(NoRedirect).open(request, timeout=30) as answer:
            return answer.status, answer.headers
    except urllib.error.HTTPError as error:
        return error.code, error.headers


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    """A folder as the image has it: without what .dockerignore names, static files collected by the script."""
    folder = copy_checkout(tmp_path_factory.mktemp("image") / "kus", with_packages=True)
    for name in (ROOT / ".dockerignore").read_text().split():
        if not name.startswith(("#", "*")) and (folder / name).is_dir() and not (folder / name).is_symlink():
            shutil.rmtree(folder / name)
    for part in ("packages", "static"):
        result = run_script(folder, "scripts/install.py", part)
        assert result.returncode == 0, result.stderr
    return folder


@pytest.fixture(scope="module")
def production(image):
    """The environment of a container, with a database in the image's var/."""
    return clean_environment(
        SECRET_KEY="only-for-this-test-" + "x" * 50,
        BASE_URL="https://www.example.nl",
        CONTACT_EMAIL="redactie@example.nl",
        DATABASE_URL=f"sqlite:///{image / 'var' / 'container.sqlite3'}",
        PORT=str(free_port()),
    )


@pytest.fixture(scope="module")
def prepared(image, production):
    """What `serve.py prepare` printed."""
    command = [sys.executable, "scripts/serve.py", "prepare"]
    result = subprocess.run(command, cwd=image, env=production, capture_output=True, text=True, timeout=300)
    assert result.returncode == 0, result.stderr
    return result.stdout


@pytest.fixture(scope="module")
def web(image, production, prepared):
    """The web process, healthy; stopped afterwards."""
    log = (image / "var" / "web.log").open("w")
    process = subprocess.Popen(
        [sys.executable, "scripts/serve.py", "web"], cwd=image, env=production, stdout=log, stderr=log
    )
    try:
        for _ in range(300):
            with contextlib.suppress(OSError):
                if ask(production["PORT"], "/healthz")[0] == 200:
                    break
            assert process.poll() is None, Path(log.name).read_text()
            time.sleep(0.2)
        yield process
    finally:
        process.terminate()
        process.wait(30)
        log.close()


def test_the_build_collects_and_compresses_the_static_files(image):
    manifest = json.loads((image / "var" / "static" / "staticfiles.json").read_text())
    assert manifest["paths"]
    assert list((image / "var" / "static").rglob("*.css.br"))


def test_an_unknown_part_of_the_build_is_refused(image):
    assert_one_sentence(run_script(image, "scripts/install.py", "everything"), "packages or static")


def test_prepare_makes_the_tables(prepared):
    assert "Applying wagtailcore" in prepared


def test_the_site_is_healthy_behind_its_proxy(web, production):
    status, headers = ask(production["PORT"], "/healthz", **{"Host": "www.example.nl", "X-Forwarded-Proto": "https"})
    assert status == 200
    assert headers["Cache-Control"] == "no-store"


def test_visitors_over_http_are_sent_to_https(web, production):
    status, headers = ask(production["PORT"], "/zoeken/?q=wmo", Host="www.example.nl")
    assert (status, headers["Location"]) == (301, "https://www.example.nl/zoeken/?q=wmo")


def test_an_unknown_host_is_refused(web, production):
    assert ask(production["PORT"], "/", **{"Host": "evil.example", "X-Forwarded-Proto": "https"})[0] == 400


def test_the_health_check_of_the_image_agrees(web, image, production):
    command = [sys.executable, "scripts/probe.py"]
    assert subprocess.run(command, cwd=image, env=production).returncode == 0
    result = subprocess.run(
        command, cwd=image, env=production | {"PORT": str(free_port())}, capture_output=True, text=True
    )
    assert result.returncode == 1
    assert "does not answer" in result.stderr


@pytest.mark.parametrize("name", ["worker", "clock"])
def test_worker_and_clock_run_until_they_are_asked_to_stop(image, production, prepared, name):
    command = [sys.executable, "scripts/serve.py", name]
    process = subprocess.Popen(command, cwd=image, env=production, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    # Its first line is written when it is ready, and listens to signals.
    first_line = process.stdout.readline()
    running = process.poll() is None
    process.send_signal(signal.SIGTERM)
    output, _ = process.communicate(timeout=30)
    assert running, (first_line + output).decode()
    assert process.returncode == 0, (first_line + output).decode()


def test_an_unknown_role_is_refused(image):
    assert_one_sentence(run_script(image, "scripts/serve.py", "everything"), "web, worker, clock, prepare or first-run")


def test_a_database_that_does_not_answer_is_one_sentence(image, production, monkeypatch):
    program = "import sys; sys.argv = ['scripts/serve.py', 'prepare']; sys.path.insert(0, '.');"
    program += "from scripts import serve, steps; serve.SECONDS_FOR_DATABASE = 0;"
    program += "sys.exit(steps.answer_refusals(lambda: serve.main(['prepare'])))"
    environment = production | {"DATABASE_URL": "postgres://kus:x@127.0.0.1:9/kus"}
    result = subprocess.run([sys.executable, "-c", program], cwd=image, env=environment, capture_output=True, text=True)
    assert result.returncode == 1
    assert "The database of DATABASE_URL does not answer" in result.stderr.splitlines()[-1]
    assert "Traceback" not in result.stderr


def test_an_ordinary_user_can_run_what_root_has_built():
    """In the image the code belongs to root and the process does not: every file must be readable for others."""
    for folder in ("scripts", "kus_site", "pages", "templates", "static", "content", "locale"):
        for path in (ROOT / folder).rglob("*"):
            wanted = stat.S_IROTH | (stat.S_IXOTH if path.is_dir() else 0)
            assert path.stat().st_mode & wanted == wanted or os.path.basename(path) == "__pycache__", path
