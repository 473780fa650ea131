from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.search import index

from .addressable import Addressable
from .organisation import Organisation


def validate_orcid_check_digit(value):
    """Refuse an ORCID whose last character is not its ISO 7064 MOD 11-2 check character."""
    digits = value.replace("-", "")
    total = 0
    for digit in digits[:-1]:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    if ("X" if check == 10 else str(check)) != digits[-1]:
        raise ValidationError(_("This ORCID has a typing error: its last character does not fit the others."))


class Person(index.Indexed, Addressable):
    """Somebody who writes, speaks, is interviewed or can be reached about a programme. No address is kept here."""

    given_name = models.CharField(_("given name"), max_length=100, blank=True, help_text=_("Or initials, such as J.P."))
    particle = models.CharField(_("particle"), max_length=30, blank=True, help_text=_("Such as “van der”."))
    family_name = models.CharField(_("family name"), max_length=100)
    role = models.CharField(
        _("role"), max_length=200, blank=True, help_text=_("What this person does, such as “lector”.")
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="people",
    )
    orcid = models.CharField(
        "ORCID",
        max_length=19,
        blank=True,
        validators=[
            RegexValidator(
                r"^\d{4}-\d{4}-\d{4}-\d{3}[\dX]$", _("Write sixteen digits in fours, such as 0000-0002-1825-0097.")
            ),
            validate_orcid_check_digit,
        ],
    )

    portrait = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        verbose_name=_("portrait"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("A photo or drawing, with the consent of this person."),
    )

    address_name = "person"
    panels = [
        FieldRowPanel([FieldPanel("given_name"), FieldPanel("particle"), FieldPanel("family_name")]),
        FieldPanel("slug"),
        FieldPanel("role"),
        FieldPanel("organisation"),
        FieldPanel("orcid"),
        FieldPanel("portrait"),
    ]
    search_fields = [
        index.SearchField("name", boost=3),
        index.AutocompleteField("given_name"),
        index.AutocompleteField("family_name"),
        index.SearchField("role"),
    ]

    content_name = "person"
    content_folder = "people"
    content_fields = ["given_name", "particle", "family_name", "role", "organisation", "orcid", "portrait"]
    # Made from the name.
    content_omitted = ["slug"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["family_name", "given_name"]

    def __str__(self):
        return self.name

    @property
    def name(self):
        """The name in reading order: “Jean-Pierre Wilken”, “Anna van der Berg”."""
        return " ".join(part for part in (self.given_name, self.particle, self.family_name) if part)

    @property
    def sort_name(self):
        """The name as a Dutch bibliography sorts it: “Berg, Anna van der”."""
        rest = " ".join(part for part in (self.given_name, self.particle) if part)
        return f"{self.family_name}, {rest}" if rest else self.family_name
