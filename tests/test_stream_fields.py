"""Blocks are code: no migration knows them, and a migration that touches a body loses nothing of it."""

import json

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ModelState

from pages.models import StandardPage
from pages.stream_field import StreamField
from tests.checkout import ROOT

pytestmark = pytest.mark.engine

STREAM_FIELDS = [
    field for model in apps.get_models() for field in model._meta.local_fields if isinstance(field, StreamField)
]


def test_no_migration_holds_a_block():
    files = list(ROOT.glob("*/migrations/0*.py"))
    assert files
    assert [str(file) for file in files if "wagtail.blocks" in file.read_text()] == []


@pytest.mark.parametrize("field", STREAM_FIELDS, ids=str)
def test_a_stream_field_is_a_json_field_to_migrations(field):
    state = ModelState.from_model(field.model).fields[field.name]
    assert type(state) is models.JSONField
    assert state.deconstruct()[1:] == field.deconstruct()[1:]
    assert state.db_type(connection) == field.db_type(connection)


def test_every_body_of_the_project_is_such_a_field():
    """Wagtail's own field would write its blocks into the migrations."""
    from wagtail.fields import StreamField as WagtailStreamField

    fields = [field for model in apps.get_models() for field in model._meta.local_fields]
    assert [field for field in fields if isinstance(field, WagtailStreamField)] == STREAM_FIELDS


@pytest.mark.django_db
def test_a_data_migration_keeps_blocks_that_the_code_no_longer_knows():
    page = StandardPage.objects.first()
    stored = [{"type": "block_of_before", "value": {"text": "blijft"}, "id": "9f3c"}]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE pages_standardpage SET body = %s WHERE page_ptr_id = %s", [json.dumps(stored), page.pk])
    executor = MigrationExecutor(connection)
    historical = executor.loader.project_state(executor.loader.graph.leaf_nodes()).apps
    row = historical.get_model("pages", "StandardPage").objects.get(pk=page.pk)
    assert row.body == stored
    row.summary = "Gewijzigd"
    row.save()
    assert historical.get_model("pages", "StandardPage").objects.get(pk=page.pk).body == stored
