from django.conf import settings
from django.urls import reverse

from pages.inbox import mail_editors
from pages.models import Message
from visitors.task_queue import task


@task(backend="queue")
def mail_message(pk, failures=0, addresses=None):
    """Mail the message `pk` to the editors (pages.inbox); nothing when it is gone."""
    message = Message.objects.filter(pk=pk).first()
    if message is None:
        return
    root = settings.WAGTAILADMIN_BASE_URL
    context = {
        "message": message,
        "inbox": root + reverse("contact_messages:edit", args=[pk]),
        "about_url": root + message.about_url if message.about_url.startswith("/") else message.about_url,
    }
    mail_editors(mail_message, message, "pages/letters/message", context, failures, addresses)
