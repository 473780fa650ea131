"""How sure it is what a publication says about what works."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EvidenceMixin(models.Model):
    """Abstract: the degree of evidence, and what it means for who wants to use it."""

    class Evidence(models.TextChoices):
        PRACTICE = "practice", _("Known from practice")
        STUDIED = "studied", _("Studied")
        REVIEWED = "reviewed", _("Studied and reviewed")

    # What the degrees of evidence mean for who wants to use it.
    EVIDENCE_MEANINGS = {
        Evidence.PRACTICE: _("Professionals say what they do and what they notice. Whether it works was not studied."),
        Evidence.STUDIED: _("Researchers looked whether or how it works, and say how they did that."),
        Evidence.REVIEWED: _("It was studied, and other experts judged the study before it was published."),
    }

    evidence = models.CharField(
        _("how sure it is"),
        max_length=10,
        choices=Evidence.choices,
        blank=True,
        help_text=_("Leave empty where it says nothing about what works."),
    )

    class Meta:
        abstract = True

    @property
    def evidence_meaning(self):
        """What its evidence means, in a sentence; empty without any."""
        return self.EVIDENCE_MEANINGS.get(self.evidence, "")
