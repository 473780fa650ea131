"""What a library writes down of a publication: who published it, where it appeared, its numbers and its authors."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from pages.languages import LanguageListField
from publications.identifiers import validate_doi, validate_isbn, validate_issn
from publications.licences import validate_licence

from .parts import Contributor


class LibraryDetails(models.Model):
    """Abstract, for a RecordPage with `contributors`."""

    # Who stands as author of an entry in feeds.
    AUTHOR_ROLES = (Contributor.Role.AUTHOR, Contributor.Role.EDITOR)

    # As content files name them, in their order.
    library_fields = [
        "publisher",
        "place",
        "edition",
        "report_number",
        "container_title",
        "volume",
        "issue",
        "pages",
        "issn",
        "languages",
        "isbn",
        "doi",
        "series",
        "series_number",
    ]

    publisher = models.ForeignKey(
        "network.Organisation",
        verbose_name=_("publisher"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="publications",
    )
    languages = LanguageListField(_("languages"))
    place = models.CharField(_("place of publication"), max_length=100, blank=True)
    edition = models.CharField(
        _("edition"), max_length=60, blank=True, help_text=_("As the title page says: 2e, herziene druk.")
    )
    report_number = models.CharField(_("report number"), max_length=40, blank=True)
    container_title = models.CharField(
        _("appeared in"),
        max_length=255,
        blank=True,
        help_text=_("The title of the journal, or of the book of which it is a chapter."),
    )
    volume = models.CharField(_("volume"), max_length=20, blank=True)
    issue = models.CharField(_("issue"), max_length=20, blank=True)
    pages = models.CharField(_("pages"), max_length=40, blank=True, help_text=_("Such as 12–34, or e1045."))
    issn = models.CharField("ISSN", max_length=9, blank=True, validators=[validate_issn])
    isbn = models.CharField("ISBN", max_length=20, blank=True, validators=[validate_isbn])
    doi = models.CharField("DOI", max_length=200, blank=True, validators=[validate_doi])
    series = models.ForeignKey(
        "publications.Series",
        verbose_name=_("series"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="publications",
    )
    series_number = models.CharField(_("number in the series"), max_length=20, blank=True)
    licence = models.CharField(
        _("licence"),
        max_length=64,
        blank=True,
        validators=[validate_licence],
        help_text=_("Its short name with the version, such as CC-BY-4.0 or CC-BY-SA-3.0-NL; or all-rights."),
    )

    class Meta:
        abstract = True

    @property
    def author_names(self):
        """The names of its authors and editors."""
        return [made.name for made in self.contributors.all() if made.role in self.AUTHOR_ROLES]

    @property
    def contributor_names(self):
        return [made.name for made in self.contributors.all() if made.role not in self.AUTHOR_ROLES]

    @property
    def organisations_to_ask(self):
        return [self.publisher] if self.publisher else []

    @property
    def place_in_container(self):
        """Where it stands in its journal or book, as it follows the title there: “, 12(3), 45–60”."""
        number = f"{self.volume}({self.issue})" if self.issue else self.volume
        return "".join(f", {part}" for part in (number, self.pages) if part)

    @property
    def appeared_in(self):
        """The journal or book in which it appeared, with volume, issue and pages; empty for none."""
        return f"{self.container_title}{self.place_in_container}" if self.container_title else ""

    @property
    def made_by(self):
        """Its publisher, by the short name where it has one."""
        return (self.publisher.short_name or self.publisher.name) if self.publisher else ""
