"""What the registration form of an event asks."""

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel

from pages.questions.models import OwnQuestion


class EventQuestion(OwnQuestion):
    """A question that editors add to the registration form of an event; only editors see the answers."""

    event = ParentalKey("events.EventPage", on_delete=models.CASCADE, related_name="questions")

    panels = [
        FieldPanel("label", heading=capfirst(_("question")), help_text=_("Such as: Which workshop do you choose?")),
        *OwnQuestion.panels[1:],
    ]


class EventQuestions(models.Model):
    """Which of the fixed questions the registration form asks besides name and address, and the editors' own.

    For a RecordPage with child rows `questions`. What people need to take part is special personal data: asked only
    where somebody does something with it.
    """

    asks_organisation = models.BooleanField(_("ask for the organisation"), default=True)
    asks_role = models.BooleanField(_("ask for the role"), default=True, help_text=_("Such as policy officer."))
    asks_access = models.BooleanField(
        _("ask what somebody needs to take part"), default=False, help_text=_("Such as a sign language interpreter.")
    )
    asks_diet = models.BooleanField(
        _("ask what somebody does not eat"), default=False, help_text=_("Only when there is a meal.")
    )

    questions_panels = [
        MultiFieldPanel(
            [
                FieldPanel("asks_organisation"),
                FieldPanel("asks_role"),
                FieldPanel("asks_access"),
                FieldPanel("asks_diet"),
            ],
            _("What the registration form asks"),
            help_text=_("Name and email address are always asked. Nobody has to answer these."),
        ),
        InlinePanel(
            "questions",
            label=_("Question"),
            heading=_("Questions of your own on the registration form"),
            help_text=_("They come after the fixed ones. Only editors see the answers."),
        ),
    ]

    class Meta:
        abstract = True
