"""Newsletter issues, put together from the records that are already there."""

from .issue import NewsletterIndexPage, NewsletterIssuePage

__all__ = ["NewsletterIndexPage", "NewsletterIssuePage"]
