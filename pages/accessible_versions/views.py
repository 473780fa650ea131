"""/toegankelijke-versie/: the form with which a reader asks for an accessible version, `?bestand=<key>` of a file."""

from django import forms
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Page

from pages import first_pages
from pages.accessible_versions.mail import mail_request
from pages.models import AccessibleVersionRequest, SiteDocument, TextProblem, TextState
from pages.search.attachments import pages_with
from visitors.addresses import AddressField, network_of
from visitors.breadcrumbs import Link, breadcrumbs_from_home
from visitors.honeypot import HoneypotMixin
from visitors.lost_link import too_often
from visitors.rate_limit import HOUR, Limit, first_exceeded
from visitors.sent_forms import refuse, restore

PARAMETER = "bestand"
NETWORK = Limit("accessible-version-network", 20, HOUR)
EVERYBODY = Limit("accessible-version-everybody", 200, HOUR)
LONGEST_NEED, LONGEST_NAME = 2_000, 120


class RequestForm(HoneypotMixin, forms.Form):
    """What somebody needs, and the address for the answer; without a chosen document also which file it is about."""

    file = forms.CharField(
        label=_("Which file or publication is it about?"),
        max_length=AccessibleVersionRequest._meta.get_field("file").max_length,
        error_messages={"required": _("Write the title of the file or publication, or its address.")},
    )
    need = forms.CharField(
        label=_("What do you need? (not required)"),
        help_text=_("For instance: a Word file, large letters, text that a screen reader reads aloud."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST_NEED,
        required=False,
    )
    name = forms.CharField(
        label=_("Your name (not required)"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        max_length=LONGEST_NAME,
        required=False,
    )
    address = AddressField()

    def __init__(self, data=None, *, document=None, **kwargs):
        super().__init__(data, **kwargs)
        if document:
            del self.fields["file"]


def is_hard_to_read(document):
    """Return whether a SiteDocument says of itself that a screen reader has trouble with it.

    That is a PDF without tags (ISO 14289), without text, or one that could not be read at all.
    """
    is_pdf = document.file_extension.lower() == "pdf"
    is_closed = document.text_state == TextState.FAILED or document.text_problem == TextProblem.NO_TEXT
    return is_pdf and (not document.tagged or is_closed)


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request):
    """Show the form; POST keeps the request and has it mailed to the editors."""
    document = _find_document(request.GET.get(PARAMETER, ""))
    if request.method != "POST":
        form = restore(request, RequestForm(document=document))
        title = gettext("Ask for an accessible version")
        context = {
            "form": form,
            "document": document,
            "title": title,
            "description": gettext("Can you not read a file well? Tell us what you need, and we will look for a way."),
            "crumbs": breadcrumbs_from_home(Link(title, "")),
            "noindex": document is not None,
        }
        return render(request, "pages/accessible_versions/ask.html", context)
    form = RequestForm(request.POST, document=document)
    if form.is_valid():
        if not (limit := first_exceeded((NETWORK, network_of(request)), (EVERYBODY, ""))):
            _keep(form.cleaned_data, document)
            return redirect("accessible-version-sent")
        form.add_error(None, too_often(limit))
    return refuse(request, form=form)


@require_safe
def sent(request):
    """Show the page after a request."""
    title = gettext("Your request was sent")
    context = {"title": title, "crumbs": breadcrumbs_from_home(Link(title, ""))}
    return render(request, "pages/accessible_versions/sent.html", context)


def _find_document(key):
    """Return the SiteDocument with this primary key (text) when readers see it on a page, else None."""
    if not (key.isascii() and key.isdecimal() and len(key) < 18):
        return None
    document = SiteDocument.objects.filter(pk=key).select_related("collection").first()
    if document is None or first_pages.is_hidden(document):
        return None
    return document if Page.objects.live().public().filter(pk__in=pages_with(document.pk)).exists() else None


@transaction.atomic
def _keep(values, document):
    """Store a request, once: the same words from the same address that wait for an answer are not stored again."""
    file = str(document.title if document else values["file"])
    asked = {"document": document, "file": file[:300], "need": values["need"], "handled_at": None}
    if AccessibleVersionRequest.objects.filter(address=values["address"], **asked).exists():
        return
    request = AccessibleVersionRequest.objects.create(
        **asked, name=values["name"], address=values["address"], language=get_language()
    )
    transaction.on_commit(lambda: mail_request.enqueue(request.pk))
