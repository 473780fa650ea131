"""The visits of an issue as a file, for editors who may change the issue."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.views.decorators.http import require_safe
from wagtail import hooks

from newsletters.models import NewsletterIssuePage
from newsletters.visits import visits_of, write_csv


@require_safe
def download_visits(request, issue_pk):
    """Return the visits of an issue as CSV in UTF-8, with a byte order mark so that spreadsheets see the accents."""
    issue = get_object_or_404(NewsletterIssuePage, pk=issue_pk)
    if not issue.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    response = HttpResponse(
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="visits-{issue.slug}.csv"'},
    )
    response.write("\ufeff")
    write_csv(response, visits_of(issue))
    return response


@hooks.register("register_admin_urls")
def list_report_addresses():
    """Return the addresses of this module, under /admin/."""
    return [path("nieuwsbrief/bezoeken/<int:issue_pk>.csv", download_visits, name="newsletter-visits")]
