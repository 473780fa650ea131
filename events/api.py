"""What the read API says of one event."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from events.structured_data import moment_text
from pages.api.serializers import PictureSerializer, RecordSerializer
from pages.renditions import picture_of


class SessionSerializer(serializers.Serializer):
    """One stretch of time; a moment of which only the day is known is a day (ISO 8601, Amsterdam)."""

    title = serializers.CharField()
    start = serializers.SerializerMethodField()
    end = serializers.SerializerMethodField()
    is_cancelled = serializers.BooleanField(help_text="True for a session that does not take place.")

    @extend_schema_field(str)
    def get_start(self, session):
        return moment_text(session.start, session.time_known)

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_end(self, session):
        return moment_text(session.end, session.time_known)


class SpeakerSerializer(serializers.Serializer):
    """Who speaks, as what, about what."""

    name = serializers.CharField(source="person")
    role = serializers.CharField()
    subject = serializers.CharField()


class OrganiserSerializer(serializers.Serializer):
    """An organisation that organises it."""

    name = serializers.CharField(source="organisation")


class RecordingSerializer(serializers.Serializer):
    """A recording that can be played; `url` is empty while its address is not known, a path for a file of our own."""

    title = serializers.CharField()
    url = serializers.CharField(source="address")
    language = serializers.CharField()
    has_captions = serializers.BooleanField()


class PhotoSerializer(serializers.Serializer):
    """A photo of the event; `description` is its text alternative (WCAG 1.1.1)."""

    picture = serializers.SerializerMethodField()
    description = serializers.CharField(source="alt")
    caption = serializers.CharField()
    credit = serializers.CharField(source="image.credit", help_text="Who made it; empty when that is not said.")

    @extend_schema_field(PictureSerializer(allow_null=True))
    def get_picture(self, photo):
        picture = picture_of(photo.image, "photo")
        return picture and PictureSerializer(picture, context=self.context).data


class QuoteSerializer(serializers.Serializer):
    """What somebody said at the event; `said_by` is who in words, or as what the person said it."""

    text = serializers.CharField()
    person = serializers.CharField(source="person.name", default="", help_text="Empty when no person is known.")
    said_by = serializers.CharField()


class EventSerializer(RecordSerializer):
    """An event with all that its page says."""

    status = serializers.ChoiceField(
        source="page.status", choices=["provisional", "confirmed", "cancelled", "postponed", "moved-online"]
    )
    status_reason = serializers.CharField(
        source="page.status_reason", help_text="Why the plan changed, in a sentence or two; empty when it did not."
    )
    previous_start = serializers.DateTimeField(
        source="page.previous_starts_at",
        allow_null=True,
        help_text="When it would have begun before it was moved; null when it was not.",
    )
    instead_url = serializers.SerializerMethodField(
        help_text="The page that readers can go to instead of an event that is off; empty when there is none."
    )
    attendance = serializers.CharField(source="page.attendance", help_text="on-site, online, hybrid, or empty.")
    venue = serializers.CharField(source="page.venue")
    address = serializers.CharField(source="page.address")
    municipality = serializers.CharField(source="page.municipality.code", default="", help_text="CBS code, GM0344.")
    sessions = SessionSerializer(source="page.sessions.all", many=True)
    speakers = SpeakerSerializer(source="page.speakers.all", many=True)
    organisers = OrganiserSerializer(source="page.organisers.all", many=True)
    registration_url = serializers.SerializerMethodField(
        help_text="Where people register: elsewhere, or on this site while one can; empty where nowhere."
    )
    recordings = RecordingSerializer(source="page.recordings.all", many=True)
    photos = PhotoSerializer(source="page.photos.all", many=True)
    quotes = QuoteSerializer(source="page.quotes.all", many=True)
    calendar_url = serializers.SerializerMethodField(help_text="iCalendar (RFC 5545); empty while no day is known.")

    prefetch = [
        "municipality",
        "sessions",
        "speakers__person",
        "organisers__organisation",
        "recordings__document",
        "photos__image",
        "quotes__person",
    ]

    @extend_schema_field(str)
    def get_instead_url(self, entry):
        page = entry.page.instead_page
        return page.get_full_url(self.context["request"]) if page else ""

    @extend_schema_field(str)
    def get_registration_url(self, entry):
        page = entry.page
        if page.registration != page.Registration.FORM:
            return page.registration_url
        action = page.register_action
        return self.context["request"].build_absolute_uri(action.url) if action and action.is_link else ""

    @extend_schema_field(str)
    def get_calendar_url(self, entry):
        return f"{self.get_url(entry)}event.ics" if entry.page.sessions.all() else ""
