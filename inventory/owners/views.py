"""The private page of a project's owner with its forms and rate limits. GET never changes anything."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from inventory.form.access import new_token
from inventory.form.start import start_update
from inventory.models import Handover, ProjectAnswer, ProjectOwner, ProjectPage, Visibility
from inventory.owners import actions
from inventory.owners.access import redirect_done, show, with_handover, with_owner
from inventory.owners.history import describe_history
from pages.fuzzy_date import LONGEST, FuzzyDateError, Point, parse
from pages.subjects import subjects_of
from visitors import edit_conflicts
from visitors.addresses import AddressField, key_of, network_of
from visitors.lost_link import read_address, too_often
from visitors.rate_limit import DAY, HOUR, Limit, exceeded_for_recipient
from visitors.sent_forms import refuse, refuse_button, restore

PER_PAGE = 20
# Pages after the last thing that a link did: {part of the address: (template, title)}.
CLOSING = {
    "vernieuwd": ("renewed", _("Look in your mail")),
    "vertrokken": ("left", _("Your data are erased")),
    "niet-overgenomen": ("declined", _("You do not take the project over")),
    "overgenomen": ("taken_over", _("The project is yours now")),
}
# What was done, as the address of the private page says after it.
DONE = ("klopt", "afgelopen", "gevraagd", "ingetrokken", "overgenomen")
LINK_NETWORK = Limit("owner-link-network", 100, HOUR)
LINK_EVERYBODY = Limit("owner-link-everybody", 1_000, HOUR)
# Mails that one project may cause in a day: to colleagues, and with new links.
PROJECT = Limit("owner-project", 5, DAY)
NOT_IN_NAMES = re.compile(r"[/@<>\r\n]|www\.", re.IGNORECASE)


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
        answers=ProjectAnswer.objects.filter(project=owner.project).by_visibility(),
        subjects=subjects_of(owner.project),
        handover=Handover.objects.filter(project=owner.project, accepted_at=None).first(),
        past=describe_history(owner.project),
        done=next((name for name in DONE if name in request.GET), ""),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@with_owner
def confirm(request, owner, token):
    """Show one button; POST confirms the project."""
    if request.method == "POST":
        if not owner.project.live:
            return redirect("project-confirm", token)
        actions.confirm(owner)
        return _back(token, "klopt")
    return show(request, "confirm", gettext("Is this still right?"), owner=owner, project=owner.project, token=token)


@require_http_methods(["GET", "HEAD", "POST"])
@with_owner
def change(request, owner, token):
    """Show one button; POST starts an update in the form of the inventory and redirects there."""
    if request.method == "POST":
        draft = start_update(owner.project, owner)
        actions.record_answer(owner)
        return redirect("inventory-submission", new_token(draft))
    return show(request, "change", gettext("Change the project"), owner=owner, project=owner.project, token=token)


@require_http_methods(["GET", "HEAD", "POST"])
@with_owner
def end(request, owner, token):
    """Ask how and when the project ended; POST puts it on the site."""
    project = owner.project
    if request.method == "POST":
        return _end(request, owner, token)
    form = edit_conflicts.mark(
        restore(request, EndForm(project=project)), EndForm(project=project), project.last_published_at
    )
    title = gettext("The project has ended")
    return show(request, "end", title, owner=owner, project=project, token=token, form=form)


def _end(request, owner, token):
    project = owner.project
    if not project.live:
        return redirect("project-end", token)
    form = EndForm(request.POST, project=project)
    data = edit_conflicts.resolve(form, EndForm(project=project))
    if data is None:
        edit_conflicts.add_conflict_error(form, EndForm(project=project))
        return refuse(request, form=form)
    form = EndForm(data, project=project)
    if not form.is_valid():
        return refuse(request, form=form)
    actions.end(owner, form.cleaned_data["status"], form.cleaned_data["month"])
    return _back(token, "afgelopen")


@require_http_methods(["GET", "HEAD", "POST"])
@with_owner
def hand_over(request, owner, token):
    """Ask for a colleague; POST mails that colleague, with `what=cancel` withdraws the question."""
    if request.POST.get("what") == "cancel":
        actions.cancel_handover(owner)
        return _back(token, "ingetrokken")
    if request.method == "POST":
        form = HandOverForm(request.POST, owner=owner)
        if form.is_valid():
            if not refused_mail(owner.project, form.cleaned_data["address"]):
                actions.ask_colleague(owner, form.cleaned_data["name"], form.cleaned_data["address"])
                return _back(token, "gevraagd")
            form.add_error(None, too_many_mails())
        return refuse(request, form=form)
    form = restore(request, HandOverForm(owner=owner))
    title = gettext("Hand the project over")
    return show(request, "hand_over", title, owner=owner, project=owner.project, token=token, form=form)


@require_POST
@with_owner
def renew(request, owner, token):
    """End all links, this one too, and mail the owner a new one."""
    if refused_mail(owner.project, owner.address):
        return refuse_button(request, reverse("project-owner", args=[token]), too_many_mails())
    actions.renew_links(owner)
    return redirect_done("vernieuwd", owner.project)


@require_http_methods(["GET", "HEAD", "POST"])
@with_owner
def leave(request, owner, token):
    """Ask once more; POST erases who owns the project."""
    if request.method == "POST":
        actions.leave(owner)
        return redirect_done("vertrokken", owner.project)
    title = gettext("Stop as contact and erase my data")
    return show(request, "leave", title, owner=owner, project=owner.project, token=token)


@require_safe
@with_owner
def network(request, owner, token):
    """Show what owners of other projects answered for the network only, in pages."""
    paginator = Paginator(_projects_with_network_answers(owner.project), PER_PAGE)
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
        actions.decline(handover)
        return redirect_done("niet-overgenomen", project)
    if request.method == "POST":
        return redirect_done("overgenomen", project) if actions.take_over(handover.pk) else redirect(request.path)
    title = gettext("Do you take this project over?")
    return show(request, "take_over", title, handover=handover, project=project, former=project.project_owner)


@require_safe
def done(request, what):
    """Say what was done (a name in CLOSING), when the private link that did it works no more; `project` is its id."""
    name, title = CLOSING[what]
    number = request.GET.get("project", "")
    number = int(number) if number.isdecimal() and len(number) < 19 else 0
    return show(request, name, str(title), project=ProjectPage.objects.published().filter(id=number).first())


def _projects_with_network_answers(without):
    """Return the other published projects with `network_answers`: what only the network sees of them."""
    answers = ProjectAnswer.objects.filter(visibility=Visibility.NETWORK)
    projects = ProjectPage.objects.published().filter(pk__in=answers.values("project")).exclude(pk=without.pk)
    answers = Prefetch("own_answers", answers, to_attr="network_answers")
    return projects.order_by("title", "pk").select_related("locale").prefetch_related(answers)


def too_many_mails():
    """Return the sentence for a project that asked for too many mails in a day."""
    return gettext("For this project many mails were asked for today. Please try again tomorrow.")


def _back(token, done):
    response = redirect("project-owner", token)
    response["Location"] += f"?{done}"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def ask_link(request):
    """Ask for an address; POST mails the links of its projects there. The response is the same for every address."""
    form, address, refused = read_address(request, refused_link, too_often)
    if address is not None:
        # A task is made for an unknown address too, so that both take as long.
        actions.mail_links(ProjectOwner.objects.with_address(address))
        return redirect("project-link-sent")
    return refused or show(request, "ask_link", gettext("Keep your project up to date"), form=form)


@require_safe
def link_sent(request):
    """Say that a mail is on its way if the address is known, without saying whether it is."""
    return show(request, "link_sent", gettext("Look in your mail"))


def refused_link(request, address):
    """Count a request for the links of an address; return the exceeded Limit, or None."""
    network = network_of(request)
    return exceeded_for_recipient(
        address, "owner-links", (LINK_NETWORK, network), (LINK_EVERYBODY, ""), network=network
    )


def refused_mail(project, address):
    """Count a mail to an address that the private page of a project causes; return the exceeded Limit, or None."""
    return exceeded_for_recipient(address, "owner-page", (PROJECT, str(project.pk)))


class PointField(forms.CharField):
    """A moment in words, shown of a fuzzy_date.Point."""

    def prepare_value(self, value):
        """Return a Point in the words that a field takes; text as it is."""
        return value.input_words() if isinstance(value, Point) else value


class EndForm(forms.Form):
    """How and when a project ended, with what is known; `month` cleans to a fuzzy_date.Point."""

    status = forms.ChoiceField(
        label=_("How did it end?"),
        choices=[
            (ProjectPage.Status.FINISHED, _("It is finished: done what it set out to do")),
            (ProjectPage.Status.STOPPED, _("It was stopped before that")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how the project ended.")},
    )
    month = PointField(
        label=_("In which month did it end?"),
        help_text=_("For example: March 2026. Only the year is fine too."),
        max_length=LONGEST,
        error_messages={"required": _("Fill in the month or the year.")},
    )

    def __init__(self, data=None, *, project, **kwargs):
        super().__init__(data, **kwargs)
        self.project = project
        if project.is_over:
            self.initial["status"] = project.status
            if project.date:
                self.initial["month"] = project.date.end or project.date.start

    def clean_month(self):
        """Return the Point; refuse a period, the future, and what lies before the beginning of the project."""
        try:
            date = parse(self.cleaned_data["month"])
        except FuzzyDateError as error:
            raise ValidationError(str(error)) from error
        if date.is_period or date.expected:
            raise ValidationError(_("Fill in one month or one year."))
        if date.earliest > timezone.localdate():
            raise ValidationError(_("That is in the future. Come back when the project has ended."))
        begun = self.project.date
        # The one date of a project that is over may be its end, which is corrected now.
        is_end = self.project.is_over and begun and not begun.is_period
        if begun and date.latest < begun.earliest and not is_end:
            raise ValidationError(
                _("The project began later: %(date)s.") % {"date": begun.start.display()}, code="before-beginning"
            )
        return date.start


class HandOverForm(forms.Form):
    """The colleague who is asked to take over."""

    name = forms.CharField(
        label=_("Name of your colleague"),
        max_length=120,
        error_messages={"required": _("Fill in the name of your colleague.")},
    )
    address = AddressField(
        label=_("Email address of your colleague"),
        error_messages={"required": _("Fill in the email address of your colleague.")},
    )

    def __init__(self, data=None, *, owner, **kwargs):
        super().__init__(data, **kwargs)
        self.owner = owner
        # The browser knows its user, not the colleague.
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"

    def clean_name(self):
        """Refuse a web address: the name stands in a mail to somebody who did not ask for it."""
        name = self.cleaned_data["name"]
        if NOT_IN_NAMES.search(name):
            raise ValidationError(_("A name has no web address in it."))
        return name

    def clean_address(self):
        """Refuse the owner's own address."""
        address = self.cleaned_data["address"]
        if key_of(address) == key_of(self.owner.address):
            raise ValidationError(_("This is your own address. Fill in that of your colleague."))
        return address
