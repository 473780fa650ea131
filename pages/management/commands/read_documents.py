import sys

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import ngettext
from tqdm import tqdm

from pages.document_text import read_text, requeue_lost
from pages.models import SiteDocument, TextState


class Command(BaseCommand):
    """Reads the text of documents at once, without the task queue; run_clock calls it with --lost every minute."""

    help = "Read the text of the documents that wait for it."

    def add_arguments(self, parser):
        parser.add_argument("--all", action="store_true", help="Read all documents again.")
        parser.add_argument(
            "--lost", action="store_true", help="Read none, but queue again those whose task was lost (scheduled job)."
        )

    def handle(self, *, verbosity, **options):
        if options["lost"]:
            requeue_lost(timezone.now())
            return
        documents = SiteDocument.objects.order_by("pk")
        if not options["all"]:
            documents = documents.filter(text_state=TextState.PENDING)
        keys = list(documents.values_list("pk", flat=True))
        for pk in tqdm(keys, desc="Documents", unit="", file=sys.stderr, disable=verbosity == 0, leave=False):
            if document := SiteDocument.objects.filter(pk=pk).first():
                read_text(document)
        failed = SiteDocument.objects.filter(pk__in=keys, text_state=TextState.FAILED).count()
        self.stdout.write(
            ngettext("%(count)d document, %(failed)d failed.", "%(count)d documents, %(failed)d failed.", len(keys))
            % {"count": len(keys), "failed": failed}
        )
