"""The choosers of kinds and series, in which an editor makes one that is not there yet."""

from django.utils.text import slugify

from network.choosers import CreatingChooserViewSet, CreationForm
from publications.models import PublicationKind, Series


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


class KindForm(TermForm):
    """A kind of publication, made within a chooser."""

    class Meta:
        model = PublicationKind
        fields = ["name", "name_en", "schema_type"]


class KindChooserViewSet(CreatingChooserViewSet):
    """The chooser of kinds."""

    creation_form_class = KindForm


class SeriesForm(TermForm):
    """A series, made within a chooser."""

    class Meta:
        model = Series
        fields = ["name", "name_en", "description"]


class SeriesChooserViewSet(CreatingChooserViewSet):
    """The chooser of series."""

    creation_form_class = SeriesForm
