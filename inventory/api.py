"""What the read API says of one project; docs/inventory.md has all projects at once as open data."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from inventory.open_data.records import clean, text_of_body
from pages.api.serializers import RecordSerializer


class PartnerSerializer(serializers.Serializer):
    """An organisation that takes part."""

    name = serializers.CharField(source="organisation")
    role = serializers.CharField()


class ProjectSerializer(RecordSerializer):
    """A project with all that its page says, but for people and their addresses."""

    status = serializers.CharField(source="page.status")
    description = serializers.SerializerMethodField(help_text="Plain text, without email addresses.")
    lead_organisation = serializers.CharField(source="page.lead_organisation.name", default="")
    partners = PartnerSerializer(source="page.partners.all", many=True)
    confirmed_on = serializers.DateField(
        source="page.confirmed_on", allow_null=True, help_text="When its people last said that this is right."
    )

    prefetch = ["lead_organisation", "partners__organisation"]

    @extend_schema_field(str)
    def get_description(self, entry):
        return clean(text_of_body(entry.page.body.raw_data))
