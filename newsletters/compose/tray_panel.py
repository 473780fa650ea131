"""Editor panel with trays: records published since the last issue, each of which a button adds to the items."""

from datetime import datetime, time, timedelta

from django.forms import Media
from django.forms.widgets import Script
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.admin.panels import Panel

from pages.subjects import read_tree
from pages.trays import collect_trays

# Period of new records when there is no issue yet.
FIRST_PERIOD = timedelta(days=92)
# An issue published so long after its month is an old one, imported from elsewhere.
LATE = timedelta(days=62)


def find_last_issue(issue):
    """Return the newest published issue in the language of `issue` other than itself, or None."""
    issues = type(issue).objects.live().filter(locale_id=issue.locale_id).exclude(translation_key=issue.translation_key)
    return issues.order_by("-sort_date", "-first_published_at").first()


def trays_for(issue, slug=""):
    """Return what the trays of an issue are drawn from: `last` issue, `trays`, `subject` and the `subjects` to choose.

    slug: of the subject to which the trays are narrowed; an unknown one narrows nothing.
    """
    subjects = sorted(read_tree().subjects.values(), key=lambda subject: subject.label.lower())
    subject = next((subject for subject in subjects if subject.slug == slug), None)
    last = find_last_issue(issue)
    return {
        "last": last,
        "trays": collect_trays(moment_of(last), issue.locale, subject),
        "subject": subject,
        "subjects": subjects,
    }


def moment_of(issue):
    """Return the publication time (aware datetime) of an issue; for None, FIRST_PERIOD ago."""
    published = issue.first_published_at if issue else None
    if not published:
        return timezone.now() - FIRST_PERIOD
    if issue.date:
        end_of_month = timezone.make_aware(datetime.combine(issue.date.latest, time.max))
        if published - end_of_month > LATE:
            return end_of_month
    return published


class TraysPanel(Panel):
    """Panel with the trays of all apps; adds chosen records to the StreamField named `stream`."""

    def __init__(self, stream, **kwargs):
        super().__init__(**kwargs)
        self.stream = stream

    def clone_kwargs(self):
        return super().clone_kwargs() | {"stream": self.stream}

    class BoundPanel(Panel.BoundPanel):
        template_name = "newsletters/admin/trays.html"

        @cached_property
        def media(self):
            """The script and stylesheet of the trays."""
            return Media(
                js=[Script("js/newsletter_editor.js", type="module")], css={"all": ["css/newsletter_editor.css"]}
            )

        def get_context_data(self, parent_context=None):
            """Return the context with the trays, the last issue, and the URLs of the views that the script uses."""
            issue = self.instance
            query = {"locale": issue.locale_id} | ({"issue": issue.pk} if issue.pk else {})
            return (
                super().get_context_data(parent_context)
                | trays_for(issue)
                | {
                    "stream": self.panel.stream,
                    "records_url": reverse("newsletter_records"),
                    "trays_url": reverse("newsletter_trays", query=query),
                    "checks_url": reverse("newsletter_checks", args=[issue.pk]) if issue.pk else "",
                }
            )
