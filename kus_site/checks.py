"""System checks of what the settings cannot refuse one by one."""

from django.conf import settings
from django.core import checks

from pages.checks import TAG

SEPARATE_CACHES = ("locmem.LocMemCache", "dummy.DummyCache")


@checks.register(checks.Tags.caches)
def cache_is_shared(app_configs, **kwargs):
    """Return an Error when every process would have its own cache: publishing would then reach one process only."""
    backend = settings.CACHES["default"]["BACKEND"]
    if backend.endswith(SEPARATE_CACHES):
        return [
            checks.Error(
                f"The cache {backend} is not shared by all processes, so readers would get old pages.",
                hint="Set CACHE_URL to redis://host:6379/0 or leave it out to cache in files.",
                id="kus_site.E001",
            )
        ]
    return []


@checks.register(TAG)
def content_is_declared(app_configs, **kwargs):
    """Return the Errors of models that do not say how they stand in content files."""
    # Only checks and imports need these modules, not every process that serves readers.
    from kus_site.content.checks import check_declarations

    return check_declarations()
