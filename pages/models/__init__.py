"""The pages of the site and what they share."""

from .accessibility import AccessibilityBarrier, AccessibilityEvaluation, AccessibilityStatementPage
from .article import ArticleIndexPage, ArticlePage
from .base import BasePage, ListedManager, ListedQuerySet, RecordPage
from .home import HomePage
from .listing import ListingPage
from .media import SiteDocument, SiteImage, SiteRendition
from .navigation import Menu, MenuItem
from .relations import ActionLink, Attachment, RelatedRecord, TeaserPlacement
from .search_document import SearchDocument, SearchWord
from .search_terms import Synonym, UnansweredQuery
from .site_settings import SiteSettings
from .standard import StandardPage
from .teaser import Teaser
from .vocabulary import Audience, Law, Term
from .werkplaats import WerkplaatsIndexPage, WerkplaatsMember, WerkplaatsPage

__all__ = [
    "AccessibilityBarrier",
    "AccessibilityEvaluation",
    "AccessibilityStatementPage",
    "ActionLink",
    "ArticleIndexPage",
    "ArticlePage",
    "Attachment",
    "Audience",
    "BasePage",
    "HomePage",
    "Law",
    "ListedManager",
    "ListedQuerySet",
    "ListingPage",
    "Menu",
    "MenuItem",
    "RecordPage",
    "RelatedRecord",
    "SearchDocument",
    "SearchWord",
    "SiteDocument",
    "SiteImage",
    "SiteRendition",
    "SiteSettings",
    "StandardPage",
    "Synonym",
    "Teaser",
    "TeaserPlacement",
    "Term",
    "UnansweredQuery",
    "WerkplaatsIndexPage",
    "WerkplaatsMember",
    "WerkplaatsPage",
]
