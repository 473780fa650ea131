"""Renders an issue as mail, once per list and language; recipients differ only in the unsubscribe token."""

from dataclasses import dataclass

from django.utils import translation

from newsletters.mailings.mail.content import build_content
from newsletters.mailings.mail.counted_links import use_counted_links
from newsletters.mailings.mail.html_part import render_html
from newsletters.mailings.mail.text_part import render_text


@dataclass(frozen=True)
class RenderedMail:
    """A rendered mail: `subject` on one line; `html` and `text` have TOKEN_PLACEHOLDER in the unsubscribe URL."""

    subject: str
    html: str
    text: str


def render_mail(issue, mailing_list, language):
    """Return the RenderedMail of a saved issue for a MailingList in a language ("nl" or "en").

    Uses the live translation of the issue where there is one. All URLs are absolute; item links are counted links in
    the HTML part and target URLs in the text part.
    """
    return _render(issue, mailing_list, language, counted=True)


def preview_mail(issue, mailing_list, language):
    """Return the RenderedMail of an issue that may be unsaved: nothing is stored, links are not counted."""
    return _render(issue, mailing_list, language, counted=False)


def _render(issue, mailing_list, language, *, counted):
    with translation.override(language):
        content = build_content(issue, mailing_list, language)
        if counted:
            use_counted_links(content)
        return RenderedMail(content.subject, render_html(content), render_text(content))
