"""Answers whoever asks what is held on an address: by a mail to that address, with a private link."""

from datetime import timedelta

from django.db import transaction
from django.utils import translation

from visitors.letters import absolute_url, send_letter
from visitors.models import DataRequest
from visitors.personal_data import list_sources
from visitors.private_links import make_link
from visitors.task_queue import task

PURPOSE = "personal-data"
DAYS_OF_LINK = 7
# A request that is older lost its worker on the way.
PATIENCE = timedelta(minutes=10)


def ask(address, language):
    """Write down a request and let a background task answer it by mail."""
    request = DataRequest.objects.create(address=address, language=language)
    transaction.on_commit(lambda: answer_data_request.enqueue(request.pk))


@task(backend="queue")
def answer_data_request(pk):
    """Mail the link, or that nothing is held, and forget the DataRequest; one that is gone was answered already."""
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
    """Enqueue requests whose worker died before `moment` (aware); drop those that nobody could answer in a week."""
    DataRequest.objects.filter(created_at__lt=moment - timedelta(days=7)).delete()
    for request in DataRequest.objects.filter(handed_out_at__lt=moment - PATIENCE):
        request.handed_out_at = moment
        request.save()
        answer_data_request.enqueue(request.pk)
