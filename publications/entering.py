"""The admin view in which editors enter publications from RIS, BibTeX or CSL-JSON: paste, look, make drafts.

Nothing is kept between its steps: the text stands on each page, so it can be mended and read again. What is too much
for that is kept and read by a task (publications.importing).
"""

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.models import Page
from wagtail.permissions import policy_registry

from publications import importing
from publications.bibliography import reading
from publications.bibliography.choices import Choices, group_plans
from publications.bibliography.drafts import Drafts
from publications.choices_form import ChoicesForm
from publications.models import PublicationImport, PublicationIndexPage, PublicationPage

URL_NAME = "publications_enter"
# Drafts of one press of the button; more would take longer than somebody waits.
MOST_AT_ONCE = 50
MOST_IMPORTS = 10  # that the form shows


def listings_for(user):
    """Return the PublicationIndexPages (list) below which a user may add publications, the Dutch one first."""
    listings = PublicationIndexPage.objects.select_related("locale").order_by("-locale__language_code", "pk")
    return [listing for listing in listings if listing.permissions_for_user(user).can_add_subpage()]


class EnterForm(forms.Form):
    """A text or a file with records, and the listing below which their drafts come.

    `entries` are its Entries; `is_large` says that there are too many to read while somebody waits.
    """

    text = forms.CharField(
        label=_("Paste what you copied"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        help_text=_("RIS, BibTeX or CSL-JSON, of one publication or of many; or a DOI."),
    )
    file = forms.FileField(
        label=_("Or choose a file"),
        required=False,
        allow_empty_file=True,
        help_text=_("With the ending .ris, .bib or .json: at most 20 MB and 20,000 publications."),
    )
    title = forms.CharField(
        label=_("Title"),
        required=False,
        max_length=255,
        help_text=_("Only when you paste a DOI alone."),
    )
    listing = forms.ModelChoiceField(PublicationIndexPage.objects.none(), label=_("Drafts come in"), empty_label=None)

    def __init__(self, listings, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.entries, self.is_large = [], False
        field = self.fields["listing"]
        field.queryset = PublicationIndexPage.objects.filter(pk__in=[listing.pk for listing in listings])
        field.initial = listings[0].pk
        if len(listings) == 1:
            field.widget = forms.HiddenInput()

    def clean(self):
        """Read the file, else the text; its text takes the place of what was pasted."""
        data = super().clean()
        try:
            if self.files.get("file"):
                content = self.files["file"].read(reading.LONGEST_FILE + 1)
                data["text"] = reading.decode(content, reading.LONGEST_FILE)
                if len(content) <= reading.LONGEST:
                    # When it is refused, it can be mended in the form.
                    self.data = self.data.copy()
                    self.data["text"] = data["text"]
            text = data.get("text", "")
            if doi := reading.lone_doi(text):
                self.entries = [self._entry_of_doi(doi, data.get("title", ""))]
            else:
                self.entries = reading.read(text)
        except reading.InputTooLargeError:
            self.is_large = True
        except reading.ReadingError as error:
            raise ValidationError(str(error)) from error
        return data

    @property
    def file_name(self):
        """The name of the file that was chosen; “text” in words when it was pasted."""
        return self.files["file"].name if self.files.get("file") else gettext("pasted text")

    def _entry_of_doi(self, doi, title):
        """Return the Entry of a DOI with a title; nothing is asked from doi.org."""
        if not title:
            raise ValidationError(
                gettext(
                    "A DOI alone says nothing about a publication, and we ask nothing from other sites. Open "
                    "https://citation.doi.org, fill in %(doi)s, choose “bibtex”, copy the answer, and paste it here. "
                    "Or write the title below: then you get a draft with that title and this DOI."
                )
                % {"doi": doi}
            )
        return reading.Entry(1, {"type": "document", "title": title, "DOI": doi})


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request):
    """Show the form; a POST shows what will be made of the text, a POST with `make` makes the rows that are ticked."""
    listings = listings_for(request.user)
    if not listings:
        raise PermissionDenied
    form = EnterForm(listings, request.POST or None, request.FILES or None)
    context = {"form": form, "title": gettext("Enter publications"), "most": MOST_AT_ONCE, "rows": []}
    if request.method == "POST" and form.is_valid():
        if form.is_large:
            values = form.cleaned_data
            source = importing.start(request.user, values["listing"], form.file_name, values["text"])
            return redirect("publications_import", source.pk)
        drafts = Drafts(form.cleaned_data["listing"], request.user, Choices.read(request.POST))
        chosen = set(request.POST.getlist("row")) if "make" in request.POST else set()
        context["rows"] = rows = make_rows(drafts, form.entries, chosen)
        if "make" in request.POST:
            add_messages(request, rows, chosen)
        # What a file held is in the text from now on.
        context["form"] = EnterForm(listings, initial=form.cleaned_data | {"file": None})
        add_links(rows, request.user)
        plans = [row["plan"] for row in rows if row["plan"].can_be_made and not row["page"]]
        context["choices"] = ChoicesForm(*group_plans(plans), drafts)
    context["imports"] = PublicationImport.objects.filter(user=request.user).defer("text")[:MOST_IMPORTS]
    return render(request, "publications/admin/enter.html", context)


def make_rows(drafts, entries, chosen):
    """Return a row (dict) for each Entry: its plan, and the draft that was made when its number is in `chosen`.

    A row that is refused does not keep the others from being made.
    """
    rows, seen, made = [], {}, 0
    drafts.look_up([entry.item for entry in entries])
    for number, entry in enumerate(entries, 1):
        plan = drafts.plan(entry.item, entry.problems)
        row = {"number": number, "line": entry.line, "plan": plan, "page": None, "error": "", "same_as": None}
        identity = plan.item.get("DOI") or (plan.title.casefold(), str(plan.item.get("issued")))
        row["same_as"] = seen.setdefault(identity, number) if plan.title else number
        if str(number) in chosen and plan.can_be_made and made < MOST_AT_ONCE:
            try:
                row["page"] = drafts.make(plan)
                made += 1
            except (ValidationError, DatabaseError) as error:
                row["error"] = " ".join(getattr(error, "messages", [])) or gettext("The database refused it.")
        row["is_ticked"] = not plan.likenesses and row["same_as"] == number and plan.can_be_made
        rows.append(row)
    return rows


def add_messages(request, rows, chosen):
    """Say how many drafts were made, how many were there already, and what is left."""
    made = sum(1 for row in rows if row["page"])
    left = sum(1 for row in rows if str(row["number"]) in chosen and not row["page"])
    if made:
        words = ngettext("%(count)d draft is made. Look at it and publish it.", "%(count)d drafts are made.", made)
        messages.success(request, words % {"count": made})
    if not chosen:
        messages.warning(request, gettext("Tick at least one publication."))
    elif left:
        words = ngettext("%(count)d was not made: its row says why.", "%(count)d were not made: see the rows.", left)
        messages.warning(request, words % {"count": left})


def add_links(rows, user):
    """Set `links` on rows: (DuplicateCandidate, address); the address is empty for what the user may not see."""
    keys = {likeness.pk for row in rows for likeness in row["plan"].likenesses}
    addresses = addresses_of(keys, user)
    for row in rows:
        row["links"] = [(likeness, addresses.get(likeness.pk, "")) for likeness in row["plan"].likenesses]


def addresses_of(keys, user):
    """Return {primary key: address} of publications: where the user edits it, else where everybody reads it."""
    if not keys:
        return {}
    pages = PublicationPage.objects.filter(pk__in=keys).select_related("locale")
    editable = policy_registry.get_by_type(Page).editable_instances(user).order_by().values_list("pk", flat=True)
    own = set(editable.filter(pk__in=keys))
    found = {page.pk: reverse("wagtailadmin_pages:edit", args=[page.pk]) for page in pages if page.pk in own}
    return found | {page.pk: page.url or "" for page in pages if page.pk not in own and page.live}


class EnterMenuItem(MenuItem):
    """The item in the menu, for who may add publications."""

    def is_shown(self, request):
        """Return whether the user may add publications anywhere."""
        return bool(listings_for(request.user))


def menu_item():
    """Return the item in the menu of the admin."""
    return EnterMenuItem(
        _("Enter publications"), reverse(URL_NAME), name="enter-publications", icon_name="upload", order=321
    )


def header_buttons(page, user, view_name, next_url=None):
    """Yield the button above the list of publications in the explorer, for who may add one there."""
    if isinstance(page.specific_deferred, PublicationIndexPage) and page.permissions_for_user(user).can_add_subpage():
        yield Button(_("Enter from RIS, BibTeX or CSL-JSON"), reverse(URL_NAME), icon_name="upload", priority=16)


def register_urls():
    """Return the address of the view below /admin/."""
    return [path("publications/enter/", enter, name=URL_NAME)]
