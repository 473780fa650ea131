"""The trays above the items of an issue in the editor: what appeared since the last issue, one press away."""

from datetime import datetime, time, timedelta

from django.forms import Media
from django.forms.widgets import Script
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.admin.panels import Panel

from pages.trays import collect_trays

# Where there is no issue yet, what appeared in this time counts as new.
FIRST_PERIOD = timedelta(days=92)
# An issue that was put on the site so long after its month had been sent before, elsewhere.
LATE = timedelta(days=62)


def find_last_issue(issue):
    """Return the newest published issue in the language of `issue` other than itself, or None."""
    issues = type(issue).objects.live().filter(locale_id=issue.locale_id).exclude(translation_key=issue.translation_key)
    return issues.order_by("-sort_date", "-first_published_at").first()


def moment_of(issue):
    """Return when an issue (or None) came out, as an aware datetime; without an issue some months ago."""
    published = issue.first_published_at if issue else None
    if not published:
        return timezone.now() - FIRST_PERIOD
    if issue.date:
        end_of_month = timezone.make_aware(datetime.combine(issue.date.latest, time.max))
        if published - end_of_month > LATE:
            return end_of_month
    return published


class TraysPanel(Panel):
    """Shows the trays of all rooms; pressing a record adds it to the stream of the field named `stream`."""

    def __init__(self, stream, **kwargs):
        super().__init__(**kwargs)
        self.stream = stream

    def clone_kwargs(self):
        return super().clone_kwargs() | {"stream": self.stream}

    class BoundPanel(Panel.BoundPanel):
        template_name = "newsletters/admin/trays.html"

        @cached_property
        def media(self):
            """The script and the style of the trays."""
            return Media(
                js=[Script("js/newsletter_editor.js", type="module")], css={"all": ["css/newsletter_editor.css"]}
            )

        def get_context_data(self, parent_context=None):
            """Return the trays, the last issue and where the script gets what a record says."""
            context = super().get_context_data(parent_context)
            last = find_last_issue(self.instance)
            return context | {
                "last": last,
                "trays": collect_trays(moment_of(last), self.instance.locale),
                "stream": self.panel.stream,
                "records_url": reverse("newsletter_records"),
                "checks_url": reverse("newsletter_checks", args=[self.instance.pk]) if self.instance.pk else "",
            }
