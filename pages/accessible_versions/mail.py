"""The mail to the editors about a request for an accessible version; an answer to it goes to who asked."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from pages.models import AccessibleVersionRequest
from pages.models.site_settings import letter_sender
from visitors.letters import send_letter
from visitors.mail_queue import is_permanent
from visitors.task_queue import RETRY_DELAYS, task


@task(backend="queue")
def mail_request(pk, failures=0):
    """Mail the request `pk` to the contact address of the site; nothing when it is gone or has none.

    A failed attempt is retried after each of RETRY_DELAYS; in the inbox the request stands anyhow.
    """
    request = AccessibleVersionRequest.objects.select_related("document").filter(pk=pk).first()
    address = contact_address()
    if request is None or not address:
        return
    root = settings.WAGTAILADMIN_BASE_URL
    context = {
        "request": request,
        "inbox": root + reverse("accessible_version_requests:edit", args=[pk]),
        "edit": root + reverse("wagtaildocs:edit", args=[request.document_id]) if request.document_id else "",
    }
    try:
        send_letter(
            "pages/letters/accessible_version", address, settings.LANGUAGE_CODE, context, reply_to=request.address
        )
    except OSError as error:
        if failures == len(RETRY_DELAYS) or is_permanent(error):
            raise
        mail_request.using(run_after=timezone.now() + RETRY_DELAYS[failures]).enqueue(pk, failures + 1)


def contact_address():
    """Return the address of the editors (text): that of the site settings, else settings.CONTACT_EMAIL."""
    return letter_sender().reply_to or settings.CONTACT_EMAIL
