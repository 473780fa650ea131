"""News of partner sites becomes articles: title, summary and the way to the original."""

from django.utils.translation import gettext_lazy as _

from pages.harvest.receivers import DATE, LINK, SUBJECTS, SUMMARY, TITLE, KindPart, ProposalReceiver
from pages.models import ArticleIndexPage, ArticlePage


def _kinds():
    return {value: (str(label), value) for value, label in ArticlePage.Kind.choices}


class ArticleReceiver(ProposalReceiver):
    """Makes drafts of ArticlePages."""

    name = "article"
    label = _("Article")
    model = ArticlePage
    listing = ArticleIndexPage

    def __init__(self):
        self.parts = [TITLE, KindPart("kind", _("Kind"), _kinds), DATE, SUMMARY, LINK, SUBJECTS]
