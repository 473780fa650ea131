"""Admin views: the proposals of partner sites, one of them, and what an editor decides about it."""

from dataclasses import dataclass

from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, View
from wagtail.admin import messages
from wagtail.admin.views.generic import IndexView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.models import Page
from wagtail.permissions import policy_registry

from pages.harvest import decisions
from pages.harvest.decisions import DecisionRefused
from pages.harvest.duplicates import REASONS, find_duplicates
from pages.harvest.forms import AcceptForm, CompareForm, SeenForm
from pages.harvest.receivers import Offer, collect_receivers
from pages.models import Proposal

INDEX = "partner_proposals:index"
State = Proposal.State
FOUND = 10  # pages that a search by title shows


def url_of(proposal):
    """Return the address of the page of a proposal."""
    return reverse("partner_proposals:inspect", args=[proposal.pk])


class ProposalsView(IndexView):
    """The list: what waits for an editor first, the newest on top."""

    page_title = _("Proposals")

    def get_base_queryset(self):
        """Return the proposals with what a row shows, in one query."""
        rows = Proposal.objects.select_related("source").defer("values", "taken_values", "likely")
        return rows.order_by("-waits", "-first_seen_at", "-pk")

    def get_context_data(self, *args, **kwargs):
        """Return the context with the numbers per state."""
        counts = dict(Proposal.objects.order_by().values_list("state").annotate(Count("pk")))
        chosen = self.request.GET.getlist("state")
        return super().get_context_data(*args, **kwargs) | {
            "states": [
                {"value": value, "label": label, "number": counts.get(value, 0), "is_chosen": chosen == [value]}
                for value, label in State.choices
            ],
            "index": reverse(INDEX),
        }


class ProposalView(PermissionCheckedMixin, WagtailAdminTemplateMixin):
    """Base of the pages of one proposal: permission, the proposal, breadcrumbs."""

    model = Proposal
    permission_required = "handle"
    header_icon = "download"

    @cached_property
    def proposal(self):
        """The Proposal of the address of the page."""
        rows = Proposal.objects.select_related("source__organisation", "page", "decided_by")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @cached_property
    def receiver(self):
        """The ProposalReceiver of its type, or None when no room has it any more."""
        return collect_receivers().get(self.proposal.record_type)

    @cached_property
    def offer(self):
        """The Offer of the proposal."""
        return Offer(self.proposal.values, self.proposal.source, taken=self.proposal.taken_values)

    def get_breadcrumbs_items(self):
        """Return the path: home, the list, the proposal, this page."""
        items = [*self.breadcrumbs_items, {"url": reverse(INDEX), "label": gettext("Proposals")}]
        own = {"url": url_of(self.proposal), "label": self.proposal.title}
        if self.get_page_title() == own["label"]:
            return [*items, own | {"url": ""}]
        return [*items, own, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs):
        """Return the context with the proposal, and whether the user may change its page."""
        page = self.proposal.page
        return super().get_context_data(**kwargs) | {
            "proposal": self.proposal,
            "receiver": self.receiver,
            "our_title": page.get_admin_display_title() if page else "",
            "may_edit": bool(page) and page.permissions_for_user(self.request.user).can_edit(),
        }


class DetailView(ProposalView, FormView):
    """What the site offers, what looks like it, and the decision; a POST accepts it as a new draft."""

    template_name = "pages/harvest/detail.html"

    def get_page_title(self):
        """Return the title of the proposal."""
        return self.proposal.title

    def get_form_class(self):
        """Return the form: of what is new, with what an editor can choose."""
        return AcceptForm if self.proposal.state == State.NEW and self.receiver else SeenForm

    def get_form_kwargs(self):
        """Return what the form is made with."""
        kwargs = super().get_form_kwargs()
        if self.get_form_class() is AcceptForm:
            kwargs |= {"proposal": self.proposal, "receiver": self.receiver}
        return kwargs

    def get_initial(self):
        """Return the version that the editor sees."""
        return {"seen": self.proposal.version, "known": " ".join(each["key"] for each in self.duplicates)}

    @cached_property
    def duplicates(self):
        """What may be the same as a new proposal, as describe_duplicates() says."""
        if self.proposal.state != State.NEW:
            return []
        return describe_duplicates(self.proposal, self.receiver, self.request.user)

    def get_context_data(self, **kwargs):
        """Return the context with the parts, the duplicates, and the types that it could become."""
        is_new = self.proposal.state == State.NEW
        parts = self.receiver.parts if self.receiver else []
        others = [(name, each.label) for name, each in collect_receivers().items() if name != self.proposal.record_type]
        return super().get_context_data(**kwargs) | {
            "is_new": is_new,
            "parts": [(part.label, lines) for part in parts if (lines := part.offered(self.offer))],
            "words": ", ".join(
                dict.fromkeys(self.proposal.values.get("kinds", []) + self.proposal.values.get("subjects", []))
            ),
            "duplicates": self.duplicates,
            "types": others if is_new else [],
            "why_not": self.receiver.why_not_add(self.request.user) if is_new and self.receiver else "",
        }

    def form_valid(self, form):
        """Make the draft, or show the page again with the reason why not."""
        if not isinstance(form, AcceptForm):
            form.add_error(None, gettext("Somebody else decided about this proposal meanwhile."))
            return self.form_invalid(form)
        form.note_duplicates([each["key"] for each in self.duplicates])
        if form.errors:
            return self.form_invalid(form)
        try:
            page = decisions.accept(self.proposal.pk, self.request.user, form.cleaned_data["seen"], form.choices)
        except DecisionRefused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        edit = messages.button(reverse("wagtailadmin_pages:edit", args=[page.pk]), gettext("Edit"))
        words = gettext("“%(title)s” is a draft now. Look it over and publish it.")
        messages.success(self.request, words % {"title": page.title}, buttons=[edit])
        return redirect(INDEX)


def describe_duplicates(proposal, receiver, user):
    """Return what may be the same as a proposal, found now: dicts of key, title, reasons, note, and addresses.

    Pages that the user may not see are named by nothing but the reasons.
    """
    if receiver is None:
        return []
    found = find_duplicates([proposal], receiver)[0]
    pages = Page.objects.in_bulk([each["page"] for each in found if "page" in each])
    others = Proposal.objects.select_related("source").defer("values", "taken_values")
    others = others.in_bulk([each["proposal"] for each in found if "proposal" in each])
    described = []
    for each in found:
        reasons = [str(REASONS[name]) for name in each["reasons"]]
        if page := pages.get(each.get("page")):
            may = page.live or page.permissions_for_user(user).can_edit()
            is_type = page.specific_class is receiver.model
            described.append(
                {
                    "key": f"page-{page.pk}",
                    "title": page.get_admin_display_title() if may else gettext("A page that you may not see"),
                    "note": gettext("published") if page.live else gettext("draft"),
                    "reasons": reasons,
                    "url": reverse("wagtailadmin_pages:edit", args=[page.pk]) if may else "",
                    "compare": f"{reverse('partner_proposals:compare', args=[proposal.pk])}?page={page.pk}"
                    if may and is_type
                    else "",
                }
            )
        elif other := others.get(each.get("proposal")):
            note = gettext("proposal of %(source)s, %(state)s")
            note %= {"source": other.source.name, "state": other.get_state_display()}
            key = f"proposal-{other.pk}"
            described.append({"key": key, "title": other.title, "note": note, "reasons": reasons, "url": url_of(other)})
    return described


@dataclass(frozen=True)
class Line:
    """One part: what our page has, what the site said when we last took it over, and what it says now (lines)."""

    name: str
    label: str
    ours: list
    before: list
    now: list
    is_same: bool
    was_taken: bool

    @property
    def is_due(self):
        """Whether taking it over is the likely choice: it changed there, or our page lacks it."""
        if self.is_same or not self.now:
            return False
        return self.before != self.now if self.was_taken else not self.ours


class CompareView(ProposalView, FormView):
    """The proposal beside a page of ours: merges a new one with it, or takes over what changed."""

    template_name = "pages/harvest/compare.html"
    form_class = CompareForm

    def get_page_title(self):
        """Return what is done."""
        return gettext("Changes at the source") if self.proposal.page_id else gettext("Merge with a page")

    def get(self, request, *args, **kwargs):
        """Show the comparison; 404 for what cannot be compared any more."""
        if self.proposal.state not in (State.NEW, State.CHANGED) or self.receiver is None:
            return redirect(url_of(self.proposal))
        return super().get(request, *args, **kwargs)

    @cached_property
    def target(self):
        """The page of ours, if the user may edit it: that of the proposal, else the chosen one; else None."""
        if self.receiver is None:
            raise Http404
        chosen = self.request.GET.get("page", "")
        pk = self.proposal.page_id or (int(chosen) if chosen.isdecimal() and len(chosen) < 19 else None)
        page = self.receiver.model.objects.filter(pk=pk, alias_of=None).first()
        return page if page and page.permissions_for_user(self.request.user).can_edit() else None

    @cached_property
    def lines(self):
        """A Line for each part of which either side says something."""
        if self.target is None:
            return []
        page = self.target.get_latest_revision_as_object()
        taken = self.proposal.taken_values
        before = Offer(taken, self.proposal.source)
        lines = []
        for part in self.receiver.parts:
            ours, now = part.current(page), part.offered(self.offer)
            was = part.offered(before) if taken else []
            if ours or now:
                same = part.is_same(now, ours)
                lines.append(Line(part.name, str(part.label), ours, was, now, same, bool(taken)))
        return lines

    def get_form_kwargs(self):
        """Return what the form is made with."""
        return super().get_form_kwargs() | {
            "proposal": self.proposal,
            "receiver": self.receiver,
            "lines": self.lines,
        }

    def get_initial(self):
        """Return the version and the revision that the editor compares."""
        return {
            "seen": self.proposal.version,
            "seen_revision": self.target.latest_revision_id if self.target else None,
        }

    def get_context_data(self, **kwargs):
        """Return the context with the lines, why nothing can be changed now, and pages to choose from."""
        words = self.request.GET.get("title", "").strip()[:100]
        context = super().get_context_data(**kwargs)
        chosen = set(context["form"]["fields"].value() or [])
        found = []
        if words and not self.proposal.page_id:
            editable = policy_registry.get_by_type(Page).instances_user_has_permission_for(self.request.user, "change")
            rows = self.receiver.model.objects.filter(alias_of=None, title__icontains=words)
            found = rows.filter(pk__in=editable.values("pk")).order_by("title", "pk")[:FOUND]
        return context | {
            "target": self.target,
            "lines": [(line, line.name in chosen) for line in self.lines],
            "has_before": bool(self.proposal.taken_values),
            "why_not": decisions.why_not_edit(self.target, self.request.user) if self.target else "",
            "duplicates": []
            if self.proposal.page_id
            else describe_duplicates(self.proposal, self.receiver, self.request.user),
            "searched": words,
            "found": found,
            "back": url_of(self.proposal),
        }

    def form_valid(self, form):
        """Take over what is ticked, or nothing, or show the page again with the reason why not."""
        keeps = "keep" in self.request.POST
        names = [] if keeps else form.cleaned_data["fields"]
        try:
            if self.target is None:
                raise DecisionRefused(gettext("This page is no longer there. Choose another one."))
            if not names and not keeps:
                raise DecisionRefused(gettext("Tick what is to be taken over, or choose to change nothing."))
            data = form.cleaned_data
            page = decisions.take_over(
                self.proposal.pk,
                self.request.user,
                data["seen"],
                self.target.pk,
                names,
                form.choices,
                data["seen_revision"],
            )
        except DecisionRefused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        edit = messages.button(reverse("wagtailadmin_pages:edit", args=[page.pk]), gettext("Edit"))
        words = gettext("What you ticked stands in a draft of the page now. Look it over and publish it.")
        messages.success(
            self.request, words if names else gettext("The page stays as it is."), buttons=[edit] if names else []
        )
        return redirect(INDEX)


class ActionView(ProposalView, View):
    """One press: a decision without further choices. `action` is the name of a function in decisions."""

    http_method_names = ["post"]
    action = ""
    DONE = {
        "decline": _("The proposal was declined. It does not come back."),
        "reconsider": _("The proposal waits for a decision again."),
        "stop_following": _("The page stays. What changes at the source is no longer proposed."),
        "follow_again": _("Changes at the source are proposed again."),
        "change_type": _("The proposal becomes something else now. Look at it again."),
    }

    def post(self, request, *args, **kwargs):
        """Decide."""
        form = SeenForm(request.POST)
        seen = form.cleaned_data["seen"] if form.is_valid() else None
        extra = {"name": request.POST.get("type", "")} if self.action == "change_type" else {}
        try:
            getattr(decisions, self.action)(self.proposal.pk, request.user, seen, **extra)
        except DecisionRefused as refusal:
            messages.error(request, str(refusal))
            return redirect(url_of(self.proposal))
        messages.success(request, self.DONE[self.action])
        return redirect(INDEX if self.action in ("decline", "stop_following") else url_of(self.proposal))
