"""Once a year a mail asks owners whether their projects are still right; one reminder follows, then silence."""

from datetime import timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail as django_mail
from django.core.management import call_command
from django.utils import timezone

from inventory.models import ProjectOwner, ProjectPage
from inventory.owners import yearly
from tests.owner_samples import add_owned, days_ago, links_in
from tests.subscriber_samples import soup_of

pytestmark = pytest.mark.django_db


def look(**later):
    """Let the clock look once, now or so much later."""
    yearly.ask_yearly(timezone.now() + timedelta(**later))


def test_a_year_after_the_confirmation_the_question_comes_once(mailoutbox):
    owner = add_owned(confirmed=364)
    look()
    assert not mailoutbox
    look(days=1)
    look(days=1, minutes=1)
    [mail] = mailoutbox
    assert mail.to == [owner.address]
    assert owner.project.title in mail.subject


def test_each_of_the_three_answers_opens_a_page_with_one_button(client, mailoutbox):
    owner = add_owned(confirmed=400)
    look()
    answers = links_in(mailoutbox[0])[:3]
    assert [link.split("/")[-2] for link in answers] == ["klopt", "wijzigen", "afgelopen"]
    for link in answers:
        page = soup_of(client.get(link))
        assert len(page.select("main form button")) == 1
    owner.project.refresh_from_db()
    assert owner.project.confirmed_on == days_ago(400)


def test_one_mail_asks_about_all_projects_of_a_person(mailoutbox):
    for title in ("Eerste", "Tweede"):
        add_owned(title, confirmed=400)
    add_owned("Net bevestigd", confirmed=5)
    add_owned("Van een ander", address="bert@example.org", confirmed=400)
    look()
    assert sorted(mail.to[0] for mail in mailoutbox) == ["anna@example.org", "bert@example.org"]
    [mail] = [mail for mail in mailoutbox if mail.to == ["anna@example.org"]]
    assert "Eerste" in mail.body
    assert "Tweede" in mail.body
    assert "Net bevestigd" not in mail.body
    assert "Van een ander" not in mail.body


def test_a_month_later_one_reminder_and_then_silence_for_the_year(mailoutbox):
    add_owned(confirmed=400)
    look()
    for day in (1, 29, 31, 32, 100, 364):
        look(days=day)
    assert len(mailoutbox) == 2
    look(days=366)
    assert len(mailoutbox) == 3


def test_who_answered_gets_no_reminder(client, mailoutbox):
    add_owned(confirmed=400)
    look()
    client.post(links_in(mailoutbox[0])[0])
    look(days=31)
    assert len(mailoutbox) == 1


@pytest.mark.parametrize("status", [ProjectPage.Status.FINISHED, ProjectPage.Status.STOPPED])
def test_a_project_that_is_over_is_not_asked_about(mailoutbox, status):
    add_owned(confirmed=400, status=status)
    look()
    assert not mailoutbox


def test_a_project_off_the_site_is_not_asked_about(mailoutbox):
    add_owned(confirmed=400).project.unpublish()
    look()
    assert not mailoutbox


def test_a_new_owner_has_a_month_of_peace(mailoutbox):
    owner = add_owned(confirmed=400)
    ProjectOwner.objects.filter(pk=owner.pk).update(since=timezone.now())
    look()
    assert not mailoutbox
    look(days=31)
    assert len(mailoutbox) == 1


def test_no_minute_mails_more_than_a_few_people(mailoutbox, monkeypatch):
    monkeypatch.setattr(yearly, "MOST_AT_ONCE", 2)
    for number in range(5):
        add_owned(f"Project {number}", address=f"mens{number}@example.org", confirmed=400)
    counts = []
    for minute in range(4):
        look(minutes=minute)
        counts.append(len(mailoutbox))
    assert counts == [2, 4, 5, 5]


class Broken:
    """A mail backend whose server is away, or dies while it takes a mail."""

    error = SMTPServerDisconnected("weg")

    def __init__(self, **options):
        pass

    def send_messages(self, messages):
        raise self.error


class Killed(BaseException):
    """What ends a process in the middle."""


class Killing(Broken):
    error = Killed()


def test_a_mail_server_that_is_away_is_tried_again(settings, mailoutbox):
    add_owned(confirmed=400)
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "tests.test_yearly_question.Broken"
    look()
    settings.EMAIL_BACKEND = working
    look(minutes=1)
    assert len(django_mail.outbox) == 1


def test_a_process_that_is_killed_asks_nobody_twice(settings, mailoutbox):
    add_owned(confirmed=400)
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "tests.test_yearly_question.Killing"
    with pytest.raises(Killed):
        look()
    settings.EMAIL_BACKEND = working
    look(minutes=1)
    assert not mailoutbox
    look(days=31)
    assert len(mailoutbox) == 1


def test_the_clock_asks(mailoutbox):
    add_owned(confirmed=400)
    call_command("run_inventory_jobs")
    assert len(mailoutbox) == 1


def test_after_fifteen_months_the_project_leaves_the_counts():
    today = timezone.localdate()
    kept, gone = add_owned("Blijft", confirmed=456), add_owned("Gaat", confirmed=457)
    assert not kept.project.is_unconfirmed
    assert gone.project.is_unconfirmed
    counted = ProjectPage.objects.confirmed_at(today)
    assert kept.project in counted
    assert gone.project not in counted
    assert gone.project in ProjectPage.objects.unconfirmed_at(today)
