"""All addresses: what is no page comes first, then the page tree. /healthz is answered by kus_site.health."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib.auth import views as auth_views
from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail import views as wagtail_views
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.views.account import LoginView, PasswordResetConfirmView
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.documents.views import serve as document_views
from wagtail.urls import WAGTAIL_FRONTEND_LOGIN_TEMPLATE, serve_pattern

from events import views as event_views
from pages import network_views, subject_views
from pages.accessible_versions import views as accessible_versions
from pages.contact import views as contact
from pages.routes import serve
from pages.style_views import show_style
from pages.views import cookie_settings, saved_records, search, serve_page_file
from publications import views as publication_views
from publications.bibliography.files import FILE_NAME as CITATION_FILE
from publications.oai.views import answer_harvester

from . import admin_views, icons, media, sitemaps, well_known
from .password_reset import PasswordResetView
from .sign_in import RateLimitedAuthenticationForm, protected, redirect_refused

handler400 = "kus_site.errors.bad_request"
handler403 = "kus_site.errors.permission_denied"
handler404 = "kus_site.errors.not_found"
handler500 = "kus_site.errors.server_error"

urlpatterns = [
    path("robots.txt", well_known.robots),
    path(".well-known/security.txt", well_known.security),
    path("favicon.ico", icons.favicon),
    path("apple-touch-icon.png", icons.touch_icon),
    path("manifest.webmanifest", icons.manifest, name="manifest"),
    path("sitemap.xml", sitemaps.index),
    re_path(r"^sitemap-(?P<name>[a-z-]{1,40})-(?P<number>[1-9]\d{0,6})\.xml$", sitemaps.part),
    re_path(r"^media/images/(?P<name>[A-Za-z0-9_.-]{1,200})$", media.rendition),
    # In place of Wagtail's own: with a rate limit of wrong passwords, and with mail that the worker sends.
    path(
        "documents/authenticate_with_password/<int:restriction_id>/",
        protected(document_views.authenticate_with_password, "collection"),
    ),
    path("admin/login/", redirect_refused(LoginView.as_view())),
    path("admin/password_reset/", redirect_refused(PasswordResetView.as_view())),
    path(
        "admin/password_reset/confirm/<uidb64>/<token>/",
        redirect_refused(PasswordResetConfirmView.as_view()),
    ),
    re_path(r"^documents/(\d+)/(.*)$", media.document),
    path("documents/", include(wagtaildocs_urls)),
    path("admin/", include(admin_views)),
    path("admin/", include(wagtailadmin_urls)),
    path("nieuwsbrief/meldingen/", include("anymail.urls")),
    path("api/v1/", include("pages.api.urls")),
    path("oai/", answer_harvester, name="oai"),
]
urlpatterns += i18n_patterns(
    path("zoeken/", search, name="search"),
    re_path(rf"^zoeken/{CITATION_FILE}$", publication_views.cite_search, name="cite-search"),
    path("toegankelijke-versie/", accessible_versions.ask, name="accessible-version"),
    path("toegankelijke-versie/verzonden/", accessible_versions.sent, name="accessible-version-sent"),
    path("contact/bericht/", contact.write, name="contact-form"),
    path("contact/bericht/verzonden/", contact.sent, name="contact-sent"),
    path("cookies/", cookie_settings, name="cookie-settings"),
    path("stijl/", show_style, name="style"),
    path("mijn-gegevens/", include("visitors.urls")),
    path("nieuwsbrief/", include("newsletters.public.urls")),
    path("agenda/", include("events.urls")),
    path("", include("inventory.urls")),
    path("gemeenten/", network_views.list_municipalities, name="municipalities"),
    path("gemeenten/<slug:slug>/", network_views.show_municipality, name="municipality"),
    path("organisaties/", network_views.list_organisations, name="organisations"),
    path("organisaties/<slug:slug>/", network_views.show_organisation, name="organisation"),
    path("personen/<slug:slug>/", network_views.show_person, name="person"),
    path("onderwerpen/", subject_views.list_subjects, name="subjects"),
    path("onderwerpen/<slug:slug>/", subject_views.show_subject, name="subject"),
    path("bewaard/", saved_records, name="saved-records"),
    path("publicaties/reeks/<slug:slug>/podcast.xml", publication_views.follow_series, name="series-podcast"),
    path("publicaties/reeks/<slug:slug>/", publication_views.show_series, name="series"),
    path("agenda/reeks/<slug:slug>/", event_views.show_series, name="event-series"),
    re_path(r"^((?:[\w-]+/)+[\w-]+\.[a-z]{2,4})$", serve_page_file),
    path(
        "_util/login/",
        redirect_refused(
            auth_views.LoginView.as_view(
                template_name=WAGTAIL_FRONTEND_LOGIN_TEMPLATE, authentication_form=RateLimitedAuthenticationForm
            )
        ),
    ),
    path(
        "_util/authenticate_with_password/<int:restriction_id>/<int:page_id>/",
        protected(wagtail_views.authenticate_with_password, "page"),
    ),
    re_path(serve_pattern, serve, name="wagtail_serve"),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)
