import sys

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import ngettext
from tqdm import tqdm

from pages.models import SiteImage
from pages.rendition_tasks import images_to_make, make, requeue_lost


class Command(BaseCommand):
    """Makes the renditions of images at once, without the task queue; run_clock calls it with --lost every minute."""

    help = "Make the renditions of the images that wait for them."

    def add_arguments(self, parser):
        parser.add_argument("--all", action="store_true", help="Look at all images, and make what any of them lacks.")
        parser.add_argument(
            "--lost", action="store_true", help="Make none, but queue again those whose task was lost (scheduled job)."
        )

    def handle(self, *, verbosity, **options):
        if options["lost"]:
            requeue_lost(timezone.now())
            return
        images = SiteImage.objects.order_by("pk") if options["all"] else images_to_make()
        keys = list(images.values_list("pk", flat=True))
        for pk in tqdm(keys, desc="Images", unit="", file=sys.stderr, disable=verbosity == 0, leave=False):
            if image := SiteImage.objects.filter(pk=pk).first():
                make(image)
        self.stdout.write(ngettext("%(count)d image.", "%(count)d images.", len(keys)) % {"count": len(keys)})
