"""Public pages: writing to the owner of a project, confirming and answering that, and similar projects while typing.

GET never changes anything: mail scanners open links too.
"""

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from inventory.matching import contact
from inventory.matching.contact import ANSWER, CONFIRM
from inventory.matching.similar import LONGEST_SUMMARY, LONGEST_TITLE, find_similar
from inventory.models import ContactRequest, ProjectIndexPage, ProjectOwner, ProjectPage
from inventory.retention import DAYS_OF_CONTACT
from pages.questions.fields import NameField
from visitors.addresses import AddressField, key_of, network_of
from visitors.breadcrumbs import Link, breadcrumbs_below
from visitors.honeypot import HoneypotMixin
from visitors.private_links import BadLink, ExpiredLink, private_page, read_link
from visitors.rate_limit import DAY, HOUR, Limit, exceeded_for_recipient, first_exceeded, is_of_recipient
from visitors.sent_forms import refuse, restore

# A whole town hall may come from one network.
NETWORK = Limit("contact-network", 60, HOUR)
EVERYBODY = Limit("contact-everybody", 500, HOUR)
# Confirmed messages to one owner.
PROJECT = Limit("contact-project", 20, DAY)
LONGEST_MESSAGE = 2_000  # characters
MOST_VALUES = 30  # of each parameter


@require_http_methods(["GET", "HEAD", "POST"])
def write(request, pk):
    """Show the form for the owner of a project, by its primary key; POST sends it."""
    project = find_project(pk)
    if contact.find_owner(project) is None:
        return show(request, "unavailable", gettext("This project cannot be written to"), project, status=404)
    if request.method == "POST":
        return _send(request, project)
    form = restore(request, ContactForm())
    title = gettext("Write to “%(project)s”") % {"project": project.title}
    return show(request, "write", title, project, form=form, days=DAYS_OF_CONTACT)


def _send(request, project):
    form = ContactForm(request.POST)
    if form.is_valid():
        network = network_of(request)
        others = (NETWORK, network), (EVERYBODY, "")
        limit = exceeded_for_recipient(form.cleaned_data["address"], "contact", *others, network=network)
        # The link in the letter that left shortly before serves all messages of its address.
        is_mailed = not is_of_recipient(limit)
        if not (limit if is_mailed else first_exceeded(*others)):
            names = ("name", "address", "organisation", "message")
            values = {name: form.cleaned_data[name] for name in names}
            contact.ask(project, language=get_language(), is_mailed=is_mailed, **values)
            return redirect("inventory-contact-sent", project.pk)
        form.add_error(
            None, gettext("This was asked very often. Please try again tomorrow. What you typed is still here.")
        )
    return refuse(request, form=form)


@require_safe
def sent(request, pk):
    """Say that a mail is on its way to the sender, whatever is known."""
    return show(request, "sent", gettext("Look in your mail"), find_project(pk), days=contact.DAYS_TO_CONFIRM)


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request, token):
    """Show what will be passed on, with a button; an introduction by editors can be refused here too.

    `?bericht=` (primary key) chooses another message of the address to which the link was mailed.
    """
    found, refusal = find_request(request, CONFIRM, token)
    if refusal:
        return refusal
    if request.method == "POST":
        return _confirm(request, found)
    if "druk" in request.GET and found.state == ContactRequest.State.WRITTEN:
        return show(request, "busy", gettext("This project gets many messages"), found.project, status=429)
    if "weg" in request.GET and contact.find_owner(found.project) is None:
        return show(request, "unavailable", gettext("This project cannot be written to"), found.project, status=410)
    titles = {ContactRequest.State.WRITTEN: gettext("Pass your message on?")}
    if found.is_introduction:
        titles = {ContactRequest.State.WRITTEN: gettext("Do you want to be in contact?")}
    title = titles.get(found.state, gettext("Your message"))
    others = contact.waiting_for(found.address).exclude(pk=found.pk)
    return show(request, "confirm", title, found.project, contact=found, others=others, days=contact.DAYS_TO_ANSWER)


def _confirm(request, found):
    response = HttpResponseRedirect(request.path)
    if found.state != ContactRequest.State.WRITTEN:
        return response
    if found.is_introduction and request.POST.get("answer") != "yes":
        contact.refuse(found)
    elif contact.find_owner(found.project) is None:
        response["Location"] += "?weg"
    elif first_exceeded((PROJECT, str(found.project_id))):
        response["Location"] += "?druk"
    else:
        contact.confirm(found)
    return response


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request, token):
    """Show the owner who wants contact, with a button for yes and one for no."""
    found, refusal = find_request(request, ANSWER, token)
    if refusal:
        return refusal
    if request.method == "POST":
        if request.POST.get("answer") in ("yes", "no"):
            contact.answer(found, request.POST["answer"] == "yes")
        return HttpResponseRedirect(request.path)
    is_open = found.state == ContactRequest.State.PASSED_ON
    title = gettext("Somebody wants to talk with you") if is_open else gettext("Your answer")
    return show(request, "answer", title, found.project, contact=found)


def find_project(pk):
    """Return a published ProjectPage, or raise Http404."""
    # By `id`: Django refuses a number that is too large for a column only of an integer field, and `pk` is a relation.
    return get_object_or_404(ProjectPage.objects.published(), id=pk)


def find_request(request, purpose, token):
    """Return (ContactRequest of a token, None), or (None, error response).

    A link to answer is valid for the owner it was sent to, not for a former owner.
    """
    try:
        link = read_link(purpose, token)
    except BadLink as error:
        is_expired = isinstance(error, ExpiredLink)
        return None, show_bad_link(request, is_expired=is_expired)
    found = ContactRequest.objects.select_related("project__locale", "own_project").filter(pk=link.subject).first()
    if purpose == CONFIRM and "bericht" in request.GET:
        others = contact.waiting_for(link.address)
        found = next((each for each in others if str(each.pk) == request.GET["bericht"]), found)
    if found and purpose == ANSWER:
        owner = ProjectOwner.objects.filter(project=found.project_id, address_key=key_of(link.address)).first()
        found = found if owner else None
    return (found, None) if found else (None, show_bad_link(request, is_expired=True))


def show_bad_link(request, *, is_expired):
    """Return the page about a link that is too old (410) or was cut short (400)."""
    title = gettext("This link is too old") if is_expired else gettext("This link is not whole")
    return show(request, "bad_link", title, None, status=410 if is_expired else 400, is_expired=is_expired)


def show(request, name, title, project, status=200, **context):
    """Return the page `inventory/matching/<name>.html` about a ProjectPage, with a title and a path to it."""
    crumbs = breadcrumbs_below(request, ProjectIndexPage)
    if project:
        crumbs.append(Link(project.title, project.get_url(request)))
    crumbs.append(Link(title, ""))
    context = {"title": title, "crumbs": crumbs, "project": project, **context}
    return render(request, f"inventory/matching/{name}.html", context, status=status)


class ContactForm(HoneypotMixin, forms.Form):
    """A message to the owner of a project."""

    name = NameField(
        label=_("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Fill in your name.")},
    )
    address = AddressField(help_text=_("We first mail you a link to confirm. Only you can see this address for now."))
    organisation = NameField(
        label=_("Organisation (not required)"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    message = forms.CharField(
        label=_("Your message"),
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Say what you do yourself, and what you would like to talk about."),
        error_messages={"required": _("Write a message.")},
    )

    def clean_message(self):
        """Return the message; refuse control characters, which no person types."""
        message = self.cleaned_data["message"].replace("\r\n", "\n")
        if any(not letter.isprintable() and letter not in "\n\t" for letter in message):
            raise ValidationError(_("There are signs in the message that we cannot send."))
        return message


@require_safe
def show_similar(request):
    """Return at most three similar projects with the reasons, for `title` and `summary` (texts that are cut off).

    `thema`, `doelgroep`, `gemeente` (more than once) and `project` (its key, for an update) are what is known already.
    """
    given = request.GET
    number = given.get("project", "")
    own = ProjectPage.objects.filter(pk=number).first() if number.isdecimal() and len(number) < 19 else None
    found = find_similar(
        given.get("title", "")[:LONGEST_TITLE],
        given.get("summary", "")[:LONGEST_SUMMARY],
        *(given.getlist(name)[:MOST_VALUES] for name in ("thema", "doelgroep", "gemeente")),
        exclude=own,
    )
    response = render(request, "inventory/matching/similar_list.html", {"found": found})
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
