"""Who is invited for a round, reminded, and who answered: nobody is asked twice on a day, nobody who answered."""

import re
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from inventory.models import Invitation
from inventory.rounds import invitations
from inventory.rounds.invitations import (
    INVITATION,
    REMINDER,
    NotOpen,
    mail_invitation,
    remind_before_closing,
    retry_failed,
)
from network.models import Organisation
from tests.desk_samples import a_submission, an_editor, an_open_round, invite, place
from tests.sample_records import add_round, from_now, text_of
from visitors.models import PrivateLink
from visitors.task_queue import RETRY_DELAYS

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(monkeypatch, django_capture_on_commit_callbacks):
    """A function that sends mail for a verb and returns the addresses it went to, as the worker would."""

    def run(verb, *args):
        mail.outbox.clear()
        queued = []
        monkeypatch.setattr(invitations.mail_invitation.__class__, "enqueue", lambda task, *args: queued.append(args))
        with django_capture_on_commit_callbacks(execute=True):
            verb(*args)
        for arguments in queued:
            mail_invitation.func(*arguments)
        return [message.to[0] for message in mail.outbox]

    return run


def test_an_invitation_goes_out_once_with_a_private_link(sent):
    round_page = an_open_round(summary="Wij vragen wat er loopt.")
    invitation = invite(round_page, sent_days_ago=None, name="Jan Jansen")
    assert sent(invitations.send_invitations, round_page) == ["jan@example.org"]
    letter = mail.outbox[0]
    assert "Jan Jansen" in letter.body
    assert place().name in letter.body
    assert "Wij vragen wat er loopt." in letter.body
    token = re.search(r"/uitnodiging/([\w-]{43})/", letter.body)[1]
    assert token in letter.alternatives[0].content
    link = PrivateLink.objects.get(purpose="invitation", subject=invitation.pk)
    assert token not in link.digest
    assert link.expires_at > round_page.closes_at
    assert sent(invitations.send_invitations, round_page) == []


@pytest.mark.parametrize(("opens", "closes"), [(1, 2), (-2, -1), (None, None)])
def test_nobody_is_asked_for_a_round_that_is_not_open(opens, closes):
    moments = [None if days is None else from_now(days=days) for days in (opens, closes)]
    round_page = add_round(opens_at=moments[0], closes_at=moments[1])
    invitation = invite(round_page, sent_days_ago=None)
    for verb in (invitations.send_invitations, invitations.send_reminders):
        with pytest.raises(NotOpen):
            verb(round_page)
    invitation.refresh_from_db()
    assert (invitation.invited_at, invitation.reminded_at) == (None, None)


def test_only_who_did_not_answer_is_reminded(sent):
    round_page = an_open_round()
    other_round = an_open_round()
    club = Organisation.objects.create(name="De Club")
    invite(round_page, "gemeente@example.org")
    invite(round_page, "collega@example.org")
    invite(round_page, "zelf@example.org", municipality=place(1))
    invite(round_page, "club@example.org", organisation=club)
    invite(round_page, "stil@example.org", municipality=place(2))
    invite(round_page, "concept@example.org", municipality=place(3))
    invite(round_page, "terug@example.org", municipality=place(4))
    invite(round_page, "nooit@example.org", municipality=place(5), sent_days_ago=None)
    a_submission(round=round_page, municipality=place())
    a_submission(round=round_page, municipality=None, contact_address="ZELF@example.org")
    a_submission(round=round_page, municipality=None, contact_address="club@example.org")
    a_submission(round=round_page, municipality=place(3), status="draft")
    a_submission(round=round_page, municipality=place(4), status="withdrawn")
    a_submission(round=other_round, municipality=place(2))
    expected = ["concept@example.org", "stil@example.org", "terug@example.org"]
    assert sorted(sent(invitations.send_reminders, round_page)) == expected


def test_nobody_gets_two_mails_on_one_day(sent):
    round_page = an_open_round()
    invite(round_page, "vandaag@example.org", sent_days_ago=0)
    invite(round_page, "eerder@example.org", municipality=place(1))
    assert sent(invitations.send_reminders, round_page) == ["eerder@example.org"]
    assert sent(invitations.send_reminders, round_page) == []
    reminded = Invitation.objects.get(address="eerder@example.org")
    assert reminded.reminders == 1
    Invitation.objects.update(reminded_at=from_now(days=-1), invited_at=from_now(days=-1))
    assert len(sent(invitations.send_reminders, round_page)) == 2


def test_who_answers_while_the_reminder_waits_in_the_queue_does_not_get_it():
    round_page = an_open_round()
    invitation = invite(round_page)
    a_submission(round=round_page, municipality=place())
    mail_invitation.func(invitation.pk, REMINDER)
    assert mail.outbox == []


def test_an_invitation_that_cannot_be_sent_counts_as_not_sent(settings):
    settings.EMAIL_BACKEND = "tests.no_such_backend"
    invitation = invite(an_open_round())
    with pytest.raises(ImportError):
        mail_invitation.func(invitation.pk, INVITATION)
    invitation.refresh_from_db()
    assert invitation.invited_at is None


@pytest.fixture
def broken_mail(settings):
    """Let no mail leave until the function that this gives is called."""
    working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "tests.no_such_backend"
    return lambda: setattr(settings, "EMAIL_BACKEND", working)


def fail(invitation, kind):
    """Let the worker try a mail that cannot leave, as it does one that was claimed; return the invitation then."""
    Invitation.objects.filter(pk=invitation.pk).update(failed_kind="")
    with pytest.raises(ImportError):
        mail_invitation.func(invitation.pk, kind)
    invitation.refresh_from_db()
    return invitation


@pytest.mark.parametrize("kind", [INVITATION, REMINDER])
def test_what_could_not_be_sent_is_tried_again_until_it_is(sent, broken_mail, kind):
    invitation = fail(invite(an_open_round(), reminded_at=from_now(days=-1)), kind)
    assert sent(retry_failed, invitation.failed_at + RETRY_DELAYS[0] - timedelta(seconds=1)) == []
    broken_mail()
    moment = invitation.failed_at + RETRY_DELAYS[0]
    assert sent(retry_failed, moment) == ["jan@example.org"]
    assert sent(retry_failed, moment + timedelta(days=2)) == []
    invitation.refresh_from_db()
    assert (invitation.failed_kind, invitation.failures, invitation.failed_at) == ("", 0, None)
    assert (invitation.invited_at if kind == INVITATION else invitation.reminded_at) == moment


@pytest.mark.usefixtures("broken_mail")
def test_the_pauses_grow_and_then_it_waits_for_an_editor(sent, editor_client):
    round_page = an_open_round()
    invitation = invite(round_page, sent_days_ago=None)
    address = f"/admin/inventory/response/{round_page.pk}/"
    for pause in RETRY_DELAYS:
        fail(invitation, INVITATION)
        assert "Deze wordt vanzelf opnieuw geprobeerd." in editor_client.get(address).text
        with pytest.raises(ImportError):
            sent(retry_failed, invitation.failed_at + pause)
        Invitation.objects.update(failures=F("failures") - 1)
    fail(invitation, INVITATION)
    assert sent(retry_failed, invitation.failed_at + timedelta(days=20)) == []
    assert "wordt niet opnieuw geprobeerd" in editor_client.get(address).text
    listing = BeautifulSoup(editor_client.get("/admin/inventory/invitations/?failed=true").content, "html.parser")
    assert "jan@example.org" in listing.text
    assert list(invitations.to_invite(round_page)) == [invitation]


def test_an_address_that_the_mail_server_refuses_is_not_tried_again(sent, monkeypatch):
    def refuse(backend, messages):
        raise SMTPRecipientsRefused({"jan@example.org": (550, b"No such user")})

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
    invitation = invite(an_open_round())
    with pytest.raises(SMTPRecipientsRefused):
        mail_invitation.func(invitation.pk, REMINDER)
    assert sent(retry_failed, timezone.now() + timedelta(days=20)) == []


@pytest.mark.usefixtures("broken_mail")
@pytest.mark.parametrize("change", ["closed", "answered", "sent by an editor", "another address"])
def test_what_failed_is_not_tried_again_when_it_has_no_sense_any_more(sent, editor_client, broken_mail, change):
    round_page = an_open_round()
    invitation = fail(invite(round_page, sent_days_ago=None), INVITATION)
    broken_mail()
    if change == "closed":
        round_page.closes_at = from_now(minutes=-1)
        round_page.save()
    elif change == "answered":
        a_submission(round=round_page, municipality=place())
    elif change == "sent by an editor":
        assert sent(invitations.send_invitations, round_page) == ["jan@example.org"]
    else:
        fields = {"round": round_page.pk, "municipality": place().pk, "name": "", "language": "nl"}
        address = f"/admin/inventory/invitations/edit/{invitation.pk}/"
        assert editor_client.post(address, fields | {"address": "els@example.org"}).status_code == 302
    assert sent(retry_failed, timezone.now() + timedelta(minutes=6)) == []


def test_who_answered_already_gets_no_invitation_and_the_editor_hears_why(sent, editor_client):
    round_page = an_open_round()
    club, other_club = (Organisation.objects.create(name=name) for name in ("De Eerste Club", "De Andere Club"))
    never = {"sent_days_ago": None}
    invite(round_page, "gemeente@example.org", **never)
    invite(round_page, "zelf@example.org", municipality=place(1), **never)
    invite(round_page, "club@example.org", organisation=club, **never)
    invite(round_page, "andere.club@example.org", organisation=other_club, **never)
    invite(round_page, "stil@example.org", municipality=place(2), **never)
    invite(round_page, "terug@example.org", municipality=place(3), **never)
    a_submission(round=round_page, municipality=place())
    a_submission(round=round_page, municipality=None, contact_address="ZELF@example.org")
    a_submission(round=round_page, municipality=None, contact_organisation="de eerste  CLUB")
    a_submission(round=round_page, municipality=place(3), status="withdrawn")
    a_submission(round=an_open_round(), municipality=place(2), contact_organisation="De Andere Club")
    for page in ("", "send/invitation/"):
        shown = editor_client.get(f"/admin/inventory/response/{round_page.pk}/{page}")
        assert "3 mensen krijgen geen uitnodiging" in text_of(BeautifulSoup(shown.content, "html.parser"))
    expected = ["andere.club@example.org", "stil@example.org", "terug@example.org"]
    assert sorted(sent(invitations.send_invitations, round_page)) == expected


def test_what_strangers_sent_for_a_municipality_keeps_nobody_from_being_invited_and_reminded(sent):
    round_page = an_open_round()
    club = Organisation.objects.create(name="De Club")
    strangers = {"round": round_page, "address_confirmed_at": None}
    for _number in range(9):
        a_submission(municipality=place(), **strangers)
    a_submission(municipality=None, contact_organisation="De Club", **strangers)
    a_submission(municipality=None, contact_address="zelf@example.org", **strangers)
    for status in ("declined", "withdrawn"):
        a_submission(round=round_page, municipality=place(), status=status)
    invite(round_page, "gemeente@example.org", sent_days_ago=None)
    invite(round_page, "club@example.org", organisation=club, sent_days_ago=None)
    invite(round_page, "zelf@example.org", municipality=place(1), sent_days_ago=None)
    expected = ["club@example.org", "gemeente@example.org", "zelf@example.org"]
    assert sorted(sent(invitations.send_invitations, round_page)) == expected
    Invitation.objects.update(invited_at=from_now(days=-2))
    assert sorted(sent(invitations.send_reminders, round_page)) == expected


def test_what_an_editor_accepted_is_an_answer_whoever_sent_it(sent):
    round_page = an_open_round()
    a_submission(round=round_page, municipality=place(), status="accepted", address_confirmed_at=None)
    invite(round_page, sent_days_ago=None)
    assert sent(invitations.send_invitations, round_page) == []


def at(day, hour, minute=0):
    """Return an aware moment on a day."""
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour, minute))


def test_the_clock_reminds_once_some_days_before_closing_at_nine(sent):
    closing_day = timezone.localdate() + timedelta(days=20)
    round_page = an_open_round(closes_at=at(closing_day, 17), remind_days=5)
    invite(round_page)
    due = closing_day - timedelta(days=5)
    assert sent(remind_before_closing, at(due, 8, 59)) == []
    assert sent(remind_before_closing, at(due, 9)) == ["jan@example.org"]
    for moment in (at(due, 9, 1), at(due + timedelta(days=1), 9), at(closing_day, 16)):
        assert sent(remind_before_closing, moment) == []


@pytest.mark.parametrize("fields", [{"remind_days": 0}, {"closes_at": None}, {"live": False}])
def test_the_clock_reminds_nobody_where_it_should_not(sent, fields):
    round_page = an_open_round(**{"closes_at": from_now(hours=2), "remind_days": 5, **fields})
    invite(round_page)
    assert sent(remind_before_closing, timezone.now()) == []


def test_the_clock_asks_little_when_nothing_is_due():
    with CaptureQueriesContext(connection) as queries:
        remind_before_closing(timezone.now())
    assert len(queries) <= 2


@pytest.fixture
def editor_client(client, django_user_model):
    """A client logged in as an editor of kUS."""
    client.force_login(an_editor(django_user_model))
    return client
