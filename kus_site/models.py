"""Content ids: which record an entry of the content files belongs to."""

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models


class ContentKey(models.Model):
    """The lasting `id` of a record in the content files, whatever its class; see docs/content-format.md."""

    key = models.SlugField(max_length=120, unique=True)
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    object_id = models.BigIntegerField()
    record = GenericForeignKey()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["content_type", "object_id"], name="one_content_key_per_record")]

    def __str__(self):
        return self.key
