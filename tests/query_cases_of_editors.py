"""The cases of tests/test_query_budgets.py that editors and administrators ask for."""

from functools import partial

from django.contrib.auth import get_user_model
from django.urls import reverse

from events.models import EventPage, Session
from inventory.desk.exports import SubmissionTable
from inventory.matching.pairs import compare_due_projects, write_clusters
from inventory.models import Connection, Invitation, Submission, SubmissionEvent
from newsletters.models import Delivery
from pages.harvest.values import read_person
from pages.models import (
    Audience,
    HomePage,
    Proposal,
    StandardPage,
)
from publications.models import PublicationPage
from tests.bulk_rows import copy_pages
from tests.coverage_samples import clear_inventory
from tests.desk_samples import a_submission, an_open_round, invite, place
from tests.harvest_samples import add_source, propose
from tests.inventory_samples import add_owner
from tests.mail_samples import add_image, add_list
from tests.mailing_samples import addresses, prepared_mailing
from tests.query_cases import CASES, Case, case
from tests.registration_samples import fill, open_event
from tests.sample_records import add_event, add_project, add_publication, add_round, from_now
from tests.subscriber_samples import subscribe
from tests.test_inventory_desk import add_file
from themes.models import ThemeLink, ThemePage


@case(visitor="editor")
def list_of_events(client):
    """One event with sessions and registration, then twelve."""
    EventPage.objects.all().delete()
    sessions = [Session(start=from_now(days=9)), Session(start=from_now(days=39))]
    event = add_event(registration="form", capacity=9, children={"sessions": sessions})
    yield "/admin/events/"
    copy_pages(event, 11)


@case(visitor="editor", most=50)
def choosers_and_explorer(client):
    """The pages below an overview in the chooser and in the explorer: one publication, then twelve."""
    page = add_publication()
    PublicationPage.objects.exclude(pk=page.pk).delete()
    overview = page.get_parent()
    chooser = reverse("wagtailadmin_choose_page_child", args=[overview.pk])
    yield [chooser, reverse("wagtailadmin_explore", args=[overview.pk])]
    copy_pages(page, 11)


@case(visitor="editor")
def dashboard(client):
    """Two rows in every panel of the first screen of the admin, then six."""
    home = HomePage.objects.get(locale__language_code="nl")
    editor = get_user_model().objects.get(username="anna")

    def fill(numbers):
        for number in numbers:
            add_event(f"Voorbij {number}", start=from_now(days=-number))
            add_project(f"Project {number}")
            add_round(f"Ronde {number}", opens_at=from_now(days=-3), closes_at=from_now(days=3))
            add_image(description="", size=(64, 36))
            page = home.add_child(instance=StandardPage(title=f"Concept {number}", locale=home.locale))
            page.save_revision(user=editor)

    fill((1, 2))
    yield "/admin/"
    fill((3, 4, 5, 6))


@case(visitor="administrator", most=30)
def registrations_for_an_event(client):
    """Two people on the pages about the registrations for an event, then twelve."""
    event = open_event("Geteld")
    fill(event, 2)
    rest = ["/", "/door/", "/message/", "/print/list/", "/print/badges/", ".csv", ".xlsx"]
    yield [f"/admin/events/{event.pk}/registrations{part}" for part in rest]
    fill(event, 12)


@case(visitor="administrator")
def connections_of_projects(client):
    """The connection of two projects, then more than ten connections."""
    theme = ThemePage.objects.filter(locale__language_code="nl").first()

    def add(title, address):
        fields = {"audiences": Audience.objects.filter(slug="wijkteams"), "theme_links": [ThemeLink(theme=theme)]}
        add_owner(add_project(title, open_for_contact=True, **fields), address, name=f"Eigenaar van {title}")

    clear_inventory()
    add("Moestuin Noord", "eerste@example.org")
    add("Moestuin Zuid", "tweede@example.org")
    compare_due_projects(from_now())
    write_clusters()
    yield "/admin/inventory/connections/"
    for number in range(8):
        add(f"Moestuin {number}", f"m{number}@example.org")
    compare_due_projects(from_now())
    assert Connection.objects.count() > 10


@case(visitor="editor")
def desk(client):
    """The queue with one submission, then with thirteen; a submission with nothing, then with files and history."""
    editor = get_user_model().objects.get(username="anna")
    asking = an_open_round()
    submission = a_submission(round=asking, handler=editor)
    yield ["/admin/inventory/submissions/", f"/admin/inventory/submissions/{submission.pk}/"]
    for number in range(12):
        a_submission(f"Inzending {number}", round=asking, handler=editor)
    for number in range(6):
        add_file(submission, f"bestand{number}.pdf")
        SubmissionEvent.objects.create(submission=submission, kind="changed", user=editor, text="Neemt het op zich")


@case(most=12)
def export_of_submissions(client):
    """One submission, then thirty."""
    asking = an_open_round()
    a_submission(round=asking)
    table = SubmissionTable(Submission.objects.all())

    def look():
        headings = table.headings()
        assert all(len(row) == len(headings) for row in table.rows())

    yield look
    for number in range(29):
        a_submission(f"Nummer {number}", round=asking)


@case(visitor="editor")
def response_to_a_round(client):
    """One invitation and one submission, then eleven of each."""
    asking = an_open_round()
    invite(asking)
    a_submission(round=asking)
    yield f"/admin/inventory/response/{asking.pk}/"
    for number in range(10):
        invite(asking, f"jan{number}@example.org", municipality=place(number))
        a_submission(round=asking, municipality=place(number))
    assert Invitation.objects.count() == 11


@case(visitor="editor")
def proposals_of_partners(client):
    """One proposal and what is like it, then thirty-one; sites likewise."""
    source = add_source()
    people = [read_person("Nieuw, Nel")]
    proposal = propose(source=source, people=people, date="2020")
    add_publication("Samen de wijk in", date="2020")
    address = f"/admin/partners/proposals/{proposal.pk}/"
    yield ["/admin/partners/proposals/", address, "/admin/partners/sources/"]
    for number in range(30):
        propose(f"Voorstel {number}", source, f"r{number}")
        add_source()
    for _copy in range(3):
        add_publication("Samen de wijk in", date="2020")
    more = [read_person(f"Nieuw{number}, Nel") for number in range(20)]
    Proposal.objects.filter(pk=proposal.pk).update(values=proposal.values | {"people": more})


@case(visitor="editor")
def subscribers(client):
    """One subscriber, then twenty-one."""
    subscribe("een@example.org", lists=["platformnieuws", "landelijk"])
    yield "/admin/newsletters/subscribers/"
    for number in range(20):
        subscribe(f"iemand{number}@example.org", lists=["platformnieuws", "landelijk"])


def mailing_page(name, client):
    """A mailing with two deliveries of unknown fate, then with sixty."""
    mailing = prepared_mailing(add_list(), *addresses(60))
    Delivery.objects.update(state="unknown")
    deliveries = list(Delivery.objects.order_by("pk"))
    Delivery.objects.filter(pk__in=[row.pk for row in deliveries[2:]]).delete()
    yield reverse(name, args=[mailing.pk])
    Delivery.objects.bulk_create(deliveries[2:])


for name, most in (("newsletter_mailing", 30), ("newsletter_mailing_numbers", 10)):
    CASES.append(Case(name, partial(mailing_page, name), visitor="editor", most=most))
