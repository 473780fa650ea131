"""Settings that hold everywhere. What differs is in local.py, production.py and testing.py."""

from pathlib import Path
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from kus_site import headers, logs

from . import environment
from .mail import *  # noqa: F403
from .mail import QUEUE_APPS, TASK_QUEUE

ROOT = Path(__file__).resolve().parents[2]
VAR = environment.read_folder("KUS_VAR", ROOT / "var")

DEBUG = False
BASE_URL = environment.read_url("BASE_URL", "http://127.0.0.1:8000")
ALLOWED_HOSTS = [urlsplit(BASE_URL).hostname, *environment.read_list("ALLOWED_HOSTS")]
# How many proxies of our own stand before the site: so many names at the end of X-Forwarded-For are believed.
TRUSTED_PROXIES = environment.read_number("TRUSTED_PROXIES", 0, most=10)
OAI_REPOSITORY_ID = environment.read_repository_id("OAI_REPOSITORY_ID", BASE_URL)
OAI_NBN_PREFIX = environment.read_nbn_prefix("OAI_NBN_PREFIX")
CONTACT_EMAIL = environment.read_text("CONTACT_EMAIL", "redactie@example.org")

INSTALLED_APPS = [
    "kus_site",
    "newsletters",
    "inventory",
    "publications",
    "events",
    "themes",
    "pages",
    "visitors",
    "network",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tasks",
    "django_tasks_db",
    *QUEUE_APPS,
    "anymail",
    "csp",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "kus_site.logs.RequestLogMiddleware",
    "kus_site.compression.CompressionMiddleware",
    "kus_site.kept_pages.KeptPagesMiddleware",
    "kus_site.headers.HeadersMiddleware",
    "kus_site.health.HealthMiddleware",
    "kus_site.request_limits.RequestLimitsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "kus_site.hostile_input.HostileInputMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kus_site.page_cache.PageCacheMiddleware",
    "kus_site.headers.FramePolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "pages.routes.SiteMiddleware",
    "kus_site.old_addresses.OldAddressMiddleware",
    "visitors.sent_forms.SentFormMiddleware",
]

# The site stands at the root of its host, whatever a header of the request says: every address it makes depends on it.
FORCE_SCRIPT_NAME = ""
ROOT_URLCONF = "kus_site.urls"
WSGI_APPLICATION = "kus_site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ]
        },
    }
]

DATABASES = {"default": environment.read_database("DATABASE_URL", VAR / "kus.sqlite3")}
if REPLICA := environment.read_replica("DATABASE_REPLICA_URL"):
    DATABASES |= REPLICA
    DATABASE_ROUTERS = ["kus_site.read_replica.ReplicaRouter"]
    MIDDLEWARE.insert(
        MIDDLEWARE.index("kus_site.page_cache.PageCacheMiddleware"), "kus_site.read_replica.ReplicaMiddleware"
    )
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": environment.read_cache("CACHE_URL", VAR / "cache")}

TASKS = {
    # Wagtail indexes through "default": at once, so that search is never stale for want of a worker.
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "queue": TASK_QUEUE,
}

AUTHENTICATION_BACKENDS = ["kus_site.sign_in.RateLimitBackend", "django.contrib.auth.backends.ModelBackend"]
WAGTAILADMIN_USER_LOGIN_FORM = "kus_site.sign_in.RateLimitedLoginForm"
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600  # seconds; the mail says it
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

LANGUAGE_CODE = "nl"
FORMAT_MODULE_PATH = "kus_site.formats"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("nl", _("Dutch")), ("en", _("English"))]
LOCALE_PATHS = [ROOT / "locale"]
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True
USE_I18N = True
WAGTAIL_I18N_ENABLED = True
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [ROOT / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"
STORAGES = {
    "default": environment.read_media_store("MEDIA_STORE_URL", MEDIA_URL),
    "staticfiles": {"BACKEND": "kus_site.static_storage.StaticStorage"},
}

WAGTAIL_SITE_NAME = "kennisplatform Utrecht Sociaal"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAILIMAGES_IMAGE_MODEL = "pages.SiteImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "pages.picture_form.PictureForm"
WAGTAILDOCS_DOCUMENT_MODEL = "pages.SiteDocument"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "epub", "ics", "key", "m4a", "mp3", "mp4", "odp", "ods", "odt", "pdf", "pptx"]
WAGTAILDOCS_EXTENSIONS += ["txt", "vtt", "xlsx", "zip"]
WAGTAILSEARCH_BACKENDS = environment.read_admin_search("ADMIN_SEARCH_URL")
# Nothing of an editor's visit reaches another host.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_ALLOW_UNICODE_SLUGS = False
# What the calendar of a field writes; pages.date_fields reads this and much more.
WAGTAIL_DATE_FORMAT = "%d-%m-%Y"
WAGTAIL_DATETIME_FORMAT = "%d-%m-%Y %H:%M"
WAGTAILADMIN_RICH_TEXT_EDITORS = {"default": {"WIDGET": "pages.rich_text_area.RichTextArea"}}
WAGTAILSIMPLETRANSLATION_SYNC_PAGE_TREE = False

# Events and calls change by the clock: no cached page outlives the next full five minutes.
PAGE_CACHE_SECONDS = 300
# How a proxy with a cache of its own learns of a change (kus_site/proxy_cache.py).
CACHE_VERSION_LINK = environment.read_link("CACHE_VERSION_LINK")
# The link may be on another machine, where follow_cache_version moves it.
PROXY_STORES_PAGES = (
    environment.read_choice("PROXY_STORES_PAGES", ("YES", "NO"), "YES" if CACHE_VERSION_LINK else "NO") == "YES"
)

# The admin's looser policy and the other headers: kus_site/headers.py.
REST_FRAMEWORK = {"DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema"}
CONTENT_SECURITY_POLICY = {"DIRECTIVES": headers.PUBLIC_POLICY}
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "kus_site.errors.form_expired"

# Whether partner sites may be fetched from this machine itself: for tests and for trying things out.
HARVEST_LOOPBACK_ALLOWED = False

LOGGING = logs.configuration(environment.read_choice("LOG_LEVEL", environment.LOG_LEVELS, "INFO"))
SILENCED_SYSTEM_CHECKS = []
