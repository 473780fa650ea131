"""Imports and templates go down the rooms (docs/architecture.md)."""

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
TEMPLATES = ROOT / "templates"
# The layout of the site at the top of the folder is part of pages; every room fills its blocks.
LAYOUT = "pages"
LOAD = re.compile(r"\{%-?\s*load\s+(?:[\w\s]+\sfrom\s+)?([\w\s]+?)\s*%\}")
NAMED_TEMPLATE = re.compile(r"\{%-?\s*(?:include|extends|embed)\s+[\"']([^\"']+)[\"']")


def forbidden_for(room):
    """Return the rooms that `room` may not import: those above it and its neighbours."""
    level = next(number for number, rooms in enumerate(LEVELS) if room in rooms)
    return set().union(*LEVELS[: level + 1]) - {room}


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


def texts_that_match(room, pattern):
    """Return where modules of a room have a text (string literal) that matches a pattern, as "path:line text"."""
    return [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.value}"
        for path in (ROOT / room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.match(pattern, node.value)
    ]


@pytest.mark.parametrize("room", sorted(ROOMS - {"kus_site"}))
def test_no_import_hides_in_a_text(room):
    """Texts such as "events.EventPage" name a model, which is allowed; "events.models" names a module."""
    assert not texts_that_match(room, rf"^({'|'.join(forbidden_for(room))})\.[a-z_]+(\.|$)")


def tag_libraries():
    """Return {library for {% load %}: room that has it}."""
    return {path.stem: room for room in ROOMS for path in (ROOT / room / "templatetags").glob("[!_]*.py")}


def used_rooms(source, libraries):
    """Return {room: what of it a template uses} of the source (text) of a template: libraries and templates."""
    used = {libraries[name]: name for names in LOAD.findall(source) for name in names.split() if name in libraries}
    return used | {path.split("/")[0]: path for path in NAMED_TEMPLATE.findall(source) if "/" in path}


def wrong_uses(room, source, libraries):
    """Return what a template of `room` uses of rooms that it may not know."""
    return [name for used, name in used_rooms(source, libraries).items() if used in forbidden_for(room)]


def test_templates_use_nothing_of_rooms_above_or_beside():
    libraries, found = tag_libraries(), []
    for path in sorted(path for path in TEMPLATES.rglob("*") if path.is_file()):
        first, *rest = path.relative_to(TEMPLATES).parts
        room = first if rest else LAYOUT
        if room in ROOMS:
            found += [f"{path.relative_to(ROOT)}: {name}" for name in wrong_uses(room, path.read_text(), libraries)]
    assert not found


@pytest.mark.parametrize(
    ("room", "source", "wrong"),
    [
        ("pages", "{% load i18n events %}", ["events"]),
        ("pages", "{% load coming_events from events %}", ["events"]),
        ("pages", '{% include "newsletters/components/sign_up_form.html" with list_slug="" %}', ["newsletters/"]),
        ("events", "{% include 'inventory/components/state.html' %}", ["inventory/"]),
        ("visitors", '{% extends "pages/listing_page.html" %}', ["pages/"]),
        ("visitors", '{% extends "base.html" %}{% load i18n %}', []),
        ("events", '{% extends "base.html" %}{% load records %}{% include "pages/components/card.html" %}', []),
    ],
)
def test_a_template_that_looks_up_is_found(room, source, wrong):
    found = wrong_uses(room, source, tag_libraries())
    assert len(found) == len(wrong)
    assert all(name.startswith(begin) for name, begin in zip(found, wrong, strict=True))


@pytest.mark.parametrize("room", sorted(ROOMS - {"kus_site"}))
def test_no_module_names_a_template_of_rooms_above_or_beside(room):
    assert not texts_that_match(room, rf"^({'|'.join(forbidden_for(room))})/[\w/.-]+\.(html|txt)$")


def test_every_room_is_under_the_contract():
    packages = {path.parent.name for path in ROOT.glob("*/apps.py")}
    assert packages == ROOMS
