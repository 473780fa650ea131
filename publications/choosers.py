"""The choosers of kinds and series, in which an editor makes one that is not there yet."""

from network.choosers import CreatingChooserViewSet
from pages.choosers import TermForm
from publications.models import PublicationKind, Series


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
