"""The owner of a project keeps it true by a private link: confirms, ends, stops; opening a link changes nothing."""

import time

import pytest
from django.utils import timezone
from wagtail.models import PageLogEntry

from inventory.models import ProjectOwner, ProjectPage, Submission
from inventory.owners import actions
from inventory.owners.access import make_owner_link
from tests.owner_samples import ASK, add_answers, add_owned, days_ago, links_in, private
from tests.redirects import outcome, post
from tests.sample_records import add_project, text_of
from tests.subscriber_samples import soup_of
from visitors.honeypot import stamp

pytestmark = pytest.mark.django_db
PAGES = ["", "klopt", "wijzigen", "afgelopen", "overdragen", "vertrekken", "netwerk"]


@pytest.fixture
def owner():
    """The owner of a project that was confirmed two years ago."""
    return add_owned(confirmed=730)


def stored(owner):
    """Return the project of an owner as it is on the site now."""
    return ProjectPage.objects.get(pk=owner.project_id)


def address_of(text):
    """Return what a person sends who asks for a lost link."""
    return {"address": text, "shown": stamp(time.time() - 10)}


def test_one_press_confirms_the_project_today(client, owner):
    response = client.post(private(owner, "klopt"), follow=True)
    assert response.status_code == 200
    assert stored(owner).confirmed_on == timezone.localdate()
    assert not stored(owner).is_unconfirmed
    owner.refresh_from_db()
    assert owner.answered_at


@pytest.mark.parametrize("page", PAGES)
def test_opening_a_private_page_changes_nothing(client, owner, page):
    address = private(owner, page)
    response = client.get(address)
    assert response.status_code == 200
    assert client.head(address).status_code == 200
    assert stored(owner).confirmed_on == days_ago(730)
    assert ProjectOwner.objects.filter(pk=owner.pk, answered_at=None).exists()
    assert response["Cache-Control"] == "private, no-store"
    assert response["Referrer-Policy"] == "no-referrer"
    assert "noindex" in response["X-Robots-Tag"]


def test_confirming_twice_writes_it_down_once(client, owner):
    address = private(owner, "klopt")
    client.post(address)
    client.post(address)
    assert PageLogEntry.objects.filter(page=owner.project_id, action="inventory.confirm").count() == 1


def test_the_private_page_tells_who_sees_what(client, owner):
    add_answers(owner.project)
    page = soup_of(client.get(private(owner)))
    panels = [text_of(panel) for panel in page.select("section[aria-labelledby=who-sees] .panel")]
    everyone, network, editors = panels
    assert "antwoord voor everyone" in everyone
    assert "antwoord voor network" in network
    assert "antwoord voor network" not in everyone
    assert "antwoord voor editors" in editors
    assert "anna@example.org" in editors


def test_a_change_leads_to_the_form_filled_in_and_leaves_the_page_as_it_is(client, owner):
    response = client.post(private(owner, "wijzigen"), follow=True)
    assert response.status_code == 200
    [submission] = owner.project.submissions.all()
    assert (submission.status, submission.title) == (Submission.Status.DRAFT, owner.project.title)
    assert stored(owner).confirmed_on == days_ago(730)
    owner.refresh_from_db()
    assert owner.answered_at


def test_the_end_of_a_project_is_on_the_site_at_once(client, owner):
    response = client.post(private(owner, "afgelopen"), {"status": "finished", "month": "maart 2026"}, follow=True)
    assert response.status_code == 200
    project = stored(owner)
    assert project.status == ProjectPage.Status.FINISHED
    assert project.date.text == "2026-03"
    assert project.confirmed_on == timezone.localdate()


def test_the_end_keeps_the_beginning(client):
    owner = add_owned(date="2024-02")
    client.post(private(owner, "afgelopen"), {"status": "stopped", "month": "2026"})
    assert stored(owner).date.text == "2024-02/2026"


@pytest.mark.parametrize(
    ("begun", "first", "then", "period"),
    [({}, "oktober 2025", "maart 2025", "2025-03"), ({"date": "2024-02"}, "2026", "november 2025", "2024-02/2025-11")],
)
def test_an_owner_corrects_the_end(client, begun, first, then, period):
    owner = add_owned(**begun)
    client.post(private(owner, "afgelopen"), {"status": "stopped", "month": first})
    filled_in = soup_of(client.get(private(owner, "afgelopen")))
    assert filled_in.select_one("#id_month")["value"] == first
    assert filled_in.select_one("input[name=status][checked]")["value"] == "stopped"
    client.post(private(owner, "afgelopen"), {"status": "finished", "month": then})
    assert (stored(owner).date.text, stored(owner).status) == (period, "finished")


@pytest.mark.parametrize("month", ["", "ooit", "2019", "2999", "2024-2025", "verwacht 2026"])
def test_an_end_that_cannot_be_is_refused_and_comes_back(client, month):
    owner = add_owned(date="2024-02")
    response = post(client, private(owner, "afgelopen"), {"status": "stopped", "month": month})
    page = soup_of(response)
    assert page.select_one(".error-summary a[href='#id_month']")
    assert page.select_one("#id_month").get("value", "") == month
    assert stored(owner).status == ProjectPage.Status.RUNNING


def test_a_draft_of_an_editor_is_neither_published_nor_lost(client, owner):
    project = stored(owner)
    project.save_revision().publish()
    draft = stored(owner)
    draft.title, draft.wanted = "Titel in de maak", "Nog niet openbaar"
    draft.save_revision()
    client.post(private(owner, "klopt"))
    live = stored(owner)
    assert (live.title, live.wanted, live.confirmed_on) == (project.title, "", timezone.localdate())
    assert live.has_unpublished_changes
    kept = live.get_latest_revision_as_object()
    assert (kept.title, kept.wanted, kept.confirmed_on) == (
        "Titel in de maak",
        "Nog niet openbaar",
        timezone.localdate(),
    )
    live.get_latest_revision().publish()
    assert (stored(owner).title, stored(owner).has_unpublished_changes) == ("Titel in de maak", False)
    assert stored(owner).confirmed_on == timezone.localdate()


def test_a_request_for_approval_survives_the_owner(client, owner, administrator):
    project = stored(owner)
    project.save_revision().publish()
    draft = stored(owner)
    draft.title = "Ter goedkeuring"
    draft.save_revision()
    state = draft.get_workflow().start(draft, administrator)
    client.post(private(owner, "klopt"))
    state.refresh_from_db()
    assert state.status == state.STATUS_IN_PROGRESS
    state.current_task_state.approve(user=administrator)
    assert (stored(owner).title, stored(owner).confirmed_on) == ("Ter goedkeuring", timezone.localdate())


def test_a_project_that_is_off_the_site_stays_off(client, owner):
    owner.project.unpublish()
    assert post(client, private(owner, "klopt"))
    assert not stored(owner).live
    assert stored(owner).confirmed_on == days_ago(730)


def test_the_translation_is_confirmed_too(client, owner):
    from wagtail.models import Locale

    english = owner.project.copy_for_translation(Locale.objects.get(language_code="en"))
    english.save_revision().publish()
    client.post(private(owner, "klopt"))
    assert ProjectPage.objects.get(pk=english.pk).confirmed_on == timezone.localdate()


def test_who_stops_is_erased_and_the_project_stays(client, owner):
    submission = Submission.objects.create(
        project=owner.project, contact_name="Anna Bos", contact_address=owner.address, status="accepted"
    )
    address = private(owner, "vertrekken")
    assert owner.project.url in post(client, address).content.decode()
    assert not ProjectOwner.objects.filter(pk=owner.pk).exists()
    submission.refresh_from_db()
    assert (submission.contact_name, submission.contact_address, submission.contact_key) == ("", "", "")
    assert stored(owner).live
    assert not stored(owner).open_for_contact
    assert client.get(address).status_code == 400


@pytest.mark.parametrize("status", ["draft", "submitted", "asked-back", "withdrawn"])
def test_who_stops_takes_along_what_was_not_decided(client, owner, status):
    values = {"project": owner.project, "contact_name": "Anna Bos", "status": status, "answers": {"summary": "Getypt"}}
    mine = Submission.objects.create(contact_address=owner.address.upper(), **values)
    other = Submission.objects.create(contact_address="piet@example.org", **values)
    client.post(private(owner, "vertrekken"))
    assert not Submission.objects.filter(pk=mine.pk).exists()
    assert Submission.objects.filter(pk=other.pk).exists()


def test_ending_all_links_closes_every_page_and_mails_a_new_one(
    client, owner, mailoutbox, django_capture_on_commit_callbacks
):
    first, second = private(owner), private(owner, "links")
    with django_capture_on_commit_callbacks(execute=True):
        client.post(second)
    actions.send_links.func([owner.pk])
    assert client.get(first).status_code == 410
    [link] = set(links_in(mailoutbox[-1]))
    assert mailoutbox[-1].to == [owner.address]
    assert client.get(link).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_a_link_that_is_cut_short_says_what_to_do(client, owner, page):
    address = f"{ASK}{make_owner_link(owner)[:-2]}/{page and f'{page}/'}"
    response = client.get(address)
    assert response.status_code == 400
    assert soup_of(response).select_one(f"main a[href='{ASK}']")


def test_a_lost_link_is_mailed_for_every_project_of_the_address(client, owner, mailoutbox):
    other = add_owned("Tweede project", address="ANNA@example.org")
    add_owned("Van een ander", address="bert@example.org")
    response = client.post(ASK, address_of("Anna@Example.org"))
    assert response["Location"] == f"{ASK}verzonden/"
    actions.send_links.func([owner.pk, other.pk])
    [mail] = mailoutbox
    assert "Tweede project" in mail.body
    assert "Van een ander" not in mail.body
    assert [client.get(link).status_code for link in links_in(mail)] == [200, 200]


def test_an_unknown_address_gets_the_same_answer_and_no_mail(client, owner, mailoutbox):
    known = client.post(ASK, address_of(owner.address))
    unknown = client.post(ASK, address_of("niemand@example.org"))
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    actions.send_links.func([])
    assert not mailoutbox


def test_asking_a_link_again_and_again_is_slowed_down(client, owner):
    answers = [outcome(client.post(ASK, address_of(owner.address))) for _time in range(6)]
    assert answers == ["sent"] * 4 + ["refused"] * 2


def test_the_network_sees_what_others_share_with_it_and_no_more(client, owner):
    other = add_project("Ander project")
    add_answers(other)
    add_answers(owner.project)
    page = soup_of(client.get(private(owner, "netwerk")))
    assert [text_of(heading) for heading in page.main.select("h2")] == ["Ander project"]
    assert "antwoord voor network" in page.main.text
    assert "antwoord voor editors" not in page.main.text


def test_the_history_names_steps_and_nobody(client, owner, administrator):
    actions.confirm(owner)
    page = soup_of(client.get(private(owner)))
    [step] = page.select("section[aria-labelledby=past] li")
    assert str(timezone.localdate().year) in step.text
    assert administrator.username not in page.text


def test_an_editor_who_may_sees_the_owner_and_mails_a_new_link(administrator_client, client, owner):
    edit = f"/admin/pages/{owner.project_id}/edit/"
    page = soup_of(administrator_client.get(edit))
    assert owner.address in page.text
    old = private(owner)
    administrator_client.post(f"/admin/inventory/owner/{owner.project_id}/", {"what": "link"})
    assert client.get(old).status_code == 410


def test_an_editor_puts_somebody_else_in_place(administrator_client, client, owner):
    old = private(owner)
    administrator_client.post(
        f"/admin/inventory/owner/{owner.project_id}/",
        {"name": "Bert Vos", "address": "Bert@example.org", "organisation": "", "language": "nl", "what": "save"},
    )
    owner.refresh_from_db()
    assert (owner.name, owner.address_key, owner.answered_at) == ("Bert Vos", "bert@example.org", None)
    assert client.get(old).status_code == 410


def test_an_editor_without_the_right_sees_no_address(client, owner, django_user_model):
    from django.contrib.auth.models import Group

    user = django_user_model.objects.create_user("elders", password="geheim-voor-de-test")
    user.groups.add(Group.objects.filter(name__startswith="Redactie").exclude(name="Redactie kUS").first())
    owner.project.owner = user
    owner.project.save()
    client.force_login(user)
    page = client.get(f"/admin/pages/{owner.project_id}/edit/")
    assert page.status_code == 200
    assert owner.address not in page.content.decode()
    assert client.get(f"/admin/inventory/owner/{owner.project_id}/").status_code != 200
