"""Things that exist for a time: municipalities merge, organisations are dissolved."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ValidityQuerySet(models.QuerySet):
    """Rows with `valid_from` and `valid_to` (dates; empty means unknown or without end)."""

    def valid_on(self, day):
        """Keep the rows that existed on `day` (a date); an unknown bound does not exclude."""
        return self.filter(
            models.Q(valid_from=None) | models.Q(valid_from__lte=day),
            models.Q(valid_to=None) | models.Q(valid_to__gt=day),
        )

    def current(self):
        """Keep the rows that exist today (Europe/Amsterdam)."""
        return self.valid_on(timezone.localdate())


class Validity(models.Model):
    """Abstract: a first day and the first day on which it no longer existed."""

    valid_from = models.DateField(
        _("valid from"), null=True, blank=True, help_text=_("The first day. Leave empty when it is unknown.")
    )
    valid_to = models.DateField(
        _("valid to"),
        null=True,
        blank=True,
        help_text=_("The first day on which it no longer exists. Leave empty when it still does."),
    )

    objects = ValidityQuerySet.as_manager()

    class Meta:
        abstract = True

    def clean(self):
        """Raise ValidationError when the last day does not come after the first."""
        super().clean()
        if self.valid_from and self.valid_to and self.valid_to <= self.valid_from:
            raise ValidationError({"valid_to": _("Choose a day after “valid from”.")})
