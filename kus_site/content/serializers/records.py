"""The serializer of a whole record, made from what its class declares (`content_name`, `content_fields`, …)."""

from dataclasses import dataclass, field

from django.db.models import ManyToManyField
from wagtail.contrib.settings.models import BaseSiteSetting
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage
from wagtail.models import Page, TranslatableMixin

from pages.models import RecordPage

from . import lookup
from .fields import Column, Counters, ManyRelatedField, RowReferences, Rows, Slug
from .media_files import MediaFile, read_document, read_image
from .page_fields import Draft, Language, LegacyUrl, Parent, TranslationOf

# The key of the text below the front matter, in the types that have such a field.
TEXT = "body"
# What every record has after its own fields.
RECORD_FIELDS = (
    "themes:theme_links",
    "subjects:subject_links",
    "audiences",
    "laws",
    "municipalities",
    "werkplaatsen",
    "action_links",
    "attachments",
    "related_records",
)


@dataclass(frozen=True)
class RecordSerializer:
    """A type of the content format: its name, folder and model (class), its fields in the order of the file.

    `text` is the key of the text below the front matter, empty for none.
    """

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
    def is_top(self):
        """Whether its pages stand at the top of the tree, as home pages do."""
        return self.is_page and self.model.parent_page_types == ["wagtailcore.Page"]

    @property
    def is_setting(self):
        """Whether it is the one row of settings of the site."""
        return issubclass(self.model, BaseSiteSetting)

    @property
    def root(self):
        """The model whose primary keys tell its records apart: all pages share theirs."""
        return Page if self.is_page else self.model


def serializer_of(model):
    """Return the RecordSerializer of a model class that has a `content_name`.

    Raises FieldDoesNotExist when `content_fields` names a field that the model does not have.
    """
    text = TEXT if issubclass(model, Page) and hasattr(model, TEXT) else ""
    own = [field_of(model, name) for name in model.content_fields]
    fields = _page_fields(model, own, text) if issubclass(model, Page) else [*_leading_fields(model), *own]
    return RecordSerializer(model.content_name, model.content_folder, model, tuple(fields), text)


def field_of(model, name):
    """Return the field serializer for one name of `content_fields`: `field`, or `key:field` where a file differs."""
    key, _colon, attribute = name.partition(":")
    found = model._meta.get_field(attribute or key)
    if found.name == "slug":
        return Slug(model, "title" if issubclass(model, Page) else "name")
    if isinstance(found, ManyToManyField):
        return ManyRelatedField(model, key)
    if found.one_to_many and hasattr(found.related_model, "content_counter"):
        return Counters(model, key, found.name)
    if found.one_to_many:
        is_reference = getattr(found.related_model, "content_reference", "")
        return RowReferences(model, key, found.name) if is_reference else Rows(model, key, found.name)
    return Column(model, lookup.slot(model, name))


def _page_fields(model, own, text):
    """Return the fields of a page: those of every page, of every record, its own, and the text at the end."""
    is_top = model.parent_page_types == ["wagtailcore.Page"]
    named = {name: field_of(model, name) for name in ("title", "slug", "seo_title", "search_description")}
    is_record = issubclass(model, RecordPage)
    return [
        named["title"],
        named["slug"],
        Parent(model, is_top),
        Language(),
        TranslationOf(model),
        Draft(),
        named["seo_title"],
        named["search_description"],
        LegacyUrl(),
        *(field_of(model, name) for name in ("summary", "listing_image")),
        *([field_of(model, "date")] if is_record else []),
        *own,
        *(field_of(model, name) for name in RECORD_FIELDS if is_record),
        *(field_of(model, name) for name in ("data_note", "teasers:teaser_placements")),
        *([field_of(model, text)] if text else []),
    ]


def _leading_fields(model):
    """Return the fields that stand before those that a model other than a page declares."""
    if issubclass(model, AbstractImage):
        return [MediaFile(read_image)]
    if issubclass(model, AbstractDocument):
        return [MediaFile(read_document)]
    return [Language(), TranslationOf(model)] if issubclass(model, TranslatableMixin) else []
