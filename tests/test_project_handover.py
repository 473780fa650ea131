"""A project is handed over only when the colleague says yes; then old links end and both are told."""

from datetime import timedelta

import pytest
from django.utils import timezone

from inventory.models import Handover, ProjectOwner
from inventory.owners import actions, yearly
from inventory.owners.access import make_handover_link
from tests.owner_samples import add_owned, links_in, private
from tests.redirects import outcome, post
from tests.subscriber_samples import soup_of
from visitors.models import PrivateLink

pytestmark = pytest.mark.django_db
COLLEAGUE = {"name": "Bert Vos", "address": "bert@example.org"}


@pytest.fixture
def owner():
    """The owner of a project."""
    return add_owned()


@pytest.fixture
def asked(client, owner):
    """The question to a colleague, as the owner sent it."""
    client.post(private(owner, "overdragen"), COLLEAGUE)
    return Handover.objects.get()


def takeover_of(handover):
    """Return the address where a colleague answers."""
    return f"/projecten/beheer/{make_handover_link(handover)}/overnemen/"


def test_the_colleague_is_asked_by_mail_and_the_owner_stays(client, owner, asked, mailoutbox):
    actions.ask_to_take_over.func(asked.pk)
    [mail] = mailoutbox
    assert mail.to == ["bert@example.org"]
    # The address may be anybody's: what the owner typed stands on the page only.
    assert "Anna Bos" not in mail.body
    assert owner.project.title not in mail.body
    [link] = links_in(mail)
    page = client.get(link).content.decode()
    assert "Anna Bos" in page
    assert owner.project.title in page
    owner.refresh_from_db()
    assert owner.name == "Anna Bos"


def test_the_colleague_takes_over_and_both_are_told(client, owner, asked, mailoutbox):
    old_link = private(owner)
    PrivateLink.objects.update(address=owner.address)
    client.post(takeover_of(asked), {"what": "yes"})
    owner.refresh_from_db()
    assert (owner.name, owner.address, owner.organisation) == ("Bert Vos", "bert@example.org", "Welzijn Woerden")
    assert client.get(old_link).status_code == 410
    assert not PrivateLink.objects.filter(address__icontains="anna").exists()
    actions.tell_both.func(asked.pk)
    assert sorted(mail.to[0] for mail in mailoutbox) == ["anna@example.org", "bert@example.org"]
    [to_new] = [mail for mail in mailoutbox if mail.to == ["bert@example.org"]]
    assert client.get(links_in(to_new)[0]).status_code == 200
    assert not Handover.objects.exists()


def test_telling_is_done_once_and_again_when_its_worker_died(client, asked, mailoutbox):
    client.post(takeover_of(asked), {"what": "yes"})
    yearly.expire_handovers(timezone.now())
    assert not mailoutbox
    yearly.expire_handovers(timezone.now() + yearly.LOST_AFTER * 2)
    actions.tell_both.func(asked.pk)
    assert len(mailoutbox) == 2


def test_taking_over_twice_does_it_once(client, owner, asked):
    link = takeover_of(asked)
    pages = [soup_of(post(client, link, {"what": "yes"})).h1.text for _press in range(2)]
    assert pages[0] == pages[1]
    actions.tell_both.func(asked.pk)
    post(client, link, {"what": "yes"}, 410)
    assert ProjectOwner.objects.get(project=owner.project).name == "Bert Vos"


def test_whoever_presses_twice_asks_the_colleague_once(client, owner, asked, mailoutbox):
    actions.ask_to_take_over.func(asked.pk)
    client.post(private(owner, "overdragen"), COLLEAGUE)
    assert Handover.objects.get() == asked
    assert client.get(links_in(mailoutbox[0])[0]).status_code == 200
    Handover.objects.update(created_at=timezone.now() - timedelta(minutes=2))
    client.post(private(owner, "overdragen"), COLLEAGUE)
    assert Handover.objects.get() != asked


def test_opening_the_question_answers_nothing(client, owner, asked):
    assert client.get(takeover_of(asked)).status_code == 200
    owner.refresh_from_db()
    assert owner.name == "Anna Bos"
    assert Handover.objects.get().accepted_at is None


def test_a_colleague_who_says_no_is_forgotten_and_the_owner_told(client, owner, asked, mailoutbox):
    client.post(takeover_of(asked), {"what": "no"})
    assert not Handover.objects.exists()
    actions.tell_declined.func(owner.pk)
    [mail] = mailoutbox
    assert mail.to == ["anna@example.org"]
    assert "bert@example.org" not in mail.body


def test_the_owner_takes_the_question_back(client, owner, asked):
    link = takeover_of(asked)
    client.post(private(owner, "overdragen"), {"what": "cancel"})
    post(client, link, {"what": "yes"}, 410)
    owner.refresh_from_db()
    assert owner.name == "Anna Bos"


def test_asking_somebody_else_ends_the_earlier_question(client, owner, asked):
    link = takeover_of(asked)
    client.post(private(owner, "overdragen"), {"name": "Cor", "address": "cor@example.org"})
    assert client.get(link).status_code == 410
    assert Handover.objects.get().name == "Cor"


def test_the_own_address_is_refused_and_what_was_typed_stays(client, owner):
    response = post(client, private(owner, "overdragen"), {"name": "Ikzelf", "address": "Anna@example.org"})
    page = soup_of(response)
    assert page.select_one(".error-summary a[href='#id_address']")
    assert page.select_one("#id_name")["value"] == "Ikzelf"
    assert not Handover.objects.exists()


def test_nobody_is_lured_by_a_web_address_in_a_name(client, owner):
    response = post(client, private(owner, "overdragen"), COLLEAGUE | {"name": "Win op https://example.com"})
    assert soup_of(response).select_one(".error-summary a[href='#id_name']")
    assert not Handover.objects.exists()


def test_one_project_cannot_mail_the_whole_town(client, owner):
    link = private(owner, "overdragen")
    answers = [outcome(client.post(link, COLLEAGUE)) for _time in range(6)]
    assert answers == ["sent"] * 5 + ["refused"]


def test_a_question_without_answer_is_forgotten_after_two_weeks(asked):
    yearly.expire_handovers(timezone.now() + timedelta(days=13))
    assert Handover.objects.exists()
    yearly.expire_handovers(timezone.now() + timedelta(days=15))
    assert not Handover.objects.exists()
