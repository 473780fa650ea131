"""What a type of the content format is."""

from dataclasses import dataclass, field

from wagtail.contrib.settings.models import BaseSiteSetting
from wagtail.models import Page

from .fields import Column, Many, RowReferences, Slug
from .mapping import columns
from .page_fields import Draft, Language, LegacyUrl, Parent, TranslationOf


@dataclass(frozen=True)
class Kind:
    """A type: its name, folder and model (class), its fields in the order of the file, the key of the text below."""

    name: str
    folder: str
    model: type
    fields: tuple
    text: str = ""
    by_key: dict = field(init=False, repr=False, compare=False)

    def __post_init__(self):
        object.__setattr__(self, "by_key", {item.key: item for item in self.fields})

    @property
    def is_page(self):
        return issubclass(self.model, Page)

    @property
    def root(self):
        """The model whose primary keys tell its records apart: all pages share theirs."""
        return Page if self.is_page else self.model

    @property
    def is_late(self):
        """Whether a row cannot exist before the records it refers to do, or the settings before the site."""
        if issubclass(self.model, BaseSiteSetting):
            return True
        return not self.is_page and any(
            isinstance(item, Column) and item.value.refers and not item.column.null for item in self.fields
        )


def simple(name, folder, model, names, *extra, slug_from=""):
    """Return the Kind of a model that is no page; `names` are its columns; `slug` is made from `slug_from`."""
    fields = []
    for column in names.split():
        fields.append(Slug(model, slug_from) if column == "slug" else Column(model, columns(model, column)[0]))
    return Kind(name, folder, model, (*fields, *extra))


def page(name, folder, model, *fields, at_top=False, text=""):
    """Return the Kind of a page with the fields of every page and `fields`; `text` is the key of the text below."""
    head = (
        *column(model, "title"),
        Slug(model, "title"),
        Parent(model, at_top),
        Language(),
        TranslationOf(model),
        Draft(),
        *column(model, "seo_title search_description"),
        LegacyUrl(),
        *column(model, "summary listing_image"),
    )
    body = column(model, text) if text else ()
    teasers = RowReferences(model, "teasers", "teaser_placements", "teaser")
    return Kind(name, folder, model, (*head, *fields, teasers, *body), text)


def column(model, names):
    """Return the Columns of `model` named in `names`."""
    return tuple(Column(model, slot) for slot in columns(model, names))


def many(model, names):
    """Return the many-to-many fields of `model` named in `names`."""
    return tuple(Many(model, name) for name in names.split())
