"""Mail of Wagtail's own: through the queue, whatever the mail server does."""

import smtplib
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.core import mail
from django.core.mail import EmailMessage, EmailMultiAlternatives, send_mail
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import GroupApprovalTask, Page, Workflow, WorkflowPage, WorkflowTask

from pages.models import StandardPage
from visitors.mail_queue import QUEUE, send_queued_mail

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def queueing(settings):
    """The backend of the platform, with one that speaks with a mail server that keeps mail in memory."""
    settings.EMAIL_BACKEND = QUEUE


def queued():
    """Return the arguments of the mails that wait."""
    tasks = DBTaskResult.objects.filter(task_path__endswith="send_queued_mail").order_by("enqueued_at")
    return [task.args_kwargs["args"] for task in tasks]


def send_queued():
    """Do what the worker does."""
    for arguments in queued():
        send_queued_mail.func(*arguments)


def test_mail_arrives_as_it_was_written(settings):
    message = EmailMultiAlternatives(
        *("Onderwerp", "Tekst", "van@example.org", ["aan@example.org"]),
        cc=["cc@example.org"],
        bcc=["bcc@example.org"],
        reply_to=["antwoord@example.org"],
        headers={"Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative("<p>Tekst</p>", "text/html")
    assert message.send() == 1
    assert mail.outbox == []
    send_queued()
    [arrived] = mail.outbox
    parts = ("subject", "body", "from_email", "to", "cc", "bcc", "reply_to", "extra_headers")
    assert all(getattr(arrived, part) == getattr(message, part) for part in parts)
    assert [tuple(each) for each in arrived.alternatives] == [("<p>Tekst</p>", "text/html")]


def test_mail_with_an_attachment_is_refused_rather_than_sent_without():
    message = EmailMessage("a", "b", "van@example.org", ["aan@example.org"])
    message.attach("a.txt", "x", "text/plain")
    with pytest.raises(ValueError, match="attachments"):
        message.send()


def test_mail_of_a_workflow_leaves_through_the_queue(home, administrator, client):
    moderators = Group.objects.create(name="Beoordelaars")
    User.objects.create_superuser("chef", "chef@example.org", "x").groups.add(moderators)
    task = GroupApprovalTask.objects.create(name="Beoordelen")
    task.groups.add(moderators)
    workflow = Workflow.objects.create(name="Beoordeling")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    WorkflowPage.objects.create(workflow=workflow, page=Page.objects.get(pk=home.pk))
    page = home.add_child(instance=StandardPage(title="Nieuw", slug="nieuw", live=False))
    page.save_revision()
    state = workflow.start(page, administrator)
    assert ["chef@example.org"] in [arguments[0]["to"] for arguments in queued()]
    state.current_task_state.task.specific.on_action(
        state.current_task_state, User.objects.get(username="chef"), "reject", comment="Nog niet"
    )
    assert ["beheerder@example.org"] in [arguments[0]["to"] for arguments in queued()]
    assert mail.outbox == []
    send_queued()
    assert len(mail.outbox) == len(queued())


class Away:
    """A mail backend whose server is away."""

    def __init__(self, **options):
        self.timeout = 0

    def send_messages(self, messages):
        """Fail as a server that loses the connection."""
        raise smtplib.SMTPServerDisconnected("gone")


def test_mail_is_tried_again_when_the_server_is_away(settings):
    settings.DIRECT_EMAIL_BACKEND = f"{__name__}.Away"
    send_mail("a", "b", "van@example.org", ["aan@example.org"])
    send_queued()
    soon = timezone.now() + timedelta(minutes=2)
    waiting = DBTaskResult.objects.filter(task_path__endswith="send_queued_mail")
    again = waiting.get(run_after__gt=timezone.now(), run_after__lt=soon)
    [parts, failures] = again.args_kwargs["args"]
    assert (parts["to"], failures) == (["aan@example.org"], 1)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send_queued_mail.func(parts, 7)
