"""Requests for personal data (GDPR article 15): answered by a mail to the address, with a private link."""

from datetime import timedelta

from django.db import transaction
from django.utils import translation

from visitors.letters import absolute_url, send_letter
from visitors.models import DataRequest
from visitors.personal_data import list_sources
from visitors.private_links import make_link
from visitors.task_queue import LOST_AFTER, task

PURPOSE = "personal-data"
DAYS_OF_LINK = 7


def request_data(address, language):
    """Store a DataRequest and queue the task that answers it. address: a checked address; language: its code."""
    request = DataRequest.objects.create(address=address, language=language)
    transaction.on_commit(lambda: answer_data_request.enqueue(request.pk))


@task(backend="queue")
def answer_data_request(pk):
    """Mail the link, or that nothing is stored, and delete the DataRequest `pk`. Does nothing when it is gone."""
    request = DataRequest.objects.filter(pk=pk).first()
    if request is None:
        return
    context = {"days": DAYS_OF_LINK}
    if any(source.find(request.address) for source in list_sources()):
        token = make_link(PURPOSE, address=request.address, days=DAYS_OF_LINK)
        with translation.override(request.language):
            context["link"] = absolute_url("personal-data", token)
    send_letter("visitors/letters/personal_data", request.address, request.language, context)
    request.delete()


def requeue_stale(moment):
    """Queue requests again whose task was lost before `moment` (aware); delete those older than a week."""
    DataRequest.objects.filter(created_at__lt=moment - timedelta(days=7)).delete()
    for request in DataRequest.objects.filter(handed_out_at__lt=moment - LOST_AFTER):
        request.handed_out_at = moment
        request.save()
        answer_data_request.enqueue(request.pk)
