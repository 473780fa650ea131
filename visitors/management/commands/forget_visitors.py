from django.core.management.base import BaseCommand
from django.utils import timezone

from visitors.data_requests import requeue_stale
from visitors.models import RequestCount
from visitors.private_links import forget_links
from visitors.sent_forms import forget_expired


class Command(BaseCommand):
    """Scheduled job (run_clock, every minute): delete expired data of visitors, queue lost data requests again."""

    help = "Delete counts of requests whose period is over, private links that ended long ago, and refused forms."

    def handle(self, **options):
        moment = timezone.now()
        RequestCount.objects.filter(expires_at__lt=moment).delete()
        forget_links(moment)
        forget_expired(moment)
        requeue_stale(moment)
