"""On the edit page of a project: who owns it, what they answered last, and what only editors and the network see."""

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from wagtail.admin.panels import Panel

HANDLE = "inventory.handle_submission"


class OwnerPanel(Panel):
    """Shows the owner of a project; names and addresses only to who may handle submissions."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "inventory/admin/owner_panel.html"

        def is_shown(self):
            """Return whether the project exists already."""
            return bool(self.instance.pk)

        def get_context_data(self, parent_context=None):
            """Return the owner, the open handover and the answers that do not stand on the page."""
            context = super().get_context_data(parent_context)
            project = self._original()
            try:
                owner = project.project_owner
            except ObjectDoesNotExist:
                owner = None
            return context | {
                "project": project,
                "owner": owner,
                "handover": project.handovers.filter(accepted_at=None).first(),
                "answers": project.own_answers.exclude(visibility="everyone"),
                "may_handle": self.request.user.has_perm(HANDLE),
            }

        def _original(self):
            """Return the project in the main language, which has the owner; the form's own instance is not it."""
            versions = type(self.instance).objects.filter(translation_key=self.instance.translation_key)
            return versions.filter(locale__language_code=settings.LANGUAGE_CODE).first() or self.instance
