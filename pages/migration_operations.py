"""Operations for migrations of this project."""

from django.db.migrations.operations.base import Operation


class CreateModels(Operation):
    """Make the tables of many models that refer to each other, in any order.

    After each CreateModel Django rebuilds the classes of all related models. Nearly every model is related to a page,
    so twenty new models cost two seconds. Here all models are added to the state first and classes are built once.
    """

    serialization_expand_args = ["operations"]

    def __init__(self, operations):
        """`operations`: only CreateModel."""
        self.operations = operations

    def state_forwards(self, app_label, state):
        # As after a delayed change: `state.apps` is built when it is next asked for.
        state.is_delayed = True
        state.clear_delayed_apps_cache()
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self):
        return f"Create {len(self.operations)} models"
