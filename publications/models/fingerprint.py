"""What publications that look alike have in common, in rows that are found quickly (publications.fingerprints)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Fingerprint(models.Model):
    """One value that a publication shares with publications that look like it.

    `length`: characters of its title as it is compared, and `year`, 0 for none; both 0 for a DOI or ISBN, which is the
    same whatever the title and year.
    """

    publication = models.ForeignKey(
        "publications.PublicationPage", on_delete=models.CASCADE, related_name="fingerprints"
    )
    value = models.BigIntegerField()
    length = models.PositiveSmallIntegerField(default=0)
    year = models.PositiveSmallIntegerField(default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("fingerprint")
        verbose_name_plural = _("fingerprints")
        indexes = [models.Index(fields=["value", "length", "year", "publication"], name="fingerprint_by_value")]

    def __str__(self):
        return f"{self.publication_id}: {self.value}"
