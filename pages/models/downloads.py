"""How often files are downloaded, without knowing by whom."""

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _


class DocumentDownloads(models.Model):
    """The number of downloads of a document in one month; `month` is its first day in the time zone of the site."""

    document = models.ForeignKey("pages.SiteDocument", on_delete=models.CASCADE, related_name="monthly_downloads")
    month = models.DateField(_("month"))
    count = models.PositiveIntegerField(_("downloads"), default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("downloads of a document")
        verbose_name_plural = _("downloads of documents")
        ordering = ["-month"]
        constraints = [models.UniqueConstraint(fields=["document", "month"], name="unique_downloads_of_month")]

    def __str__(self):
        return f"{self.document_id}, {self.month:%Y-%m}: {self.count}"

    @classmethod
    def add_one(cls, document, month):
        """Count one download of the document with this primary key. Safe under concurrent requests; mostly one query.

        A document that was deleted meanwhile is not counted.
        """
        row = {"document_id": document, "month": month}
        if not cls.objects.filter(**row).update(count=F("count") + 1):
            cls.objects.bulk_create([cls(**row)], ignore_conflicts=True)
            cls.objects.filter(**row).update(count=F("count") + 1)
