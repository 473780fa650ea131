"""The private page of a project's owner and what can be done from it. Opening a link never changes anything."""

from django.core.paginator import Paginator
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from inventory.filling.beginning import begin_update
from inventory.models import Handover
from inventory.ownership import steering
from inventory.ownership.access import show, show_taken_over, with_handover, with_owner
from inventory.ownership.answers import answers_by_visibility, answers_of_the_network
from inventory.ownership.forms import EndForm, HandOverForm
from inventory.ownership.past import describe_past
from inventory.ownership.rate_limits import refused_mail

PER_PAGE = 20
# What was done, as the address of the private page says after it.
DONE = ("klopt", "afgelopen", "gevraagd", "ingetrokken", "overgenomen")


@require_safe
@with_owner
def overview(request, owner, token):
    """Show who sees what of the project, its history, and what the owner can do."""
    return show(
        request,
        "overview",
        owner.project.title,
        owner=owner,
        project=owner.project,
        token=token,
        answers=answers_by_visibility(owner.project),
        handover=Handover.objects.filter(project=owner.project, accepted_at=None).first(),
        past=describe_past(owner.project),
        done=next((name for name in DONE if name in request.GET), ""),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@with_owner
def confirm(request, owner, token):
    """Show one button; POST confirms the project."""
    if request.method == "POST" and owner.project.live:
        steering.confirm(owner)
        return _back(token, "klopt")
    return show(request, "confirm", gettext("Is this still right?"), owner=owner, project=owner.project, token=token)


@require_http_methods(["GET", "HEAD", "POST"])
@with_owner
def change(request, owner, token):
    """Show one button; POST begins a change by the form of the inventory and leads there."""
    if request.method == "POST":
        form_token = begin_update(owner.project, owner)
        steering.answered(owner)
        return redirect("inventory-submission", form_token)
    return show(request, "change", gettext("Change the project"), owner=owner, project=owner.project, token=token)


@require_http_methods(["GET", "HEAD", "POST"])
@with_owner
def end(request, owner, token):
    """Ask how and when the project ended; POST puts it on the site."""
    project = owner.project
    form = EndForm(request.POST if request.method == "POST" else None, project=project)
    if request.method == "POST" and project.live and form.is_valid():
        steering.end(owner, form.cleaned_data["status"], form.cleaned_data["month"])
        return _back(token, "afgelopen")
    title = gettext("The project has ended")
    return show(request, "end", title, owner=owner, project=project, token=token, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@with_owner
def hand_over(request, owner, token):
    """Ask for a colleague; POST asks that colleague by mail, with `what=cancel` takes the question back."""
    if request.POST.get("what") == "cancel":
        steering.cancel_handover(owner)
        return _back(token, "ingetrokken")
    form = HandOverForm(request.POST if request.method == "POST" else None, owner=owner)
    status = 200
    if request.method == "POST" and form.is_valid():
        if refused_mail(owner.project):
            form.add_error(None, too_many_mails())
            status = 429
        else:
            steering.ask_colleague(owner, form.cleaned_data["name"], form.cleaned_data["address"])
            return _back(token, "gevraagd")
    title = gettext("Hand the project over")
    context = {"owner": owner, "project": owner.project, "token": token, "form": form}
    return show(request, "hand_over", title, status=status, **context)


@require_POST
@with_owner
def renew(request, owner, token):
    """End all links, this one too, and mail the owner a new one."""
    if refused_mail(owner.project):
        context = {"owner": owner, "project": owner.project, "token": token, "problem": too_many_mails()}
        return show(request, "not_now", gettext("Not now"), status=429, **context)
    steering.renew_links(owner)
    return show(request, "renewed", gettext("Look in your mail"), owner=owner, project=owner.project)


@require_http_methods(["GET", "HEAD", "POST"])
@with_owner
def leave(request, owner, token):
    """Ask once more; POST erases who owns the project."""
    if request.method == "POST":
        steering.leave(owner)
        return show(request, "left", gettext("Your data are erased"), project=owner.project)
    title = gettext("Stop as contact and erase my data")
    return show(request, "leave", title, owner=owner, project=owner.project, token=token)


@require_safe
@with_owner
def network(request, owner, token):
    """Show what owners of other projects answered for the network only, in pages."""
    paginator = Paginator(answers_of_the_network(without=owner.project), PER_PAGE)
    shown = paginator.get_page(request.GET.get("page"))
    pages = list(paginator.get_elided_page_range(shown.number, on_each_side=2, on_ends=1))
    title = gettext("Only for the network")
    context = {"owner": owner, "project": owner.project, "token": token, "shown": shown, "pages": pages}
    return show(request, "network", title, **context)


@require_http_methods(["GET", "HEAD", "POST"])
@with_handover
def take_over(request, handover):
    """Show a colleague what is asked; POST takes the project over, with `what=no` declines."""
    project = handover.project
    if request.method == "POST" and request.POST.get("what") == "no":
        steering.decline(handover)
        return show(request, "declined", gettext("You do not take the project over"), project=project)
    if request.method == "POST" and steering.take_over(handover.pk):
        return show_taken_over(request, project)
    title = gettext("Do you take this project over?")
    return show(request, "take_over", title, handover=handover, project=project, former=project.project_owner)


def too_many_mails():
    """Return the sentence for a project that asked for too many mails in a day."""
    return gettext("For this project many mails were asked for today. Please try again tomorrow.")


def _back(token, done):
    response = redirect("project-owner", token)
    response["Location"] += f"?{done}"
    return response
