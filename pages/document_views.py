"""Documents in the admin: the list with the state of their texts, and the button that has one read again."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.views.decorators.http import require_POST
from wagtail.admin.ui.tables import Column
from wagtail.documents.views.documents import DocumentsFilterSet, IndexView
from wagtail.permissions import policy_registry

from pages.document_text import queue_reading
from pages.downloads import first_of_year
from pages.models import DocumentDownloads, SiteDocument


class TextStateFilterSet(DocumentsFilterSet):
    """Wagtail's filters, and the state of the text."""

    class Meta(DocumentsFilterSet.Meta):
        fields = ["text_state"]


class DocumentIndexView(IndexView):
    """The list of documents, with columns for the state of the text and the downloads of the last twelve months."""

    filterset_class = TextStateFilterSet

    def get_base_queryset(self):
        """Return Wagtail's documents, each with `downloads`."""
        counted = DocumentDownloads.objects.filter(document=OuterRef("pk"), month__gte=first_of_year()).order_by()
        total = counted.values("document").annotate(total=Sum("count")).values("total")
        return super().get_base_queryset().annotate(downloads=Coalesce(Subquery(total), 0))

    @cached_property
    def columns(self):
        """Wagtail's columns, with the state and the downloads before the last one, which counts usage."""
        state = Column("text_state", label=gettext("Text"), accessor=SiteDocument.get_text_state_display)
        counted = Column("downloads", label=gettext("Downloads in twelve months"), sort_key="downloads")
        *first, last = super().columns
        return [*first, state, counted, last]


@require_POST
def read_again(request, pk):
    """Have the file of a document read again, for who may change it."""
    document = get_object_or_404(SiteDocument, pk=pk)
    policy = policy_registry.get_by_type(SiteDocument)
    if not policy.user_has_permission_for_instance(request.user, "change", document):
        raise PermissionDenied
    queue_reading(document)
    messages.success(request, gettext("The file “%(title)s” is read again.") % {"title": document.title})
    return redirect("wagtaildocs:edit", pk)


def register_urls():
    """Return the addresses below /admin/; the list stands in the place of Wagtail's, which has its name."""
    return [
        path("documents/", DocumentIndexView.as_view()),
        path("documents/results/", DocumentIndexView.as_view(results_only=True)),
        path("documents/<int:pk>/read-again/", read_again, name="read_document_again"),
    ]
