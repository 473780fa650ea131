"""What harvesters get by OAI-PMH 2.0 (publications/oai), kept apart from the pages so that deletions stay known."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OaiSet(models.Model):
    """A set that can be harvested by itself (OAI-PMH 2.6); it stays when its last record has left it."""

    # Levels separated by colons, such as subject:armoede.
    spec = models.CharField(max_length=300, unique=True)
    # In the main language.
    name = models.CharField(max_length=300)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("OAI set")
        verbose_name_plural = _("OAI sets")
        ordering = ["spec"]

    def __str__(self):
        return self.spec


class OaiRecord(models.Model):
    """A publication in one language as harvesters get it, or, deleted, what is left of it.

    Identity is (translation_key, language), as of the page, which may be gone. Rows are never removed
    (deletedRecord: persistent).
    """

    translation_key = models.UUIDField()
    language = models.CharField(max_length=10)
    # When what a harvester gets last changed, in whole seconds.
    datestamp = models.DateTimeField()
    is_deleted = models.BooleanField(default=False)
    # What the formats are written from (publications.oai.facts); empty when deleted.
    facts = models.JSONField(default=dict)
    # Of `facts` and the sets: another one means that the record changed.
    digest = models.CharField(max_length=64)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("OAI record")
        verbose_name_plural = _("OAI records")
        constraints = [models.UniqueConstraint(fields=["translation_key", "language"], name="unique_oai_record")]
        indexes = [models.Index(fields=["datestamp", "id"], name="oai_record_by_datestamp")]

    def __str__(self):
        return f"{self.translation_key}:{self.language}"


class OaiMembership(models.Model):
    """That a record is in a set, or was in it: then the set lists it as deleted.

    `datestamp` is that of the record, or the moment at which it left.
    """

    oai_set = models.ForeignKey(OaiSet, on_delete=models.CASCADE, related_name="memberships", db_index=False)
    record = models.ForeignKey(OaiRecord, on_delete=models.CASCADE, related_name="memberships")
    datestamp = models.DateTimeField()
    has_left = models.BooleanField(default=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("OAI set of a record")
        verbose_name_plural = _("OAI sets of a record")
        constraints = [models.UniqueConstraint(fields=["oai_set", "record"], name="unique_oai_membership")]
        indexes = [models.Index(fields=["oai_set", "datestamp", "record"], name="oai_member_by_datestamp")]

    def __str__(self):
        return f"{self.record_id} in {self.oai_set_id}"
