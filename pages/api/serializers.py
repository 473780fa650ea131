"""What the read API says of a record. A type of record names its serializer in `api_serializer`.

Lists are made of the record index; a serializer of a type adds what one record says besides, from its page.
"""

from dataclasses import dataclass, field
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from wagtail.models import Page

from pages.languages import LANGUAGES
from pages.models.record_index import IndexedRecord
from pages.record_index.cards import Card


@dataclass
class Entry:
    """One record to serialize: its row, its Card, its identifier, its date (FuzzyDate or None), its FacetValues.

    `page` is the page itself, for one record; None in a list.
    """

    row: IndexedRecord
    card: Card
    identifier: UUID
    date: object = None
    values: list = field(default_factory=list)
    page: Page | None = None


class DateSerializer(serializers.Serializer):
    """A FuzzyDate: no more exact than what is known."""

    edtf = serializers.CharField(source="text", help_text="EDTF (ISO 8601-2): 2018, 2018-03, 2018-21, 2012/2016, 2027?")
    words = serializers.SerializerMethodField(help_text="In words, in the language of the record.")
    earliest = serializers.DateField(help_text="The first day that it can mean.")
    latest = serializers.DateField(allow_null=True, help_text="The last day; null for what is still going on.")

    @extend_schema_field(str)
    def get_words(self, date):
        return date.display()


class PictureSerializer(serializers.Serializer):
    """A picture: whole address, width and height in pixels."""

    url = serializers.SerializerMethodField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()

    @extend_schema_field(serializers.URLField)
    def get_url(self, picture):
        return self.context["request"].build_absolute_uri(picture["url"])


class FacetValueSerializer(serializers.Serializer):
    """A value that the record has of a filter."""

    filter = serializers.CharField(source="facet", help_text="The query parameter of the list.")
    value = serializers.CharField(help_text="The value of that parameter.")
    label = serializers.CharField(help_text="In words.")


class RecordSerializer(serializers.Serializer):
    """A record as lists show it."""

    id = serializers.UUIDField(source="identifier", help_text="Never changes; the same for all languages of a record.")
    type = serializers.CharField(source="row.record_type")
    api_url = serializers.SerializerMethodField(help_text="The whole record in this API.")
    url = serializers.SerializerMethodField(help_text="The page for readers.")
    language = serializers.CharField(source="card.language_code", help_text="Of the texts (ISO 639-1).")
    title = serializers.CharField(source="row.title")
    summary = serializers.CharField(source="card.summary", allow_blank=True)
    kind = serializers.CharField(source="card.kind_label", help_text="What it is, in words.")
    date = DateSerializer(allow_null=True)
    starts_at = serializers.DateTimeField(source="row.starts_at", allow_null=True)
    ends_at = serializers.DateTimeField(source="row.ends_at", allow_null=True)
    place = serializers.CharField(source="row.place", allow_blank=True)
    picture = PictureSerializer(source="card.picture", allow_null=True)
    filters = FacetValueSerializer(source="values", many=True)
    is_example = serializers.SerializerMethodField(
        help_text="True for what the makers of the site invented to show how it works."
    )
    published_at = serializers.DateTimeField(source="row.first_published_at", allow_null=True)
    changed_at = serializers.DateTimeField(source="row.changed_at")

    # The lookups of a page that the fields of one record need.
    prefetch = []

    @extend_schema_field(serializers.URLField)
    def get_api_url(self, entry):
        return self.context["address_of"](entry.identifier)

    @extend_schema_field(serializers.URLField)
    def get_url(self, entry):
        return self.context["request"].build_absolute_uri(entry.card.url)

    @extend_schema_field(bool)
    def get_is_example(self, entry):
        return entry.row.page_id in self.context["examples"]


class DocumentSerializer(serializers.Serializer):
    """A row that has a `document`: a file to download."""

    title = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()
    size = serializers.IntegerField(source="document.file_size", allow_null=True, help_text="In bytes.")
    media_type = serializers.CharField(source="document.content_type")
    language = serializers.ChoiceField(source="document.language", choices=[code for code, _name in LANGUAGES])
    pages = serializers.IntegerField(source="document.page_count", allow_null=True)

    @extend_schema_field(str)
    def get_title(self, row):
        return row.title or row.document.title

    @extend_schema_field(serializers.URLField)
    def get_url(self, row):
        return self.context["request"].build_absolute_uri(row.document.url)
