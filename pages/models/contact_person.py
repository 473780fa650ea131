from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable


class ContactPerson(Orderable):
    """A contact person on a text page with the contact form; readers reach this person through the editors."""

    page = ParentalKey("pages.StandardPage", on_delete=models.CASCADE, related_name="contact_people")
    person = models.ForeignKey(
        "network.Person", verbose_name=_("person"), on_delete=models.CASCADE, related_name="contact_for"
    )
    subject = models.CharField(
        _("what for"), max_length=200, blank=True, help_text=_("Such as “Registering for a meeting”.")
    )

    panels = [FieldPanel("person"), FieldPanel("subject")]

    class Meta(Orderable.Meta):
        verbose_name = _("contact person")
        verbose_name_plural = _("contact people")

    def __str__(self):
        return str(self.person)
