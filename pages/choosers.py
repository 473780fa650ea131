"""The form with which an editor makes a term of a vocabulary inside a chooser."""

from django.utils.text import slugify

from network.choosers import CreationForm


class TermForm(CreationForm):
    """A term of a vocabulary; its short name for addresses is made from its name."""

    def save(self, commit=True):
        """Save it with a short name that no other term has."""
        longest = self._meta.model._meta.get_field("slug").max_length - 5
        base = slugify(self.instance.name)[:longest] or self._meta.model._meta.model_name
        taken = set(self._meta.model.objects.filter(slug__startswith=base).values_list("slug", flat=True))
        number, slug = 1, base
        while slug in taken:
            number += 1
            slug = f"{base}-{number}"
        self.instance.slug = slug
        return super().save(commit)
