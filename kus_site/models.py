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
    # Invented, to show the site at work: readers are told, and kus_site.example takes all of it away.
    is_example = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["content_type", "object_id"], name="one_content_key_per_record")]

    def __str__(self):
        return self.key

    @classmethod
    def find_examples(cls):
        """Return a queryset of (primary key, app label, model name) of what is invented, for pages.examples."""
        columns = ("object_id", "content_type__app_label", "content_type__model")
        return cls.objects.filter(is_example=True).values_list(*columns)
