"""What the read API says of one theme."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from pages.api.serializers import RecordSerializer


class MappingSerializer(serializers.Serializer):
    """How it relates to a theme of another knowledge agenda."""

    relation = serializers.CharField(help_text="same, broader, narrower or continues.")
    id = serializers.UUIDField(source="other.translation_key")
    title = serializers.CharField(source="other.title")


class ThemeSerializer(RecordSerializer):
    """A theme with its knowledge agenda and the themes of other agendas that it is mapped to."""

    agenda = serializers.SerializerMethodField(help_text="The title of its knowledge agenda.")
    number = serializers.IntegerField(source="page.number", help_text="Its place in the agenda.")
    mappings = serializers.SerializerMethodField()

    prefetch = ["agenda", "mappings__other"]

    @extend_schema_field(str)
    def get_agenda(self, entry):
        return entry.page.agenda.title if entry.page.agenda else ""

    @extend_schema_field(MappingSerializer(many=True))
    def get_mappings(self, entry):
        return MappingSerializer([each for each in entry.page.mappings.all() if each.other.live], many=True).data
