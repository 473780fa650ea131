"""What the registration form of an event asks."""

from django.db import models
from django.template.response import TemplateResponse
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

    For a RecordPage with child rows `questions`, before RoutablePageMixin among its bases. What people need to take
    part is special personal data: asked only where somebody does something with it.
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
            help_text=_(
                "They come after the fixed ones. Only editors see the answers. "
                "See them together in the preview “The registration form”."
            ),
        ),
    ]
    questions_fields = [
        "asks_organisation",
        "asks_role",
        "asks_access",
        "asks_diet",
        "questions",
    ]

    class Meta:
        abstract = True

    @property
    def preview_modes(self):
        """The page, and the registration form, which nobody can send from there."""
        return [("", _("The page")), ("registration", _("The registration form"))]

    def serve_preview(self, request, mode_name):
        """Return the response of a preview mode; a RoutablePage takes other modes for paths."""
        if mode_name == "registration":
            return TemplateResponse(request, "events/admin/form_preview.html", self.get_context(request))
        return super().serve_preview(request, mode_name)
