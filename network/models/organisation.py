from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.search import index

from .addressable import Addressable
from .municipality import Municipality
from .validity import Validity


class Organisation(index.Indexed, Addressable, Validity):
    """A body that takes part, publishes or organises. `ror` is its Research Organization Registry identifier."""

    class Kind(models.TextChoices):
        MUNICIPALITY = "municipality", _("Municipality")
        UNIVERSITY_APPLIED = "university-applied", _("University of applied sciences")
        UNIVERSITY = "university", _("University")
        KNOWLEDGE = "knowledge", _("Knowledge institute")
        CARE_WELFARE = "care-welfare", _("Care and welfare organisation")
        CLIENTS = "clients", _("Clients' organisation")
        PROFESSION = "profession", _("Professional or branch association")
        PUBLISHER = "publisher", _("Publisher")
        MEDIA = "media", _("Newspaper or magazine")
        GOVERNMENT = "government", _("Government or funder")
        OTHER = "other", _("Other")

    name = models.CharField(_("name"), max_length=200, unique=True)
    short_name = models.CharField(
        _("short name"), max_length=50, blank=True, help_text=_("An abbreviation, such as HU.")
    )
    kind = models.CharField(_("kind"), max_length=30, choices=Kind.choices, default=Kind.OTHER)
    website = models.URLField(_("website"), blank=True)
    ror = models.URLField(
        "ROR",
        blank=True,
        validators=[
            RegexValidator(
                r"^https://ror\.org/0[a-hj-km-np-tv-z0-9]{6}[0-9]{2}$", _("Write https://ror.org/ and nine characters.")
            )
        ],
        help_text=_("The address in the Research Organization Registry."),
    )
    municipality = models.ForeignKey(
        Municipality,
        verbose_name=_("municipality"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="organisations",
        help_text=_("For a municipal organisation: which municipality it is."),
    )

    address_name = "organisation"
    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("short_name")]),
        FieldPanel("slug"),
        FieldPanel("kind"),
        FieldPanel("website"),
        FieldPanel("ror"),
        FieldPanel("municipality"),
        MultiFieldPanel([FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_to")])], _("Validity")),
    ]
    search_fields = [
        index.SearchField("name", boost=3),
        index.SearchField("short_name"),
        index.AutocompleteField("name"),
        index.AutocompleteField("short_name"),
        index.FilterField("kind"),
    ]

    content_name = "organisation"
    content_folder = "organisations"
    content_fields = ["name", "short_name", "kind", "website", "ror", "municipality", "valid_from", "valid_to"]
    # Made from the name.
    content_omitted = ["slug"]

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]

    def __str__(self):
        return self.name
