"""Records of the network that have a page of their own."""

from django.db import models
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _


class Addressable(models.Model):
    """Abstract: a short name for addresses, made from the name when it is left empty.

    `address_name` is the name of the URL pattern that takes the short name.
    """

    slug = models.SlugField(
        _("short name for addresses"),
        max_length=100,
        unique=True,
        blank=True,
        help_text=_("Leave empty to make it from the name."),
    )

    address_name = None

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        """Give the record a short name that no other has, then save."""
        if not self.slug:
            self.slug = self.free_slug()
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        """Return the path of its page, in the active language."""
        return reverse(self.address_name, args=[self.slug])

    def free_slug(self):
        """Return the name as a short name, numbered where another record has it already."""
        base = slugify(self.name)[:90] or self._meta.model_name
        taken = set(type(self).objects.filter(slug__startswith=base).exclude(pk=self.pk).values_list("slug", flat=True))
        number, slug = 1, base
        while slug in taken:
            number += 1
            slug = f"{base}-{number}"
        return slug
