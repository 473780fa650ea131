"""The mail to the editors about a request for an accessible version; an answer to it goes to who asked."""

from django.conf import settings
from django.urls import reverse

from pages.inbox import mail_editors
from pages.models import AccessibleVersionRequest
from visitors.task_queue import task


@task(backend="queue")
def mail_request(pk, failures=0, addresses=None):
    """Mail the request `pk` to the editors (pages.inbox); nothing when it is gone."""
    request = AccessibleVersionRequest.objects.select_related("document").filter(pk=pk).first()
    if request is None:
        return
    root = settings.WAGTAILADMIN_BASE_URL
    context = {
        "request": request,
        "inbox": root + reverse("accessible_version_requests:edit", args=[pk]),
        "edit": root + reverse("wagtaildocs:edit", args=[request.document_id]) if request.document_id else "",
    }
    mail_editors(mail_request, request, "pages/letters/accessible_version", context, failures, addresses)
