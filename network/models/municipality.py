from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.search import index

from .addressable import Addressable
from .validity import Validity


class RegionGroup(models.Model):
    """A named group of municipalities that work together, such as U16."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    slug = models.SlugField(_("short name for addresses"), max_length=50, unique=True)
    description = models.CharField(_("description"), max_length=255, blank=True)

    panels = ["name", "slug", "description"]

    content_name = "region-group"
    content_folder = "region-groups"
    content_fields = ["name", "slug", "description"]

    class Meta:
        verbose_name = _("region group")
        verbose_name_plural = _("region groups")
        ordering = ["name"]

    def __str__(self):
        return self.name


class Municipality(index.Indexed, Addressable, Validity):
    """A Dutch municipality by its code of Statistics Netherlands (CBS), GM and four digits."""

    name = models.CharField(_("name"), max_length=100)
    code = models.CharField(
        _("CBS code"),
        max_length=6,
        unique=True,
        validators=[RegexValidator(r"^GM\d{4}$", _("Write GM and four digits, such as GM0344."))],
        help_text=_("The code of Statistics Netherlands: GM and four digits."),
    )
    province = models.CharField(_("province"), max_length=50, default="Utrecht")
    region_groups = models.ManyToManyField(
        RegionGroup, verbose_name=_("region groups"), blank=True, related_name="municipalities"
    )
    tile_column = models.PositiveSmallIntegerField(
        _("column on the tile map"),
        null=True,
        blank=True,
        help_text=_("Its place on the scheme of the province, counted from the west, starting at 1."),
    )
    tile_row = models.PositiveSmallIntegerField(
        _("row on the tile map"), null=True, blank=True, help_text=_("Counted from the north, starting at 1.")
    )
    tile_label = models.CharField(
        _("name on the tile map"),
        max_length=60,
        blank=True,
        help_text=_("At most three short lines with a slash between them: Nieuwe-/gein. Empty: one word a line."),
    )
    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("merged into"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="merged_from",
        help_text=_("The municipality that took over. Old records keep the old name."),
    )

    address_name = "municipality"
    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("slug")]),
        FieldRowPanel([FieldPanel("code"), FieldPanel("province")]),
        FieldPanel("region_groups"),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("tile_column"), FieldPanel("tile_row")]), FieldPanel("tile_label")],
            _("Place on the tile map"),
        ),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_to")]), FieldPanel("merged_into")],
            _("Validity"),
        ),
    ]
    search_fields = [
        index.SearchField("name", boost=3),
        index.AutocompleteField("name"),
        index.FilterField("province"),
    ]

    content_name = "municipality"
    content_folder = "municipalities"
    content_fields = [
        "name",
        "slug",
        "code",
        "province",
        "tile_column",
        "tile_row",
        "tile_label",
        "valid_from",
        "valid_to",
        "merged_into",
        "region_groups",
    ]

    class Meta:
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")
        ordering = ["name"]

    def __str__(self):
        return self.name
