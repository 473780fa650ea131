"""Afterwards the page of an event is its look-back; who follows a series or asked for the look-back is told."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils import timezone

from events.models import EventPage, EventPhoto, EventQuote, EventSeries, Recording
from network.models import Person
from newsletters.alerts.following import OVER, forget_over
from newsletters.alerts.topics import make_topic
from newsletters.models import Alert, Subscriber
from pages.embeds import address_at
from pages.models import SiteDocument, SiteImage
from pages.record_index.changes import bring_up_to_date
from publications.models import Series
from tests.alert_samples import a_topic, follow, run_week
from tests.mail_samples import add_made_image
from tests.sample_records import add_event, add_publication, body_of, from_now, text_of, visit

pytestmark = pytest.mark.django_db
CHAPTERS = "00:00 Opening\n12:30 Vragen uit de zaal"


def past_event(title="Zwaluwmiddag", **children):
    """Publish an event that was last week, with these child rows."""
    fields = {name: children.pop(name) for name in ("report", "series") if name in children}
    return add_event(title, start=from_now(days=-7), children=children, **fields)


def link_on(client, path):
    """Return the address of the link to follow a page, or None."""
    link = visit(client, path).select_one(".follow-link a")
    return link and link["href"]


class TestThePage:
    def test_it_shows_report_quotes_recording_and_photos(self, client):
        person, image = Person.objects.first(), add_made_image()
        captions = SiteDocument.objects.create(
            title="Ondertiteling", file=ContentFile(b"WEBVTT\n\n00:00.000 --> 00:02.000\nHallo", name="opname.vtt")
        )
        event = past_event(
            report=body_of("<p>Het was vol.</p>"),
            quotes=[EventQuote(text="Zo doen wij het.", person=person, said_by="voorzitter")],
            photos=[EventPhoto(image=image, alt_text="Mensen aan tafel", caption="De wijktafel")],
            recordings=[
                Recording(title="De middag", url="https://vimeo.com/123456789", chapters=CHAPTERS, captions=captions)
            ],
        )
        page = visit(client, event).main
        lookback = page.find(class_="lookback")
        words = text_of(lookback)
        assert "Het was vol." in words
        quote = lookback.select_one(".quotes figure")
        assert text_of(quote) == f"Zo doen wij het. — {person.name} , voorzitter"
        photo = lookback.select_one(".photos img")
        assert photo["alt"] == "Mensen aan tafel"
        assert photo["src"].endswith(".webp")
        assert "De wijktafel" in words
        chapters = lookback.select(".chapter-list li")
        assert [text_of(each) for each in chapters] == ["0:00 Opening", "12:30 Vragen uit de zaal"]
        assert chapters[1].a["href"] == "https://vimeo.com/123456789#t=750s"
        assert "Met ondertiteling." in words
        assert captions.url in [link["href"] for link in lookback.find_all("a")]

    def test_photos_alone_are_a_look_back(self, client):
        event = past_event(photos=[EventPhoto(image=SiteImage.objects.first(), alt_text="Mensen aan tafel")])
        assert "geen verslag of opname" not in visit(client, event).main.text
        assert event in EventPage.objects.with_lookback()
        assert event not in EventPage.objects.exclude(pk__in=EventPage.objects.with_lookback())

    def test_a_photo_without_a_description_is_refused(self):
        image = SiteImage.objects.create(title="x", file="x.png", width=1, height=1)
        with pytest.raises(ValidationError):
            EventPhoto(image=image).clean()

    def test_chapters_that_cannot_be_read_are_refused(self):
        with pytest.raises(ValidationError):
            Recording(title="x", chapters="geen tijd").clean_fields(exclude=["event"])

    @pytest.mark.parametrize(
        ("address", "there"),
        [
            ("https://www.youtube.com/watch?v=aaaaaaaaaaa&t=5", "https://www.youtube.com/watch?v=aaaaaaaaaaa&t=90s"),
            ("https://youtu.be/aaaaaaaaaaa", "https://youtu.be/aaaaaaaaaaa?t=90s"),
            ("https://vimeo.com/123456789", "https://vimeo.com/123456789#t=90s"),
            ("https://example.org/film", ""),
            ("javascript:alert(1)", ""),
            ("", ""),
        ],
    )
    def test_a_chapter_leads_to_its_moment_at_hosts_that_know_it(self, address, there):
        assert address_at(address, 90) == there


class TestFollowing:
    def test_a_series_of_meetings_is_followed_from_its_page(self, client):
        series = EventSeries.objects.create(name="Zwaluwreeks", slug="zwaluwreeks")
        past_event(series=series)
        bring_up_to_date()
        assert link_on(client, series.get_absolute_url()) == "/nieuwsbrief/volgen/lijst/event/?reeks=zwaluwreeks"
        follow(a_topic(name="event", query="reeks=zwaluwreeks"))
        add_event("Zwaluwmiddag 2", start=from_now(days=7), series=series, first_published_at=timezone.now())
        add_event("Iets anders", start=from_now(days=7), first_published_at=timezone.now())
        bring_up_to_date()
        run_week()
        [letter] = mail.outbox
        assert letter.subject == "Nieuw: Zwaluwmiddag 2"
        assert "Iets anders" not in letter.body

    def test_a_series_of_publications_is_followed_from_its_page(self, client):
        series = Series.objects.create(name="Zwaluwboeken", slug="zwaluwboeken")
        add_publication("Deel 1", series=series)
        bring_up_to_date()
        address = link_on(client, series.get_absolute_url())
        assert address == "/nieuwsbrief/volgen/lijst/publication/?reeks=zwaluwboeken"
        assert client.get(address).status_code == 200

    def test_who_asked_for_the_look_back_of_one_event_is_told_of_that_alone(self, client):
        event, other = past_event(), past_event("Iets anders")
        bring_up_to_date()
        address = link_on(client, event.url)
        assert address == f"/nieuwsbrief/volgen/pagina/{event.translation_key}/"
        assert "“Zwaluwmiddag”" in visit(client, address).main.text
        follow(a_topic("pagina", str(event.translation_key)))
        for page in (event, other):
            page.report = body_of("<p>Het was vol.</p>")
            page.save_revision().publish()
        bring_up_to_date()
        run_week()
        [letter] = mail.outbox
        assert letter.subject == "Nieuw: Zwaluwmiddag"
        assert link_on(client, event.url) is None

    @pytest.mark.parametrize("name", ["geen-sleutel", "00000000-0000-0000-0000-000000000000", ""])
    def test_what_is_no_record_cannot_be_followed(self, client, name):
        assert client.get(f"/nieuwsbrief/volgen/pagina/{name}/").status_code == 404

    def test_a_record_without_later_news_cannot_be_followed_by_itself(self):
        book = add_publication("Boek")
        bring_up_to_date()
        assert make_topic("pagina", str(book.translation_key), {}, "nl") is None

    def test_alerts_on_an_event_go_when_it_is_long_over(self):
        old, recent = past_event("Lang geleden"), past_event("Pas geleden")
        bring_up_to_date()
        follow(a_topic("pagina", str(old.translation_key)), "oud@example.org")
        follow(a_topic("pagina", str(recent.translation_key)), "pas@example.org")
        [session] = old.sessions.all()
        session.start, session.end = (timezone.now() - OVER - timedelta(days=day) for day in (2, 1))
        old.sessions.set([session])
        old.save()
        bring_up_to_date()
        forget_over(timezone.now())
        assert [alert.subscriber.address for alert in Alert.objects.all()] == ["pas@example.org"]
        assert not Subscriber.objects.with_address("oud@example.org").exists()
