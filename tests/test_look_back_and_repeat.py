"""The buttons to look back on an event and to repeat it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.test.utils.form_data import rich_text

from events.models import EventPage, Registration
from tests.registration_samples import open_event
from tests.sample_records import add_event, from_now, text_of, visit
from tests.test_change_of_plan import address_of, amsterdam, do, show

pytestmark = pytest.mark.django_db


class TestLookBack:
    def test_report_recording_and_slides_are_published(self, administrator_client, client):
        event = add_event("Zwaluwmiddag", start=from_now(days=-9))
        slides = get_document_model().objects.first()
        done = do(
            administrator_client,
            "look_back",
            event,
            report=rich_text("<p>Het was vol.</p>"),
            recording_url="https://example.org/opname",
            document_1=slides.pk,
            document_2=slides.pk,
        )
        assert done.lookback_at
        words = text_of(visit(client, done).main)
        assert "Het was vol." in words
        assert [recording.title for recording in done.recordings.all()] == ["Zwaluwmiddag"]
        assert [attachment.document_id for attachment in done.attachments.all()] == [slides.pk]

    def test_an_empty_form_is_refused(self, administrator_client):
        event = add_event("Proef", start=from_now(days=-9))
        response = administrator_client.post(address_of("look_back", event), {"report": rich_text("<p> </p>")})
        assert response.status_code == 200
        assert "Schrijf een verslag" in response.content.decode()


class TestRepeat:
    def test_the_next_time_is_a_draft_without_what_belonged_to_this_one(self, administrator_client):
        event = open_event(
            "Zwaluwmiddag",
            start=amsterdam(2026, 3, 20, 13, 30),
            status="cancelled",
            status_reason="Ziek.",
            venue="De Klinker",
            registration_deadline=amsterdam(2026, 3, 18, 12, 0),
        )
        join_before = Registration.objects.count()
        response = administrator_client.post(
            address_of("repeat", event), {"title": "Zwaluwmiddag 2", "start": "3-4-2026 13:30"}
        )
        made = EventPage.objects.get(title="Zwaluwmiddag 2")
        assert response["Location"] == reverse("wagtailadmin_pages:edit", args=[made.pk])
        assert not made.live
        assert (made.status, made.status_reason, made.venue) == ("confirmed", "", "De Klinker")
        # Summer time began in between.
        assert made.starts_at == amsterdam(2026, 4, 3, 13, 30)
        assert made.registration_deadline == amsterdam(2026, 4, 1, 12, 0)
        assert made.sessions.get().end - made.sessions.get().start == timedelta(hours=2)
        assert made.sessions.get().uid != event.sessions.get().uid
        assert Registration.objects.count() == join_before
        draft = made.get_latest_revision_as_object()
        assert [session.start for session in draft.sessions.all()] == [amsterdam(2026, 4, 3, 13, 30)]

    def test_it_says_that_nobody_is_told(self, administrator_client):
        event = add_event("Proef", start=from_now(days=-9))
        assert "Nog niemand" in show(administrator_client, "repeat", event).text
