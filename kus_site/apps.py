"""Connects changes of content to the cache version, so that cached pages are invalidated; registers who sees what."""

from django.apps import AppConfig, apps

CONTENT_APPS = (
    "pages",
    "network",
    "themes",
    "publications",
    "events",
    "newsletters",
    "inventory",
    "taggit",
    "wagtailredirects",
)
CONTENT_MODELS = (
    "kus_site.ContentKey",
    "wagtailcore.Page",
    "wagtailcore.Site",
    "wagtailcore.Locale",
    "wagtailcore.PageViewRestriction",
    "wagtailcore.PageViewRestriction_groups",
)


# Models that change more often than readers see of them, and whose code says when they do. Of comparisons they see only
# how many there are, which changes with the words of a project.
ANNOUNCED_MODELS = (
    "events.Registration",
    "inventory.ProjectComparison",
    "inventory.ProjectOwner",
    "inventory.Submission",
)
# Models that change often and stand on no cached page; most are about mail and deliveries.
UNSEEN_MODELS = (
    "events.RegistrationLetter",
    "events.RegistrationNotice",
    "inventory.Connection",
    "inventory.ContactRequest",
    "inventory.Handover",
    "inventory.ProjectCluster",
    "inventory.SubmissionEvent",
    "inventory.SubmissionFile",
    "newsletters.AddressChange",
    "newsletters.AddressRequest",
    "newsletters.Batch",
    "newsletters.Consent",
    "newsletters.Delivery",
    "newsletters.IssueLink",
    "newsletters.LinkCheck",
    "newsletters.LinkVisits",
    "newsletters.Mailing",
    "newsletters.Mailing_lists",
    "newsletters.RateLimit",
    "newsletters.Rendering",
    "newsletters.Subscriber",
    "newsletters.SubscriberImport",
    "newsletters.Subscription",
    "newsletters.Suppression",
    "pages.SearchDocument",
    "pages.SearchWord",
    "pages.AccessibleVersionRequest",
    "pages.DocumentDownloads",
    "pages.UnansweredQuery",
    "publications.Fingerprint",
)


def content_models():
    """Return every model class, link tables too, whose rows a reader can see.

    Renditions are left out: pages read them from their image, and lists of the admin make some.
    """
    from wagtail.images.models import AbstractRendition

    from pages.record_types import record_types

    ours = [
        model
        for label in dict.fromkeys([*CONTENT_APPS, *(model._meta.app_label for model in record_types())])
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
        if not issubclass(model, AbstractRendition) and model._meta.label not in UNSEEN_MODELS
    ]
    return ours + [apps.get_model(name) for name in CONTENT_MODELS]


class KusSiteConfig(AppConfig):
    """Connects the signals once all apps are loaded."""

    name = "kus_site"
    verbose_name = "kUS"

    def ready(self):
        from wagtail.models import AbstractPage, Page
        from wagtail.permissions import register_permission_policy

        from pages.cache_version import invalidated

        from . import (
            checks,  # noqa: F401 (registers the checks)
            content_changes,
            unused_api,
        )
        from .page_visibility import VisiblePagePolicy
        from .proxy_cache import move_link

        # This app is the first of all: those of Wagtail become ready after it.
        unused_api.leave_out()
        register_permission_policy(AbstractPage, VisiblePagePolicy(Page))

        content_changes.connect(content_models(), [apps.get_model(name) for name in ANNOUNCED_MODELS], self)
        invalidated.connect(move_link, dispatch_uid="proxy-cache")
