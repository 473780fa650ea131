"""The migrations that replace others: a fresh site and one that ran the replaced ones have the same tables."""

import pytest
from django.db import connection, migrations, models
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState
from django.db.models.signals import class_prepared
from django.db.utils import ConnectionHandler

from kus_site.health import has_unapplied_migrations
from pages.migration_operations import CreateModels

ROOMS = ("pages", "themes", "publications", "events", "newsletters", "inventory")
# What depends on them has no migrations that were replaced.
OURS = (*ROOMS, "network", "visitors", "kus_site", "record_app")


@pytest.fixture(scope="module")
def history():
    """The keys of all migrations of OURS in the order of a site that ran them before some were replaced.

    Those that were added since come last.
    """
    loader = MigrationLoader(None, replace_migrations=False)
    last = [key for key in loader.graph.leaf_nodes() if key[0] in OURS and key not in loader.replacements]
    plans = [key for node in last for key in loader.graph.forwards_plan(node)]
    found = [key for key in dict.fromkeys(plans) if key[0] in OURS and key not in loader.replacements]
    return sorted(found, key=lambda key: not loader.replacements.keys().isdisjoint(loader.graph.forwards_plan(key)))


def models_of_rooms(state):
    """Return {(app, model): its state} of ROOMS."""
    return {key: model for key, model in state.models.items() if key[0] in ROOMS}


def test_a_fresh_site_has_the_models_that_the_replaced_migrations_make(history):
    loader = MigrationLoader(None, replace_migrations=False)
    state = ProjectState()
    for key in history:
        loader.disk_migrations[key].mutate_state(state, preserve=False)
    fresh = MigrationLoader(None)
    made, expected = models_of_rooms(fresh.project_state()), models_of_rooms(state)
    assert {room for room, name in fresh.graph.nodes if "_squashed_" in name} >= set(ROOMS)
    assert made == expected
    # The columns stand in the table in this order.
    assert {key: list(model.fields) for key, model in made.items()} == {
        key: list(model.fields) for key, model in expected.items()
    }


@pytest.mark.django_db
@pytest.mark.parametrize("share", [0, 0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 1])
def test_a_site_that_ran_part_of_the_replaced_migrations_goes_on_with_the_rest(history, share):
    begun, rest = history[: int(len(history) * share)], history[int(len(history) * share) :]
    recorder = MigrationRecorder(connection)
    recorder.migration_qs.filter(app__in=OURS).delete()
    for key in begun:
        recorder.record_applied(*key)
    executor = MigrationExecutor(connection)
    executor.loader.check_consistent_history(connection)
    plan = [migration for migration, _backwards in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    planned = [key for migration in plan for key in (migration.replaces or [(migration.app_label, migration.name)])]
    assert sorted(planned) == sorted(rest)
    assert has_unapplied_migrations() == bool(rest)


def circle(*, at_once):
    """Return operations that make two models that refer to each other, and one that both refer to."""
    shop = migrations.CreateModel("Shop", [("id", models.AutoField(primary_key=True))])
    keys = [
        migrations.CreateModel(
            name,
            [
                ("id", models.AutoField(primary_key=True)),
                ("shop", models.ForeignKey("demo.shop", models.CASCADE)),
                ("other", models.ForeignKey(f"demo.{other}", models.CASCADE, null=True)),
                ("many", models.ManyToManyField(f"demo.{other}", related_name="+")),
            ],
            {"constraints": [models.UniqueConstraint(fields=["shop", "other"], name=f"one_{name}")]},
        )
        for name, other in (("first", "second"), ("second", "first"))
    ]
    return [CreateModels([*keys, shop])] if at_once else [shop, *keys]


class TestCreateModels:
    @pytest.fixture
    def empty(self, db):
        """A connection to an empty database."""
        connections = ConnectionHandler({"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}})
        yield connections["default"]
        connections["default"].close()

    def test_tables_that_refer_to_each_other_are_made_and_taken_away(self, empty):
        [operation] = circle(at_once=True)
        before, after = ProjectState(), ProjectState()
        operation.state_forwards("demo", after)
        with empty.schema_editor() as editor:
            operation.database_forwards("demo", editor, before, after)
        tables = ["demo_first", "demo_first_many", "demo_second", "demo_second_many", "demo_shop"]
        assert empty.introspection.table_names() == tables
        with empty.cursor() as cursor:
            assert "one_first" in empty.introspection.get_constraints(cursor, "demo_first")
        with empty.schema_editor() as editor:
            operation.database_backwards("demo", editor, after, before)
        assert empty.introspection.table_names() == []

    def test_each_class_is_built_once(self, empty):
        built = []

        def count(sender, **_):
            if sender._meta.app_label == "demo" and not sender._meta.auto_created:
                built.append(sender.__name__)

        class_prepared.connect(count)
        try:
            migration = migrations.Migration("0001_initial", "demo")
            migration.operations = circle(at_once=True)
            state = ProjectState()
            assert state.apps.get_models() == []
            with empty.schema_editor() as editor:
                migration.apply(state, editor)
        finally:
            class_prepared.disconnect(count)
        assert sorted(built) == ["Shop", "first", "second"]
