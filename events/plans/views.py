"""Admin pages that change the plan of an event: each says whom it reaches, and does it in one press."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button

from events.models import EventPage
from events.plans import forms
from events.plans.audience import AudienceGroup, reached_by_change, reached_by_lookback
from events.plans.changes import carry_out, versions_of
from events.plans.repeat import repeat


class PlanView(View):
    """The page of one change: a form, whom it reaches, and the button. POST does it and leads to the editor.

    404 for a page that is no event of its own, 403 without the permission, and a message when it makes no sense now.
    `of_published`: whether the event must be published; `makes_sense`: what else must be true of it (EventPage) now.
    """

    template_name = "events/admin/plan.html"
    form_class = None
    url_name = ""
    icon = "calendar"
    heading = button = intro = done = ""
    of_published = True

    def dispatch(self, request, *args, pk, **kwargs):
        """Check the event, the permission and the lock before anything else."""
        self.page = get_object_or_404(EventPage.objects.select_related("locale"), pk=pk, alias_of=None)
        tester = self.page.permissions_for_user(request.user)
        if not self.is_allowed(tester):
            raise PermissionDenied
        if tester.page_locked():
            return self.refuse(gettext("Somebody locked this page. Unlock it first."))
        if not self.fits(self.page):
            return self.refuse(gettext("That is no longer possible for this event: look at its date and status."))
        return super().dispatch(request, *args, **kwargs)

    @classmethod
    def is_allowed(cls, tester):
        """Return whether somebody with this permission tester of the page may do it."""
        return tester.can_publish()

    @classmethod
    def fits(cls, page):
        """Return whether it is possible for an EventPage now."""
        return (page.live or not cls.of_published) and cls.makes_sense(page)

    @staticmethod
    def makes_sense(page):
        """Return whether date, status and form of an EventPage allow it."""
        return True

    @cached_property
    def versions(self):
        """The published translations of the event, itself first."""
        return versions_of(self.page)

    @property
    def revision(self):
        """The latest revision of the event, which the form is about, as the form holds it."""
        return str(self.page.latest_revision_id or "")

    def refuse(self, words):
        """Lead back to the editor with a message."""
        messages.warning(self.request, words)
        return redirect("wagtailadmin_pages:edit", self.page.pk)

    def make_form(self, data=None):
        """Return the form, bound to the data of a POST."""
        return self.form_class(data, page=self.page, versions=self.versions)

    def reached(self):
        """Return the groups (AudienceGroup) that are told."""
        return reached_by_change(self.page, self.versions)

    def get(self, request):
        """Show the form."""
        return self.show(self.make_form())

    def post(self, request):
        """Do what the form says; show it again when it says something wrong."""
        form = self.make_form(request.POST)
        if not form.is_valid():
            return self.show(form)
        try:
            return self.carry_out(form)
        except ValidationError as error:
            form.add_error(None, words_of(error))
            return self.show(form)

    def carry_out(self, form):
        """Do it, say so, and lead to the editor.

        Raises ValidationError as changes.carry_out() does, also when the event was saved since the form was drawn.
        """
        if self.request.POST.get("seen", self.revision) != self.revision:
            raise ValidationError(gettext("Somebody else saved this event just now. Look at it and try again."))
        told = carry_out(self.page, form.change, self.request.user)
        words = [str(self.done) % {"title": self.page.title}]
        if told:
            words.append(
                ngettext("%(count)d person gets a mail.", "%(count)d people get a mail.", told) % {"count": told}
            )
        messages.success(self.request, " ".join(words))
        return redirect("wagtailadmin_pages:edit", self.page.pk)

    def show(self, form):
        """Return the page with the form."""
        context = {
            "page_title": self.heading,
            "page_subtitle": self.page.get_admin_display_title(),
            "header_icon": self.icon,
            "event": self.page,
            "revision": self.revision,
            "form": form,
            "reached": self.reached(),
            "intro": self.intro,
            "button": self.button,
            "has_draft": self.page.live and self.page.has_unpublished_changes,
        }
        return TemplateResponse(self.request, self.template_name, context)


class MoveView(PlanView):
    """“Verplaats”: other moments, or a date that is not known yet."""

    form_class = forms.MoveForm
    url_name = "event_move"
    icon = "date"
    heading = _("Move to another date")
    button = _("Move and tell")
    done = _("“%(title)s” was moved.")

    @staticmethod
    def makes_sense(page):
        return not page.is_past or page.is_off


class CancelView(PlanView):
    """“Gaat niet door”: why, and what there is instead."""

    form_class = forms.CancelForm
    url_name = "event_cancel"
    icon = "circle-xmark"
    heading = _("Does not take place")
    button = _("Cancel and tell")
    done = _("Readers now see what of “%(title)s” does not take place.")

    @staticmethod
    def makes_sense(page):
        return not page.is_past and page.status != page.Status.CANCELLED


class OnlineView(PlanView):
    """“Online geworden”: where one takes part."""

    form_class = forms.OnlineForm
    url_name = "event_online"
    icon = "site"
    heading = _("Takes place online")
    button = _("Move online and tell")
    intro = _("Venue and address go from the page; date and time stay.")
    done = _("“%(title)s” takes place online.")

    @staticmethod
    def makes_sense(page):
        return page.is_open and page.attendance != page.Attendance.ONLINE


class LookBackView(PlanView):
    """“Maak terugblik”: what there is to read, see and download."""

    form_class = forms.LookBackForm
    url_name = "event_look_back"
    icon = "history"
    heading = _("Make the look-back")
    button = _("Publish the look-back and tell")
    intro = _("Photos, what was said, chapters and publications are added in the editor afterwards.")
    done = _("The look-back of “%(title)s” is published.")

    @staticmethod
    def makes_sense(page):
        return page.is_past and not page.is_off

    def reached(self):
        return reached_by_lookback(self.page)


class RepeatView(PlanView):
    """“Dupliceer voor de volgende keer”: make a draft copy of an event with new dates. Nobody gets a mail."""

    form_class = forms.RepeatForm
    url_name = "event_repeat"
    icon = "copy"
    heading = _("Copy for the next time")
    button = _("Make the draft")
    intro = _("Kind, place, organisers, speakers, programme, text and the form for registration are taken over.")
    of_published = False

    @classmethod
    def is_allowed(cls, tester):
        return tester.page.get_parent().permissions_for_user(tester.user).can_add_subpage()

    def make_form(self, data=None):
        return self.form_class(data, initial={"title": self.page.title})

    def reached(self):
        return [
            AudienceGroup(gettext("Nobody yet"), gettext("It becomes a draft. Readers see it when you publish it."))
        ]

    def carry_out(self, form):
        """Make the draft and lead to its editor."""
        made = repeat(self.page, form.cleaned_data["start"], form.cleaned_data["title"], self.request.user)
        messages.success(self.request, gettext("Here is the draft of the next time. Look it through and publish it."))
        return redirect("wagtailadmin_pages:edit", made.pk)


VIEWS = [MoveView, CancelView, OnlineView, LookBackView, RepeatView]


def register_urls():
    """Return the URL patterns of the pages, below /admin/."""
    return [
        path(f"events/<int:pk>/{view.url_name.removeprefix('event_')}/", view.as_view(), name=view.url_name)
        for view in VIEWS
    ]


def add_header_buttons(page, user, view_name, next_url=None):
    """Yield a button for each change that makes sense for an event and that the user may do."""
    if page.specific_class is not EventPage or page.alias_of_id or page._state.adding:
        return
    event, tester = page.specific, page.permissions_for_user(user)
    for priority, view in enumerate(VIEWS, start=1):
        if view.fits(event) and view.is_allowed(tester):
            yield Button(view.heading, reverse(view.url_name, args=[page.pk]), icon_name=view.icon, priority=priority)


def words_of(error):
    """Return the sentences of a ValidationError; those about fields of the page with the names of these."""
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    names = {
        field.name: str(field.verbose_name) for field in EventPage._meta.get_fields() if hasattr(field, "verbose_name")
    }
    found = " ".join(f"{names.get(name, name)}: {' '.join(words)}" for name, words in error.message_dict.items())
    return gettext("The page cannot be published as it is: %(why)s") % {"why": found}
