"""Admin views of subscribers. Wagtail's add and delete views are not used: their audit log would keep addresses."""

import csv
from collections import Counter
from io import StringIO

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Prefetch
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic import IndexView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import HeaderButton

from newsletters.models import Consent, Subscriber, SubscriberImport, Subscription
from newsletters.subscribers.forms import ColumnsForm, SubscriberForm, UploadForm
from newsletters.subscribers.import_file import read_table
from newsletters.subscribers.importer import PROBLEMS, dry_run, run_import
from newsletters.subscribers.personal_data import export_subscriber
from newsletters.subscribers.stops import failures_of, resume_subscriber
from newsletters.subscribers.suppressions import erase_address
from visitors.spreadsheet_cells import safe_cell

INDEX = "newsletter_subscribers:index"


class SubscriberIndexView(IndexView):
    """The list of subscribers, with buttons for import and export."""

    def get_base_queryset(self):
        """Return the queryset with the current subscriptions prefetched as `current`."""
        lists = Subscription.objects.filter(left_at=None).select_related("mailing_list")
        return super().get_base_queryset().prefetch_related(Prefetch("subscriptions", lists, to_attr="current"))

    @property
    def header_buttons(self):
        """Wagtail's buttons, and import."""
        buttons = list(super().header_buttons)
        if self.user_has_permission("add"):
            buttons.append(HeaderButton(gettext("Import a list"), url=reverse("newsletter_subscribers:import")))
        return buttons

    @property
    def header_more_buttons(self):
        """The CSV export of the list with its current filters."""
        address = f"{reverse('newsletter_subscribers:export')}?{self.request.GET.urlencode()}"
        return [HeaderButton(gettext("Download as CSV"), url=address, icon_name="download")]


class ExportView(SubscriberIndexView):
    """CSV export of the filtered list, protected against formula injection."""

    def get(self, request, *args, **kwargs):
        """Return the file: UTF-8 with byte order mark and semicolons, which Dutch Excel expects."""
        # Not only the current page of the list.
        self.paginate_by = None
        self.object_list = self.get_queryset()
        text = StringIO()
        writer = csv.writer(text, delimiter=";")
        writer.writerow([gettext("email address"), gettext("language"), gettext("lists"), gettext("confirmed on")])
        for person in self.object_list:
            names = ", ".join(subscription.mailing_list.name for subscription in person.current)
            confirmed = timezone.localtime(person.confirmed_at).date().isoformat() if person.confirmed_at else ""
            writer.writerow([safe_cell(cell) for cell in (person.address, person.language, names, confirmed)])
        response = HttpResponse(text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="abonnees.csv"'
        return response


class SubscriberView(PermissionCheckedMixin, WagtailAdminTemplateMixin):
    """Base of the subscriber views: permission check and breadcrumbs."""

    model = Subscriber
    permission_required = "view"
    header_icon = "mail"

    def get_breadcrumbs_items(self):
        """Return the breadcrumbs: home, subscribers, this page."""
        subscribers = {"url": reverse(INDEX), "label": gettext("Subscribers")}
        return [*self.breadcrumbs_items, subscribers, {"url": "", "label": self.get_page_title()}]

    @property
    def subscriber(self):
        """The Subscriber of the URL, or Http404."""
        return get_object_or_404(Subscriber, pk=self.kwargs["pk"])


class PersonView(SubscriberView, TemplateView):
    """Detail page of one subscriber."""

    template_name = "newsletters/admin/subscriber.html"

    def get_page_title(self):
        """Return the address."""
        return self.subscriber.address

    def get_context_data(self, **kwargs):
        """Return the context with the subscriber, subscriptions, alerts and consents."""
        subscriber = self.subscriber
        return super().get_context_data(**kwargs) | {
            "subscriber": subscriber,
            "subscriptions": subscriber.subscriptions.select_related("mailing_list"),
            "alerts": subscriber.alerts.select_related("topic"),
            "consents": subscriber.consents.all(),
            "failures": failures_of(subscriber.address).select_related("mailing"),
            "may_resume": self.user_has_permission("add"),
            "may_erase": self.user_has_permission("delete"),
        }


class ResumeView(SubscriberView, View):
    """Sends mail to a stopped subscriber again (POST only)."""

    permission_required = "add"

    def post(self, request, *args, **kwargs):
        """Resume, and return to the subscriber."""
        subscriber = self.subscriber
        resume_subscriber(subscriber)
        messages.success(request, gettext("Mail is sent to this address again, from the next mailing on."))
        return redirect("newsletter_subscribers:inspect", subscriber.pk)


class PersonExportView(SubscriberView, TemplateView):
    """JSON export of one subscriber, for a data subject access request."""

    def get(self, request, *args, **kwargs):
        """Return the file."""
        options = {"ensure_ascii": False, "indent": 2}
        response = JsonResponse(export_subscriber(self.subscriber), json_dumps_params=options)
        response["Content-Disposition"] = 'attachment; filename="abonnee.json"'
        return response


class EraseView(SubscriberView, TemplateView):
    """Asks for confirmation, then erases one subscriber."""

    permission_required = "delete"
    template_name = "newsletters/admin/erase.html"
    page_title = _("Erase subscriber")

    def get_context_data(self, **kwargs):
        """Return the context with the subscriber."""
        return super().get_context_data(**kwargs) | {"subscriber": self.subscriber}

    def post(self, request, *args, **kwargs):
        """Erase."""
        erase_address(self.subscriber.address)
        messages.success(request, gettext("The subscriber is erased everywhere in the newsletter."))
        return redirect(INDEX)


class AddView(SubscriberView, FormView):
    """Adds one subscriber whose consent is known from elsewhere."""

    permission_required = "add"
    form_class = SubscriberForm
    template_name = "newsletters/admin/form.html"
    page_title = _("Add subscriber")

    def get_context_data(self, **kwargs):
        """Return the context with the label of the button."""
        return super().get_context_data(**kwargs) | {"button": gettext("Add")}

    @transaction.atomic
    def form_valid(self, form):
        """Save the subscriber, confirmed, with the provenance as consent."""
        now = timezone.now()
        person = form.save(commit=False)
        person.confirmed_at = now
        person.save()
        lists = form.cleaned_data["lists"]
        for chosen in lists:
            Subscription.objects.create(subscriber=person, mailing_list=chosen, confirmed_at=now)
        Consent.objects.create(
            subscriber=person,
            given_at=now,
            confirmed_at=now,
            wording=form.cleaned_data["provenance"],
            list_names="\n".join(chosen.name for chosen in lists),
            source=gettext("Added by an editor"),
        )
        messages.success(self.request, gettext("The subscriber is added."))
        return redirect("newsletter_subscribers:inspect", person.pk)


class UploadView(SubscriberView, FormView):
    """Uploads a file, does a dry run, and redirects to its report."""

    permission_required = "add"
    form_class = UploadForm
    template_name = "newsletters/admin/form.html"
    page_title = _("Import a list")

    def get_context_data(self, **kwargs):
        """Return the context with the label of the button."""
        return super().get_context_data(**kwargs) | {"button": gettext("Try it; nothing is imported yet")}

    @transaction.atomic
    def form_valid(self, form):
        """Store the file and do a dry run."""
        upload = form.save(commit=False)
        upload.content = form.cleaned_data["file"]
        upload.made_by = self.request.user
        upload.save()
        upload.lists.set(form.cleaned_data["lists"])
        dry_run(upload)
        return redirect("newsletter_subscribers:import_report", upload.pk)


class ReportView(SubscriberView, TemplateView):
    """The report of a dry run or import; POST runs the import."""

    permission_required = "add"
    template_name = "newsletters/admin/import_report.html"
    page_title = _("Import a list")
    shown = 200  # problems on the page; the file has them all

    @property
    def upload(self):
        """The SubscriberImport."""
        return get_object_or_404(SubscriberImport, pk=self.kwargs["pk"])

    def get_context_data(self, columns=None, **kwargs):
        """Return the context with the report; `columns` is an invalid ColumnsForm, if any."""
        upload = self.upload
        problems = upload.report["problems"]
        counts = Counter(problem["kind"] for problem in problems)
        return super().get_context_data(**kwargs) | {
            "upload": upload,
            "columns": columns or (self.columns_form(upload) if upload.content else None),
            "counts": [(label, counts[kind]) for kind, label in PROBLEMS.items() if counts[kind]],
            "left_out": len(problems),
            "problems": problems[: self.shown],
            "hidden": max(0, len(problems) - self.shown),
        }

    def columns_form(self, upload, data=None):
        """Return the ColumnsForm of a SubscriberImport."""
        return ColumnsForm(read_table(upload.content), upload.roles, data)

    def post(self, request, *args, **kwargs):
        """Run the import, all rows or none; when columns were changed, only try it again with those."""
        upload = self.upload
        if upload.done_at or not upload.content:
            messages.warning(request, gettext("This file is not there any more. Choose it again."))
            return redirect("newsletter_subscribers:import_report", upload.pk)
        if "column_0" in request.POST:
            columns = self.columns_form(upload, request.POST)
            if not columns.is_valid():
                return self.render_to_response(self.get_context_data(columns=columns))
            if columns.roles != upload.roles or "again" in request.POST:
                upload.roles = columns.roles
                dry_run(upload)
                messages.info(
                    request, gettext("Tried again with these columns. Look at what will happen, then import.")
                )
                return redirect("newsletter_subscribers:import_report", upload.pk)
        self.run(request, upload)
        return redirect("newsletter_subscribers:import_report", upload.pk)

    def run(self, request, upload):
        """Run the import and tell how it went."""
        try:
            run_import(upload)
        except (IntegrityError, ValidationError):
            messages.error(request, gettext("Somebody signed up meanwhile. Nothing was imported. Try it again."))
        else:
            messages.success(request, gettext("The list is imported."))


class ReportFileView(ReportView):
    """All problems of a file as CSV."""

    def get(self, request, *args, **kwargs):
        """Return the file, in the format of ExportView."""
        text = StringIO()
        writer = csv.writer(text, delimiter=";")
        writer.writerow([gettext("line"), gettext("email address"), gettext("problem")])
        for problem in self.upload.report["problems"]:
            address = " ".join(problem["address"].split())
            writer.writerow([problem["line"], safe_cell(address), safe_cell(problem["what"])])
        response = HttpResponse(text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="verslag-import.csv"'
        return response
