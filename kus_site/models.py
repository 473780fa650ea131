"""Content ids: which record an entry of the content files belongs to."""

from collections import defaultdict

from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from wagtail.models import Page


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
    def read_examples(cls):
        """Return {label of the model: set of primary keys} of what is invented, for pages.examples."""
        found = defaultdict(set)
        rows = cls.objects.filter(is_example=True)
        columns = ("object_id", "content_type__app_label", "content_type__model")
        for key, app_label, model_name in rows.values_list(*columns):
            # The content type of a model that is no more stays in the database.
            if model := apps.all_models[app_label].get(model_name):
                found[(Page if issubclass(model, Page) else model)._meta.label_lower].add(key)
        return dict(found)
