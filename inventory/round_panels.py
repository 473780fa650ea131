"""What the editor of a round shows besides its fields."""

from django.apps import apps
from django.db.models import Count
from wagtail.admin.panels import Panel


class AnswersPanel(Panel):
    """How many submissions a round has, by how they stand; nothing before the first."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "inventory/admin/answers.html"

        def is_shown(self):
            return super().is_shown() and bool(self.counts)

        @property
        def counts(self):
            """Return {label of a status: how many}, also of the translations of the round."""
            if not self.instance.pk:
                return {}
            # By name, as the round itself shows this panel.
            submission_type = apps.get_model("inventory.Submission")
            found = submission_type.objects.filter(round__translation_key=self.instance.translation_key)
            numbers = dict(found.order_by().values_list("status").annotate(Count("pk")))
            return {label: numbers[status] for status, label in submission_type.Status.choices if status in numbers}

        def get_context_data(self, parent_context=None):
            return super().get_context_data(parent_context) | {"counts": self.counts}
