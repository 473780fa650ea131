"""Parts of pages are drawn once, and drawn again when the content or the clock changes them."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.files.images import ImageFile
from django.template import engines
from django.utils import timezone
from django.utils.translation import override
from wagtail.images.tests.utils import get_test_image_file

from pages.landing import Landing
from pages.models import SiteImage, Subject, SubjectLink
from pages.page_context import active_locale
from pages.rendition_tasks import make
from tests.sample_records import add_event, add_publication, visit

PART = """{% load kept_parts %}{% keptpart "test" landing shown %}{{ says }}{% endkeptpart %}"""


@pytest.fixture
def subject(db):
    return Subject.objects.create(name="Proefonderwerp", slug="proefonderwerp")


@pytest.fixture
def draw(rf, subject):
    """A function that draws a part of the landing page of a subject with {{ says }}, for a request with attributes."""
    landing = Landing("subject", active_locale(), ["onderwerp"], subject.slug, entity=subject)

    def draw(says, *, shown="", **attributes):
        request = rf.get("/")
        vars(request).update(attributes)
        values = {"landing": landing, "says": says, "shown": shown}
        return engines["django"].from_string(PART).render(values, request)

    return draw


def test_a_part_is_drawn_once_until_the_content_changes(draw, subject):
    assert [draw("<b>een</b>"), draw("twee")] == ["&lt;b&gt;een&lt;/b&gt;"] * 2
    add_publication("Een boek", children={"subject_links": [SubjectLink(subject=subject)]})
    subject.name = "Anders"
    subject.save()
    assert draw("drie") == "drie"


def test_a_preview_and_what_is_not_usual_are_drawn_each_time(draw):
    assert draw("een") == "een"
    assert draw("twee", is_preview=True) == "twee"
    assert draw("drie", shown="geschreven") == "drie"
    assert draw("vier") == "een"


def test_where_there_is_no_owner_a_part_is_drawn_each_time(rf, db):
    template = engines["django"].from_string(
        "{% load kept_parts %}{% keptpart 'test' page %}{{ says }}{% endkeptpart %}"
    )
    assert [template.render({"says": says}, rf.get("/")) for says in ("een", "twee")] == ["een", "twee"]


def test_a_page_has_parts_of_its_own_unless_it_is_a_draft(rf, db):
    template = engines["django"].from_string(
        "{% load kept_parts %}{% keptpart 'test' page by=chosen %}{{ says }}{% endkeptpart %}"
    )
    page, other = add_publication("Een boek"), add_publication("Een ander boek")

    def draw(page, says, chosen=None):
        return template.render({"page": page, "says": says, "chosen": chosen}, rf.get("/"))

    assert [draw(page, "een"), draw(page, "twee"), draw(other, "drie")] == ["een", "een", "drie"]
    assert [draw(page, "vier", chosen=1), draw(page, "vijf", chosen=1), draw(page, "zes", chosen=2)] == [
        "vier",
        "vier",
        "zes",
    ]
    page.live = False
    assert draw(page, "zeven") == "zeven"


def test_each_language_has_parts_of_its_own(draw):
    assert draw("een") == "een"
    with override("en"):
        assert draw("one") == "one"


def test_a_meeting_is_next_until_it_ends(client, subject, set_clock):
    start = timezone.localtime().replace(hour=15, minute=0, second=0, microsecond=0) + timedelta(days=3)
    add_event("De leertafel", start=start, hours=2, children={"subject_links": [SubjectLink(subject=subject)]})

    def coming(moment):
        set_clock(moment)
        return [
            str(each.get_text(strip=True))
            for each in visit(client, subject.get_absolute_url()).select(".landing-next .card-title")
        ]

    assert coming(start) == ["De leertafel"]
    assert coming(start + timedelta(minutes=119)) == ["De leertafel"]
    assert coming(start + timedelta(minutes=121)) == []


def test_an_event_offers_its_registration_to_machines_until_it_ends(client, db, set_clock):
    start = timezone.localtime().replace(hour=15, minute=0, second=0, microsecond=0) + timedelta(days=3)
    fields = {"registration": "link", "registration_url": "https://aanmelden.example/"}
    event = add_event("De leertafel", start=start, hours=2, **fields)

    def is_offered(moment):
        set_clock(moment)
        return "https://aanmelden.example/" in read_json(visit(client, event))

    assert [is_offered(start + timedelta(minutes=minutes)) for minutes in (0, 119, 121)] == [True, True, False]


def test_a_page_says_of_itself_what_it_holds_and_which_picture_was_made(client, db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    image = SiteImage.objects.create(title="Omslag", file=ImageFile(get_test_image_file(), name="omslag.png"))
    page = add_publication("Een boek", listing_image=image)

    def read():
        # Not what is kept of whole pages, which ends by itself within minutes.
        soup = BeautifulSoup(client.get(page.url, headers={"authorization": "Basic b25ib3c="}).content, "html.parser")
        shared = soup.find("meta", property="og:image")["content"]
        return shared.rpartition("/")[2], shared in read_json(soup), "Een boek" in read_json(soup)

    assert [read(), read()] == [("share.png", False, True)] * 2
    make(image)
    name, is_named, _has_title = read()
    assert name.endswith(".jpg")
    assert is_named
    page.title = "Een ander boek"
    page.save()
    assert read() == (name, True, False)


def read_json(soup):
    """Return the JSON-LD (text) of a page."""
    return soup.find("script", type="application/ld+json").string
