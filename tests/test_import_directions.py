"""Imports go down the rooms (docs/architecture.md), and modules are named after their subject."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.checkout import ROOT

NEIGHBOURS = {"newsletters", "inventory", "publications", "events"}
LEVELS = [{"kus_site"}, NEIGHBOURS, {"themes"}, {"pages"}, {"visitors"}, {"network"}]
ROOMS = set().union(*LEVELS)
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "core", "common", "misc", "tools", "shared"}


def forbidden_for(room):
    """Return the rooms that `room` may not import: those above it and its neighbours."""
    level = next(number for number, rooms in enumerate(LEVELS) if room in rooms)
    return set().union(*LEVELS[: level + 1]) - {room}


def modules():
    """Return all Python files of the rooms."""
    return sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))


def test_the_contracts_hold():
    program = Path(sys.executable).parent / "lint-imports"
    result = subprocess.run([program, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout


def test_the_contracts_see_a_wrong_import(tmp_path):
    """The checker is only worth something when it refuses."""
    for room in ROOMS:
        (tmp_path / room).mkdir()
        (tmp_path / room / "__init__.py").write_text("import events\n" if room == "pages" else "")
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text())
    program = Path(sys.executable).parent / "lint-imports"
    result = subprocess.run([program, "--no-cache"], cwd=tmp_path, capture_output=True, text=True)
    assert result.returncode == 1
    assert "pages -> events" in result.stdout


@pytest.mark.parametrize("room", sorted(ROOMS - {"kus_site"}))
def test_no_import_hides_in_a_text(room):
    """Texts such as "events.EventPage" name a model, which is allowed; "events.models" names a module."""
    pattern = re.compile(rf"^({'|'.join(forbidden_for(room))})\.[a-z_]+(\.|$)")
    found = []
    for path in (ROOT / room).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and pattern.match(node.value):
                found.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.value}")
    assert not found


def test_every_room_is_under_the_contract():
    packages = {path.parent.name for path in ROOT.glob("*/apps.py")}
    assert packages == ROOMS


def test_modules_are_named_after_their_subject():
    named = {path: {part.removesuffix(".py") for part in path.relative_to(ROOT).parts} for path in modules()}
    assert not [str(path) for path, parts in named.items() if parts & EMPTY_NAMES]
