"""The mail about a source that keeps failing."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import Site

from pages.models import PartnerSource, SiteSettings
from visitors.letters import send_letter
from visitors.task_queue import retry_delay, task


@task(backend="queue")
def tell_of_failure(pk, failed_attempts=0):
    """Tell the editors that the PartnerSource `pk` fails, unless it works again; tried again when mail fails."""
    source = PartnerSource.objects.filter(pk=pk).exclude(problem="").first()
    if source is None:
        return
    site = Site.objects.filter(is_default_site=True).first()
    address = (SiteSettings.for_site(site).contact_email if site else "") or settings.CONTACT_EMAIL
    language = settings.LANGUAGE_CODE
    with translation.override(language):
        link = settings.WAGTAILADMIN_BASE_URL + reverse("partner_sources:inspect", args=[pk])
        context = {"source": source, "problem": source.problem_words, "link": link}
    try:
        send_letter("pages/letters/source_fails", address, language, context)
    except OSError:
        delay = retry_delay(failed_attempts + 1)
        if delay is None:
            raise
        tell_of_failure.using(run_after=timezone.now() + delay).enqueue(pk, failed_attempts + 1)
