"""Panels and the form of the edit pages of rounds and projects.

Imported by the models, so it imports none of them.
"""

from html import unescape

from django import forms
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Count
from django.utils.html import strip_tags
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, Panel

from pages.questions.editing import QuestionsPageForm

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


class AnswersPanel(Panel):
    """The number of submissions of a round by status; hidden before the first."""

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


def has_words(html):
    """Return whether rich text (HTML) holds any text."""
    return bool(unescape(strip_tags(html or "")).strip())


class RoundForm(QuestionsPageForm):
    """Validates the own questions and the consent of a round; each fault is an error on its field."""

    def clean(self):
        """Demand a consent text and its version of a round that opens."""
        cleaned = super().clean()
        # A draft may wait for its text; what is published opens at its moment without anybody looking again.
        if cleaned.get("opens_at") and not self.is_deferred_validation:
            self._demand_consent(cleaned)
        return cleaned

    def _demand_consent(self, cleaned):
        if not has_words(cleaned.get("consent_text")) and "consent_text" not in self.errors:
            self.add_error("consent_text", _("Write what people agree to. Without it the round cannot open."))
        if not (cleaned.get("consent_version") or "").strip() and "consent_version" not in self.errors:
            self.add_error("consent_version", _("Give the text a version, such as 2026-1."))


# What an editor enters of a round itself.
ROUND_PANELS = [
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]),
            FieldPanel("date", heading=capfirst(_("date, when the exact days are not known"))),
        ],
        _("When"),
    ),
    FieldPanel("body"),
    FieldPanel("asks_needs"),
    InlinePanel(
        "questions",
        label=_("Question"),
        heading=_("Questions of your own"),
        help_text=_(
            "They come after the fixed questions, which are on the page of the round. "
            "See them together in the preview “The form”."
        ),
    ),
    MultiFieldPanel(
        [
            FieldPanel("invited_municipalities", widget=forms.CheckboxSelectMultiple),
            FieldPanel("invited_organisations"),
            FieldPanel("remind_days"),
        ],
        _("Who is invited"),
        help_text=_("Everybody can read this. The addresses that get a mail are entered apart."),
    ),
    MultiFieldPanel(
        [
            FieldPanel(
                "consent_text",
                help_text=_(
                    "What people agree to when they send the form. How long it is kept is added by itself. "
                    "No round opens without it."
                ),
            ),
            FieldPanel("consent_version", help_text=_("Change it with the text, such as 2026-1.")),
            FieldPanel("keep_days"),
        ],
        _("Consent"),
    ),
]
