"""What the linter of tools/ promises, and the table of all tools."""

import re

import pytest

from scripts.steps import Refusal
from tests.checkout import ROOT
from tools import lint, messages


def test_lint_refuses_an_unknown_part(tmp_path):
    with pytest.raises(Refusal, match="'everything' is no part of lint"):
        lint.chosen_commands("python", ["everything"])


def test_missing_fuzzy_and_untranslated_texts_are_seen(tmp_path):
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    fresh = tmp_path / "fresh" / "django.po"
    fresh.parent.mkdir()
    fresh.write_text(
        header + '#: pages/models.py\nmsgid "new"\nmsgstr ""\n\nmsgid "empty"\nmsgstr ""\n\n'
        '#, fuzzy\nmsgid "guess"\nmsgstr "gok"\n\nmsgid "good"\nmsgstr "goed"\n'
    )
    committed = tmp_path / "django.po"
    committed.write_text(header + "\n".join(f'msgid "{text}"\nmsgstr ""\n' for text in ("empty", "guess", "good")))
    problems = "\n".join(messages.compare(committed, fresh))
    assert "lacks 'new' (pages/models.py)" in problems
    assert "no translation of 'empty'" in problems
    assert "guesses at 'guess'" in problems
    assert "'good'" not in problems


def test_every_tool_is_in_the_table():
    table = re.findall(r"^\| (\w+) \|", (ROOT / "tools" / "README.md").read_text(), re.MULTILINE)
    modules = {path.stem for path in (ROOT / "tools").glob("*.py")} - {"__init__"}
    modules |= {path.parent.name for path in (ROOT / "tools").glob("*/__main__.py")}
    assert set(table) - {"module"} == modules
