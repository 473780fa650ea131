"""Connects changes of content to the cache version, so that cached pages are invalidated; registers who sees what."""

from django.apps import AppConfig, apps
from django.db.models.signals import m2m_changed, post_delete, post_migrate, post_save

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
    "wagtailcore.Page",
    "wagtailcore.Site",
    "wagtailcore.Locale",
    "wagtailcore.PageViewRestriction",
    "wagtailcore.PageViewRestriction_groups",
)


# Models that change often and stand on no cached page; most are about mail and deliveries.
UNSEEN_MODELS = (
    "events.Registration",
    "events.RegistrationLetter",
    "events.RegistrationNotice",
    "inventory.Connection",
    "inventory.ContactRequest",
    "inventory.CoverageEntry",
    "inventory.Handover",
    "inventory.Invitation",
    "inventory.ProjectCluster",
    "inventory.ProjectComparison",
    "inventory.ProjectOwner",
    "inventory.ProjectWord",
    "inventory.Submission",
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
        from wagtail.signals import page_published, page_unpublished, post_page_move

        from pages.cache_version import invalidate_on_commit, invalidated

        from . import checks  # noqa: F401 (registers the checks)
        from .page_visibility import VisiblePagePolicy
        from .proxy_cache import move_link

        register_permission_policy(AbstractPage, VisiblePagePolicy(Page))

        for model in content_models():
            for signal in (post_save, post_delete, m2m_changed):
                signal.connect(invalidate_on_commit, sender=model, dispatch_uid=f"cache-version-{model._meta.label}")
        # Moves and (un)publishing also write by plain SQL. Today each saves a row too; Wagtail does not promise that.
        for signal in (page_published, page_unpublished, post_page_move):
            signal.connect(invalidate_on_commit, dispatch_uid="cache-version")
        # A new release brings new templates and new names of static files, and migrates before it starts.
        post_migrate.connect(invalidate_on_commit, sender=self, dispatch_uid="cache-version")
        invalidated.connect(move_link, dispatch_uid="proxy-cache")
