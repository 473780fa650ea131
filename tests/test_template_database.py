"""The keys that tell when a template database of the tests has to be made again."""

import pytest

from tests import template_database
from tests.template_database import ROOT, SCHEMA_SOURCES, SOURCES, STATIC_SOURCES

MIGRATION = "events/migrations/0001_initial.py"
MODELS = "events/models.py"
CONTENT = "content/index.md"


@pytest.fixture
def checkout(monkeypatch, tmp_path):
    """A checkout with a migration, a module of models and a text."""
    monkeypatch.setattr(template_database, "ROOT", tmp_path)
    for name in (MIGRATION, MODELS, CONTENT):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("as it was")
    return tmp_path


def keys():
    """Return the keys of the schema and of the filled database."""
    # Not the copy that is kept for this process.
    return [template_database.template_key.__wrapped__(sources) for sources in (SCHEMA_SOURCES, SOURCES)]


@pytest.mark.parametrize("name", [MODELS, CONTENT])
def test_a_change_of_models_or_content_keeps_the_migrated_schema(checkout, name):
    schema, filled = keys()
    (checkout / name).write_text("changed")
    assert keys()[0] == schema
    assert keys()[1] != filled


@pytest.mark.parametrize("name", [MIGRATION, "events/migrations/0002_more.py", "requirements.txt"])
def test_a_migration_or_another_version_of_a_package_makes_both_again(checkout, name):
    schema, filled = keys()
    (checkout / name).write_text("changed")
    assert keys()[0] != schema
    assert keys()[1] != filled


def test_every_source_is_a_file_that_is_there():
    """One that was moved would change nothing any more."""
    assert [each for each in (*SOURCES, *SCHEMA_SOURCES, *STATIC_SOURCES) if not any(ROOT.glob(each))] == []
