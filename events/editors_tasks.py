"""Tasks of editors in the agenda."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models import EventPage
from pages.editors_tasks import EditorsTask

NOT_HELD = EventPage.OFF


class MissingLookbacks(EditorsTask):
    """Past events without report, recording or attachment."""

    name = "missing-lookbacks"
    model = EventPage
    heading = _("Past events without a look-back")
    done = _("Every event that is over has its look-back.")
    icon = "calendar"
    order = 234

    def narrow(self, rows, user):
        over = rows.filter(live=True, alias_of=None, ends_at__lte=timezone.now()).exclude(status__in=NOT_HELD)
        return over.without_lookback().prefetch_related(*EventPage.line_prefetch).order_by("-ends_at", "-pk")

    def note(self, row):
        return row.date_line
