"""The question that editors add to a form, as the base of the child rows of rounds and events."""

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.contrib.forms.models import AbstractFormField


class OwnQuestion(AbstractFormField):
    """A question that editors add to the fixed ones of a form.

    With `depends_on`, the label of an earlier question, it is asked only when that was answered with `depends_value`.
    A subclass has the ParentalKey to what asks it.
    """

    FIELD_TYPES = [
        ("singleline", _("One line of text")),
        ("multiline", _("More lines of text")),
        ("number", _("Number")),
        ("date", _("Date")),
        ("dropdown", _("One choice, in a list")),
        ("radio", _("One choice, all in sight")),
        ("checkboxes", _("More than one choice")),
        ("checkbox", _("A tick")),
    ]

    field_type = models.CharField(_("kind of answer"), max_length=16, choices=FIELD_TYPES, default="singleline")
    depends_on = models.CharField(
        _("only after the question"),
        max_length=255,
        blank=True,
        help_text=_("The label of an earlier question. Empty: it is always asked."),
    )
    depends_value = models.CharField(
        _("when the answer is"), max_length=255, blank=True, help_text=_("One of the choices; for a tick: yes or no.")
    )

    content_fields = [
        "label",
        "field_type",
        "required",
        "choices",
        "help_text",
        "default_value",
        "depends_on",
        "depends_value",
    ]
    # Made from the label.
    content_omitted = ["clean_name"]

    question_panels = [
        FieldPanel("label", heading=capfirst(_("question")), help_text=_("Such as: How many residents take part?")),
        FieldPanel("help_text", heading=capfirst(_("explanation")), help_text=_("Shown under the question.")),
    ]
    answer_panels = [
        FieldPanel(
            "required", help_text=_("A required question also stops whoever does not know. Is an empty answer useful?")
        ),
        FieldPanel(
            "choices",
            help_text=_("One on each line; for one choice or more than one choice. Leave it empty for other kinds."),
            widget=AdminAutoHeightTextInput(),
        ),
        FieldPanel(
            "default_value",
            heading=capfirst(_("filled in beforehand")),
            help_text=_("Mostly empty. For choices one of them; for a tick: yes or no."),
            widget=AdminAutoHeightTextInput(),
        ),
        FieldRowPanel([FieldPanel("depends_on"), FieldPanel("depends_value")]),
    ]
    panels = [*question_panels, FieldPanel("field_type"), *answer_panels]

    class Meta(AbstractFormField.Meta):
        abstract = True

    def find_own_faults(self):
        """Return {name of a field: sentence} of what is wrong besides pages.questions.rules. For subclasses."""
        return {}
