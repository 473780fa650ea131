"""The pages of the site and what they share."""

from .accessibility import AccessibilityBarrier, AccessibilityEvaluation, AccessibilityStatementPage
from .accessible_version_request import AccessibleVersionRequest
from .article import ArticleIndexPage, ArticlePage
from .base import BasePage, RecordPage
from .document_text import DocumentPageText, TextProblem, TextState
from .downloads import DocumentDownloads
from .home import HomeLead, HomePage
from .listing import ListingPage
from .media import SiteDocument, SiteImage, SiteRendition
from .message import Message
from .navigation import Menu, MenuItem
from .partner_source import PartnerSource, Problem
from .proposal import Proposal
from .published import ListedManager, ListedQuerySet
from .record_index import FacetValue, IndexedRecord, RecordFacet
from .relations import ActionLink, Attachment, RelatedRecord, TeaserPlacement
from .search_document import SearchDocument, SearchWord
from .search_terms import Synonym, UnansweredQuery
from .site_settings import SiteSettings
from .standard import ContactPerson, StandardPage
from .subject import Subject, SubjectLink
from .teaser import Teaser
from .vocabulary import Audience, Law, Term
from .werkplaats import WerkplaatsIndexPage, WerkplaatsMember, WerkplaatsPage
from .withdrawn import WithdrawnRecord

__all__ = [
    "AccessibilityBarrier",
    "AccessibilityEvaluation",
    "AccessibilityStatementPage",
    "AccessibleVersionRequest",
    "ActionLink",
    "ArticleIndexPage",
    "ArticlePage",
    "Attachment",
    "Audience",
    "BasePage",
    "ContactPerson",
    "DocumentDownloads",
    "DocumentPageText",
    "FacetValue",
    "HomeLead",
    "HomePage",
    "IndexedRecord",
    "Law",
    "ListedManager",
    "ListedQuerySet",
    "ListingPage",
    "Menu",
    "MenuItem",
    "Message",
    "PartnerSource",
    "Problem",
    "Proposal",
    "RecordFacet",
    "RecordPage",
    "RelatedRecord",
    "SearchDocument",
    "SearchWord",
    "SiteDocument",
    "SiteImage",
    "SiteRendition",
    "SiteSettings",
    "StandardPage",
    "Subject",
    "SubjectLink",
    "Synonym",
    "Teaser",
    "TeaserPlacement",
    "Term",
    "TextProblem",
    "TextState",
    "UnansweredQuery",
    "WerkplaatsIndexPage",
    "WerkplaatsMember",
    "WerkplaatsPage",
    "WithdrawnRecord",
]
