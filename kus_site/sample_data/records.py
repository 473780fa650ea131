"""Synthetic publications, events and projects with the relations that real ones have."""

import json
import random
import uuid
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.text import slugify
from wagtail.models import Locale

from events.models import EventIndexPage, EventKind, EventPage, Session, Speaker
from inventory.models import ProjectIndexPage, ProjectPage
from kus_site.sample_data.rows import insert_pages, relate
from network.models import Municipality, Organisation, Person
from pages.fuzzy_date import parse
from pages.models import Audience, Law, WerkplaatsPage
from publications.models import Contributor, PublicationIndexPage, PublicationKind, PublicationPage, Series
from themes.models import ThemeLink, ThemePage

MARK = "voorbeeld"  # stands in the slug of every row
BATCH = 1_000
PEOPLE, ORGANISATIONS = 3_000, 300
FIRST_YEAR = 2003
LONG_TEXTS = 0.01  # the part of the publications with the text of a report of 40 pages
LONG_PARAGRAPHS, SHORT_PARAGRAPHS = 240, 3


class SampleRecords:
    """Writes synthetic records under the Dutch overviews of the site, in batches of one transaction each.

    texts: a TextMaker. progress: called with the number of records after each batch.
    The vocabularies, themes, werkplaatsen and municipalities are those of the site; people and organisations are made.
    """

    def __init__(self, texts, seed, progress):
        self.texts, self.progress = texts, progress
        self.random = random.Random(seed)  # noqa: S311 - sample data, no secrets
        locale = Locale.objects.get(language_code="nl")
        self.themes = list(ThemePage.objects.live().filter(locale=locale))
        self.werkplaatsen = list(WerkplaatsPage.objects.live().filter(locale=locale))
        self.audiences, self.laws = list(Audience.objects.all()), list(Law.objects.all())
        self.municipalities = list(Municipality.objects.all())
        self.stamp = uuid.uuid4().hex[:6]
        self.today = timezone.localdate()
        self.people, self.organisations = self._make_network()

    def make_publications(self, count):
        """Write so many publications with contributors, publisher, series and dates since 2003."""
        kinds, series = list(PublicationKind.objects.all()), [None, None, None, *Series.objects.all()]

        def build(number):
            day = self.draw_day(until=self.today)
            page = PublicationPage(
                kind=self._one(kinds),
                publisher=self._one(self.organisations),
                series=self._one(series),
                languages=["nl"] if self.random.random() < 0.9 else ["en"],
                abstract=self.texts.paragraphs(1),
            )
            is_long = self.random.random() < LONG_TEXTS
            return self.fill(page, number, day, LONG_PARAGRAPHS if is_long else SHORT_PARAGRAPHS)

        for pages in self.insert(PublicationIndexPage, build, count):
            rows = [
                Contributor(publication=page, person=person, sort_order=place, role=Contributor.Role.AUTHOR)
                for page in pages
                for place, person in enumerate(self.random.sample(self.people, self.random.choice((1, 1, 2, 3))))
            ]
            Contributor.objects.bulk_create(rows)

    def make_events(self, count):
        """Write so many events with one or two sessions and speakers; one in twenty is still to come."""
        kinds, statuses = list(EventKind.objects.all()), [*["confirmed"] * 30, "cancelled", "provisional", "postponed"]

        def build(number):
            is_coming = self.random.random() < 0.05
            day = self.today + timedelta(self.random.randint(1, 300)) if is_coming else self.draw_day(until=self.today)
            page = EventPage(
                kind=self._one(kinds),
                status=self._one(statuses),
                attendance=self._one(EventPage.Attendance.values),
                municipality=self._one(self.municipalities),
                venue=self.texts.title(),
            )
            page = self.fill(page, number, day, SHORT_PARAGRAPHS)
            page.starts_at = timezone.make_aware(datetime.combine(day, time(self.random.randint(9, 19))))
            page.ends_at = page.starts_at + timedelta(hours=self.random.choice((2, 3, 26)))
            return page

        for pages in self.insert(EventIndexPage, build, count):
            Session.objects.bulk_create(Session(event=page, start=page.starts_at, end=page.ends_at) for page in pages)
            Speaker.objects.bulk_create(Speaker(event=page, person=self._one(self.people)) for page in pages)

    def make_projects(self, count):
        """Write so many projects, of which half are confirmed."""

        def build(number):
            day = self.draw_day(until=self.today)
            confirmed = self.today - timedelta(self.random.randint(0, 400)) if self.random.random() < 0.5 else None
            page = ProjectPage(
                status=self._one(ProjectPage.Status.values),
                lead_organisation=self._one(self.organisations),
                confirmed_on=confirmed,
            )
            return self.fill(page, number, day, SHORT_PARAGRAPHS)

        for _pages in self.insert(ProjectIndexPage, build, count):
            pass

    def fill(self, page, number, day, paragraphs):
        """Give a page of any record type title, slug, summary, body of so many paragraphs and dates; return it."""
        page.title = self.texts.title()
        page.slug = f"{MARK}-{slugify(page._meta.model_name)}-{self.stamp}-{number}"
        page.summary = self.texts.sentences(30)
        page.body = json.dumps([{"type": "text", "value": self.texts.paragraphs(paragraphs), "id": str(uuid.uuid4())}])
        page.date, page.sort_date = parse(day.isoformat()), day
        page.first_published_at = timezone.make_aware(datetime.combine(min(day, self.today), time(9)))
        return page

    def insert(self, index_type, build, count):
        """Insert `count` pages that build(number) makes under the overview, classified; yield each batch."""
        for start in range(0, count, BATCH):
            pages = [build(number) for number in range(start, min(start + BATCH, count))]
            # insert_pages() has changed its numchild in the database only.
            insert_pages(index_type.objects.get(locale__language_code="nl"), pages)
            self._classify(pages)
            yield pages
            self.progress(len(pages))

    def _classify(self, pages):
        """Give each page one to three terms of everything that listings are narrowed by."""
        model = type(pages[0])
        ThemeLink.objects.bulk_create(
            ThemeLink(record_id=page.pk, theme=theme, sort_order=place)
            for page in pages
            for place, theme in enumerate(self.choose(self.themes))
        )
        relations = {
            "audiences": self.audiences,
            "laws": self.laws,
            "municipalities": self.municipalities,
            "werkplaatsen": self.werkplaatsen,
        }
        for name, terms in relations.items():
            relate(model, name, [(page.pk, term.pk) for page in pages for term in self.choose(terms)])

    def _make_network(self):
        organisations = [
            Organisation(name=f"{self.texts.title()} {self.stamp}-{number}", slug=f"{MARK}-{self.stamp}-{number}")
            for number in range(ORGANISATIONS)
        ]
        organisations = Organisation.objects.bulk_create(organisations)
        people = [
            Person(
                given_name=self.texts.title().split()[0],
                family_name=self.texts.title().split()[-1].capitalize(),
                slug=f"{MARK}-{self.stamp}-{number}",
                organisation=self._one(organisations),
            )
            for number in range(PEOPLE)
        ]
        return Person.objects.bulk_create(people), organisations

    def draw_day(self, until):
        """Return a date since FIRST_YEAR and before `until`."""
        first = date(FIRST_YEAR, 1, 1)
        return first + timedelta(self.random.randrange((until - first).days))

    def _one(self, choices):
        return self.random.choice(choices) if choices else None

    def choose(self, choices):
        """Return one to three of a list, in random order."""
        return self.random.sample(choices, min(len(choices), self.random.choice((1, 1, 1, 2, 3))))
