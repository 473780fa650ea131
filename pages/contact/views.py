"""/contact/bericht/: the form with which a reader writes to the editors, `?over=` a page of the site."""

from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_safe

from pages.contact.about import PARAMETER, TOPIC_PARAMETER, find_about
from pages.contact.forms import MessageForm
from pages.contact.mail import mail_message
from pages.models import Message
from visitors.addresses import network_of
from visitors.breadcrumbs import Link, breadcrumbs_from_home
from visitors.lost_link import too_often
from visitors.rate_limit import HOUR, Limit, first_exceeded
from visitors.sent_forms import refuse, restore

NETWORK = Limit("contact-network", 20, HOUR)
EVERYBODY = Limit("contact-everybody", 200, HOUR)


@require_http_methods(["GET", "HEAD", "POST"])
def write(request):
    """Show the form; POST keeps the message and has it mailed to the editors."""
    about = find_about(request.GET.get(PARAMETER, ""))
    if request.method != "POST":
        topic = request.GET.get(TOPIC_PARAMETER) or (Message.Topic.CORRECTION if about else "")
        words = gettext("Send us a message about “%(title)s”") % {"title": about.title} if about else ""
        title = words or gettext("Send us a message")
        context = {
            "form": restore(request, MessageForm(initial={"topic": topic})),
            "about": about,
            "title": title,
            "description": gettext("A question, a tip, or something that is not right? Write to the editors."),
            "crumbs": breadcrumbs_from_home(Link(title, "")),
            "noindex": bool(request.GET),
        }
        return render(request, "pages/contact/write.html", context)
    form = MessageForm(request.POST)
    if form.is_valid():
        if not (limit := first_exceeded((NETWORK, network_of(request)), (EVERYBODY, ""))):
            _keep(form.cleaned_data, about)
            return redirect("contact-sent")
        form.add_error(None, too_often(limit))
    return refuse(request, form=form)


@require_safe
def sent(request):
    """Show the page after a message."""
    title = gettext("Thank you for your message")
    context = {"title": title, "crumbs": breadcrumbs_from_home(Link(title, ""))}
    return render(request, "pages/contact/sent.html", context)


@transaction.atomic
def _keep(values, about):
    """Store a message, once: the same words from the same address that wait for an answer are not stored again."""
    written = {name: values[name] for name in ("topic", "text", "address")}
    written |= {"about": about.title[:300] if about else "", "about_url": about.url if about else ""}
    if Message.objects.filter(state=Message.State.NEW, **written).exists():
        return
    page = about.page if about else None
    message = Message.objects.create(**written, name=values["name"], page_id=page, language=get_language())
    transaction.on_commit(lambda: mail_message.enqueue(message.pk))
