"""What the budget test watches of pages about one thing, of the inventory and of the newsletter."""

import json
from functools import partial

from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone
from wagtail.models import Locale

from events.models import EventOrganiser, Registration, Session, Speaker
from inventory.matching.similar import find_similar
from inventory.models import Need, ProjectAnswer, Submission
from network.models import Municipality, Organisation, Person
from newsletters.compose.issue_checks import check_issue
from newsletters.mailings.mail.rendering import render_mail
from newsletters.models import NewsletterIssuePage
from pages.models import (
    Audience,
)
from pages.trays import collect_trays
from publications.models import (
    Contributor,
    PublicationPart,
)
from tests.bulk_rows import add_related, copy_pages, repeat_child_rows
from tests.coverage_samples import add_agenda, add_counted, add_theme, add_town, clear_inventory
from tests.mail_samples import add_image, add_issue, add_list, block
from tests.owner_samples import add_answers, days_ago
from tests.query_cases import case
from tests.sample_records import add_event, add_project, add_publication, add_round, from_now
from themes.models import ThemeLink, ThemePage


@case(most=14)
def structured_data(client):
    """A publication and an event with one row of everything, then with eight."""
    person = Person.objects.create(given_name="Anna", family_name="Berg", slug="berg-test")
    publication = add_publication(
        children={"contributors": [Contributor(person=person)], "parts": [PublicationPart(title="Deel")]}
    )
    event = add_event(
        start=from_now(days=9),
        children={
            "speakers": [Speaker(person=person)],
            "organisers": [EventOrganiser(organisation=Organisation.objects.first())],
            "sessions": [Session(start=from_now(days=9))],
        },
    )
    template = Template("{% load structured_data %}{% structured_data page %}")

    def render(page):
        page = type(page).objects.get(pk=page.pk)
        template.render(Context({"page": page, "request": RequestFactory().get("/")}))

    yield [partial(render, publication), partial(render, event)]
    for page in (publication, event):
        repeat_child_rows(page, 8)
    for number, row in enumerate([*publication.contributors.get_queryset(), *event.speakers.get_queryset()]):
        row.person = Person.objects.create(given_name=f"Anna {number}", family_name="Berg", slug=f"berg-{number}")
        row.save()


@case(most=24)
def registration_for_an_event(client):
    """An event with one question and one person registered, then with ten of each; its page and its form."""
    event = add_event(start=from_now(days=9), registration="form", capacity=50, has_waiting_list=True)
    _question_and_registration(event, 0)
    yield [event.url, f"{event.url}aanmelden/"]
    for number in range(1, 10):
        _question_and_registration(event, number)


def _question_and_registration(event, number):
    event.questions.model.objects.create(event=event, label=f"Vraag {number}", clean_name=f"vraag_{number}")
    Registration.objects.create(event=event, name="Anna", address=f"anna{number}@example.org", state="registered")


@case(most=5)
def projects_and_needs_of_a_municipality(client):
    """One project and one need, then one more for every theme."""
    woerden = Municipality.objects.get(slug="woerden")
    themes = ThemePage.objects.filter(live=True, locale__language_code="nl")
    project = add_project("Een", confirmed_on=days_ago(3), municipalities=[woerden])
    Need.objects.create(municipality=woerden, theme=themes[0], reported_on=days_ago(1))
    yield "/gemeenten/woerden/"
    copy_pages(project, len(themes))
    for theme in themes:
        Need.objects.create(municipality=woerden, theme=theme, reported_on=days_ago(1))


@case()
def answers_and_tiles_of_a_project(client):
    """A project in one municipality with three answers, then in all of them with thirty-three."""
    project = add_project(confirmed_on=timezone.localdate(), municipalities=Municipality.objects.filter(slug="zeist"))
    add_answers(project)
    yield project.url
    answers = list(ProjectAnswer.objects.filter(project=project))
    for number in range(10):
        for answer in answers:
            answer.pk, answer.question = None, f"{answer.question}-{number}"
        ProjectAnswer.objects.bulk_create(answers)
    add_related([project], "municipalities", Municipality.objects.exclude(slug="zeist").values_list("pk", flat=True))


@case(most=20)
def similar_projects(client):
    """One similar project, then thirteen."""
    theme = ThemePage.objects.filter(locale__language_code="nl").first()
    fields = {
        "summary": "Zonnebloem",
        "audiences": Audience.objects.filter(slug="wijkteams"),
        "municipalities": Municipality.objects.filter(code="GM0632"),
    }
    add_project("Moestuin", theme_links=[ThemeLink(theme=theme)], **fields)
    asked = ("Moestuin zonnebloem", "Tuinieren", [theme.translation_key], ["wijkteams"], ["GM0632"])
    yield lambda: find_similar(*asked)
    for number in range(12):
        add_project(f"Moestuin {number}", theme_links=[ThemeLink(theme=theme)], **fields)


@case()
def open_data_file(client):
    """One project more than the demo content has, then twenty-one, each in three municipalities."""
    project = add_project("Proef", municipalities=Municipality.objects.all()[:3])
    yield "/projecten/open-data/projecten.json"
    copy_pages(project, 20)


@case(most=30)
def coverage_matrix(client):
    """One theme, round, town, need and submission, then ten."""

    def fill(number):
        town = add_town(f"Plaats {number}", "Proefgroep")
        asked = add_round(opens_at=from_now(days=-number - 1))
        add_counted(themes=[theme], towns=[town], round=asked, date=str(1990 + number))
        Need.objects.create(municipality=town, theme=theme, round=asked, reported_on=timezone.localdate())
        Submission.objects.create(municipality=town, round=asked, status="accepted", submitted_at=timezone.now())

    clear_inventory()
    theme = add_theme(add_agenda("Proefagenda 2090", 2090), "Wonen")
    add_town("Hier", "Proefgroep")
    fill(0)
    overview = "/projecten/overzicht/"
    yield [overview, f"{overview}?vorm=tabel", f"{overview}overzicht.csv", f"{overview}hier/"]
    for number in range(1, 10):
        fill(number)


@case(most=50)
def issue_of_the_newsletter(client):
    """An issue with one record and one event, then with ten: its page, items, checks and mail."""
    issue = add_issue()
    mailing_list = add_list()

    def fill(numbers):
        records = [add_publication(f"Boek {number}", summary="Tekst.") for number in numbers]
        records += [add_event(f"Dag {number}", start=from_now(days=2), summary="Tekst.") for number in numbers]
        items = []
        for page in records:
            text = f'<p><a linktype="page" id="{page.pk}">hier</a> en <a href="{page.url}">daar</a></p>'
            picture = add_image(size=(64, 36)).pk
            items.append(block("record", record=page.pk, text=text, image=picture))
            items.append(block("text", heading="Item", text=text))
        items.append(block("agenda", heading="Agenda", first_day="2031-01-01", last_day="2031-02-01"))
        stream = NewsletterIssuePage._meta.get_field("items")
        NewsletterIssuePage.objects.filter(pk=issue.pk).update(items=stream.to_python(json.dumps(items)))

    def asked(look):
        look(NewsletterIssuePage.objects.get(pk=issue.pk))

    fill(range(1))
    yield [
        issue.url,
        partial(asked, lambda page: check_issue(page, timezone.now())),
        partial(asked, lambda page: render_mail(page, mailing_list, "nl")),
    ]
    fill(range(10))


@case()
def trays_of_an_issue(client):
    """One new publication and one event to come, then ten of each."""
    samples = [add_publication("Boek"), add_event("Dag", start=from_now(days=2))]
    since, dutch = from_now(minutes=-1), Locale.objects.get(language_code="nl")

    def look():
        for tray in collect_trays(since, dutch):
            assert all(offer.record.kind_label is not None for offer in tray.offers)
            assert all(offer.record.date_line is not None for offer in tray.offers)

    yield look
    for sample in samples:
        copy_pages(sample, 9)
