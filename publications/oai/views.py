"""The address of the repository, /oai/: every request of a harvester is answered here."""

from django.http import HttpResponse, HttpResponseNotAllowed, QueryDict
from django.http.request import UnreadablePostError
from django.views.decorators.csrf import csrf_exempt

from pages.record_index.changes import bring_up_to_date
from publications.oai.arguments import OaiError, read_arguments
from publications.oai.responses import VERBS, envelope
from publications.oai.xml import Element, write
from visitors.addresses import network_of
from visitors.rate_limit import MINUTE, Limit, first_exceeded

# A harvester of 100,000 records asks a thousand times, and may share its network with others.
NETWORK = Limit("oai", 600, MINUTE)
FORM = "application/x-www-form-urlencoded"


# A request, by POST too, only reads.
@csrf_exempt
def answer_harvester(request):
    """Answer a request by GET or POST as text/xml; who asks too much gets 503 with Retry-After (OAI-PMH 2.0, 3.1.2)."""
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    if first_exceeded((NETWORK, network_of(request))):
        busy = "Too many requests from this network: wait a minute.\n"
        return HttpResponse(busy, status=503, content_type="text/plain", headers={"Retry-After": str(MINUTE)})
    bring_up_to_date()
    understood = {}
    try:
        verb, arguments = read_arguments(read_parameters(request))
        understood = {"verb": verb, **arguments}
        content = VERBS[verb](request, arguments)
    except OaiError as error:
        content = Element("error", error.message, code=error.code)
    return HttpResponse(write(envelope(request, content, **understood)), content_type="text/xml; charset=utf-8")


def read_parameters(request):
    """Return the QueryDict of a request: its query, or by POST its body (3.1.1)."""
    if request.method != "POST":
        return request.GET
    try:
        return request.POST if request.content_type == FORM else QueryDict()
    except UnreadablePostError:
        return QueryDict()
