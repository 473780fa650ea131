"""What the read API says of one publication."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from pages.api.serializers import DocumentSerializer, RecordSerializer
from publications.bibliography.csl import CSL_PREFETCH, csl_item
from publications.licences import licence_address, licence_name
from publications.structured_data import plain


class ContributorSerializer(serializers.Serializer):
    """Who made it, in the order of the title page."""

    name = serializers.CharField()
    role = serializers.CharField()
    orcid = serializers.CharField(source="person.orcid", default="")
    affiliation = serializers.CharField()


class SeriesSerializer(serializers.Serializer):
    """The series that it is a number of."""

    name = serializers.CharField(source="series.label")
    number = serializers.CharField(source="series_number")


class LicenceSerializer(serializers.Serializer):
    """What a reader may do with it; `code` is an SPDX identifier or all-rights."""

    code = serializers.CharField(source="licence")
    name = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()

    @extend_schema_field(str)
    def get_name(self, page):
        return str(licence_name(page.licence))

    @extend_schema_field(str)
    def get_url(self, page):
        return licence_address(page.licence) or ""


def real_files(holder, context):
    """Return the files (dicts) of a publication or a part; those that only stand in are left out."""
    files = [file for file in holder.files.all() if not file.document.is_example]
    return DocumentSerializer(files, many=True, context=context).data


class PartSerializer(serializers.Serializer):
    """A part with a title of its own: a sub-study, an episode."""

    number = serializers.IntegerField(allow_null=True)
    title = serializers.CharField()
    description = serializers.CharField()
    language = serializers.CharField()
    url = serializers.SerializerMethodField(help_text="Where it is; without one, that of its first file.")
    files = serializers.SerializerMethodField()

    @extend_schema_field(str)
    def get_url(self, part):
        files = part.files.all()
        if part.url or not files:
            return part.url
        return self.context["request"].build_absolute_uri(files[0].document.url)

    @extend_schema_field(DocumentSerializer(many=True))
    def get_files(self, part):
        return real_files(part, self.context)


class PublicationSerializer(RecordSerializer):
    """A publication with all that its page says."""

    subtitle = serializers.CharField(source="page.subtitle")
    abstract = serializers.SerializerMethodField(help_text="Plain text.")
    key_points = serializers.SerializerMethodField()
    evidence = serializers.CharField(source="page.evidence", help_text="practice, studied, reviewed, or empty.")
    contributors = ContributorSerializer(source="page.contributors.all", many=True)
    series = serializers.SerializerMethodField()
    licence = serializers.SerializerMethodField()
    files = serializers.SerializerMethodField()
    parts = PartSerializer(source="page.parts.all", many=True)
    citation = serializers.SerializerMethodField(help_text="CSL-JSON 1.0.2, with ISBN, DOI, journal and publisher.")

    prefetch = [
        *CSL_PREFETCH,
        "key_points",
        "files__document",
        "parts__files__document",
    ]

    @extend_schema_field(str)
    def get_abstract(self, entry):
        return plain(entry.page.abstract)

    @extend_schema_field(list[str])
    def get_key_points(self, entry):
        return [point.text for point in entry.page.key_points.all()]

    @extend_schema_field(SeriesSerializer(allow_null=True))
    def get_series(self, entry):
        return SeriesSerializer(entry.page).data if entry.page.series else None

    @extend_schema_field(LicenceSerializer(allow_null=True))
    def get_licence(self, entry):
        return LicenceSerializer(entry.page).data if entry.page.licence else None

    @extend_schema_field(DocumentSerializer(many=True))
    def get_files(self, entry):
        return real_files(entry.page, self.context)

    @extend_schema_field(dict)
    def get_citation(self, entry):
        return csl_item(entry.page, self.context["request"])
