"""Menus, teasers and shared vocabularies in the editors' menu."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from pages import (
    dashboard,
    document_views,
    rich_text_links,  # noqa: F401 (its hook)
    style_guide,  # noqa: F401 (its hooks)
    subject_panel,
)
from pages.accessible_versions.admin import OpenRequests, RequestViewSet
from pages.accessible_versions.personal_data import AccessibleVersionData
from pages.blocks import BodyBlock
from pages.contact.admin import MessageViewSet, NewMessages
from pages.contact.personal_data import MessageData
from pages.content_checker import use_own_checker
from pages.editors_tasks import Drafts, MissingSummaries, UndescribedImages
from pages.harvest.admin import FailingSources, PartnersViewSetGroup, WaitingProposals
from pages.harvest.articles import ArticleReceiver
from pages.home_lists import list_home_lists
from pages.models import Audience, Law, Menu, Subject, Synonym, Teaser
from pages.network_views import list_public_views
from pages.search import admin as search_admin
from pages.subjects import read_tree
from pages.text_warnings import warn_of_texts
from pages.withdrawn_admin import WithdrawnRecordViewSet


class MenuViewSet(SnippetViewSet):
    """Main menu and footer."""

    model = Menu
    icon = "list-ul"
    list_display = ["title", "place", "position", "locale"]
    list_filter = ["place"]

    def get_queryset(self, request):
        """Return all menus with their language in one query."""
        return Menu.objects.select_related("locale")


class TeaserViewSet(SnippetViewSet):
    """Teasers for sidebars."""

    model = Teaser
    icon = "pick"
    list_display = ["title", "on_all_pages", "locale"]

    def get_queryset(self, request):
        """Return all teasers with their language in one query."""
        return Teaser.objects.select_related("locale")


class AudienceViewSet(SnippetViewSet):
    """Whom records are for."""

    model = Audience
    icon = "group"
    list_display = ["name", "name_en", "slug", "position"]


class LawViewSet(SnippetViewSet):
    """Laws of the social domain."""

    model = Law
    icon = "doc-full-inverse"
    list_display = ["name", "name_en", "slug", "position"]


class SubjectViewSet(SnippetViewSet):
    """What records are about, with broader and narrower subjects."""

    model = Subject
    icon = "tag"
    list_display = ["name", "name_en", "broader_names"]
    ordering = ["name"]

    def get_queryset(self, request):
        """Return all subjects with their broader ones in two queries."""
        return Subject.objects.prefetch_related("broader")


class SynonymViewSet(SnippetViewSet):
    """Words that mean the same to search."""

    model = Synonym
    icon = "search"
    list_display = ["name", "others"]
    search_fields = ["name", "others"]


class SiteViewSetGroup(SnippetViewSetGroup):
    """The menu “Site”."""

    items = (MenuViewSet, TeaserViewSet, SubjectViewSet, AudienceViewSet, LawViewSet, SynonymViewSet)
    menu_label = _("Menus and lists")
    menu_icon = "list-ul"
    menu_order = 310


register_snippet(SiteViewSetGroup)


hooks.register("home_lists", list_home_lists)


@hooks.register("broader_subjects")
def find_broader_subjects(keys):
    """Return {subject: broader subjects under which its records are found too}, by primary key."""
    tree = read_tree()
    return {key: tree.all_broader(key) for key in keys}


# Publishing and handing in for approval run these two hooks as well; a second one would say everything twice.
hooks.register("after_create_page", warn_of_texts)
hooks.register("after_edit_page", warn_of_texts)
hooks.register("after_create_snippet", warn_of_texts)
hooks.register("after_edit_snippet", warn_of_texts)
hooks.register("construct_wagtail_userbar", use_own_checker)

hooks.register("construct_homepage_panels", dashboard.add_panels)
# After Wagtail's own, which fill the list.
hooks.register("construct_homepage_summary_items", dashboard.drop_summary, order=1000)
hooks.register("register_admin_urls", dashboard.register_urls)
hooks.register("register_admin_urls", subject_panel.register_urls)
# Before Wagtail's, in whose place its list of documents stands.
hooks.register("register_admin_urls", document_views.register_urls, order=-1)
hooks.register("register_admin_urls", search_admin.register_urls)
hooks.register("register_reports_menu_item", search_admin.menu_item)


@hooks.register("register_admin_viewset")
def register_viewsets():
    """Return the viewsets of messages, of what was withdrawn, and of requests for accessible versions."""
    return [MessageViewSet(), WithdrawnRecordViewSet(), RequestViewSet()]


@hooks.register("insert_global_admin_js")
def add_date_fields():
    """Return the script that the calendars of date fields need before the first one is made."""
    return format_html('<script src="{}"></script>', static("js/date_fields.js"))


@hooks.register("insert_global_admin_js")
def add_edit_forms():
    """Return the script that keeps texts out of other rows and blocks when an editor goes back to a form."""
    return format_html('<script src="{}"></script>', static("js/edit_forms.js"))


@hooks.register("style_blocks", order=-1)
def list_style_blocks():
    """Return, for the style page, the blocks of a body text."""
    return [(gettext("Text"), BodyBlock())]


@hooks.register("editors_tasks")
def list_editors_tasks():
    """Return what waits for an editor in pages and images of all rooms."""
    return [
        NewMessages(),
        OpenRequests(),
        Drafts(),
        MissingSummaries(),
        UndescribedImages(),
        WaitingProposals(),
        FailingSources(),
    ]


@hooks.register("proposal_receivers")
def list_proposal_receivers():
    """Return what becomes of the news of partner sites."""
    return [ArticleReceiver()]


@hooks.register("register_admin_viewset")
def register_partners():
    """Return the menu of proposals and partner sites."""
    return PartnersViewSetGroup()


@hooks.register("personal_data")
def list_personal_data():
    """Return the PersonalDataSources of messages to the editors and of requests for accessible versions."""
    return [MessageData(), AccessibleVersionData()]


hooks.register("public_views", list_public_views)
