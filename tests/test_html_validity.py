"""The HTML of every template, judged by the Nu validator in one run."""

import json
import os
import subprocess
from pathlib import Path

import requests

from tests.sample_addresses import list_sample_addresses

# `make test` fetches the validator and names it here.
VALIDATOR = Path(os.environ.get("KUS_VNU_JAR", "KUS_VNU_JAR is not set: run `make test`"))


def test_the_nu_validator_has_nothing_to_say(running_site, tmp_path, db):
    names = {}
    for name, path in list_sample_addresses().items():
        file = tmp_path / f"{name}.html"
        file.write_text(requests.get(running_site.url + path, timeout=30).text, encoding="utf-8")
        names[file.as_uri()] = path
    outcome = subprocess.run(
        ["java", "-Xss4m", "-jar", VALIDATOR, "--format", "json", "--exit-zero-always", *tmp_path.glob("*.html")],
        capture_output=True,
        text=True,
        check=True,
    )
    messages = json.loads(outcome.stderr or outcome.stdout)["messages"]
    found = {
        (names.get(message.get("url"), message.get("url")), message["message"], message.get("extract", "")[:160])
        for message in messages
    }
    assert found == set(), "\n".join(f"{address}: {text}\n    {extract}" for address, text, extract in sorted(found))


def test_the_validator_does_find_errors(tmp_path):
    file = tmp_path / "wrong.html"
    file.write_text("<!doctype html><html lang=nl><title>x</title><p id=a><p id=a><img src=x>")
    outcome = subprocess.run(["java", "-jar", VALIDATOR, "--format", "json", file], capture_output=True, text=True)
    assert "Duplicate ID" in outcome.stderr
