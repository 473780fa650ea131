"""The HTML of every template, judged by the Nu validator in one run."""

import json
import os
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest

# `make test` fetches the validator and names it here.
VALIDATOR = Path(os.environ.get("KUS_VNU_JAR", "KUS_VNU_JAR is not set: run `make test`"))


WRONG = "<!doctype html><html lang=nl><title>x</title><p id=a><p id=a><img src=x>"
# One short run: less time goes into compiling than it would save.
JAVA = ["java", "-Xss4m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar"]


@pytest.fixture(scope="module")
def messages(samples, tmp_path_factory):
    """What the validator says of each sample page and of a page that is wrong, {name: [messages]}."""
    folder = tmp_path_factory.mktemp("pages")
    pages = {name: answer.html for name, answer in samples.items()} | {"wrong": WRONG}
    for name, html in pages.items():
        (folder / f"{name}.html").write_text(html, encoding="utf-8")
    outcome = subprocess.run(
        [*JAVA, VALIDATOR, "--format", "json", "--exit-zero-always", *folder.glob("*.html")],
        capture_output=True,
        text=True,
        check=True,
    )
    said = {name: [] for name in pages}
    for message in json.loads(outcome.stderr or outcome.stdout)["messages"]:
        name = Path(urlsplit(message["url"]).path).stem
        said[name].append(f"{message['message']} {message.get('extract', '')[:160]}")
    return said


def test_the_nu_validator_has_nothing_to_say(messages):
    assert len(messages) > 50
    assert {name: said for name, said in messages.items() if said and name != "wrong"} == {}


def test_the_validator_does_find_errors(messages):
    assert "Duplicate ID" in str(messages["wrong"])
