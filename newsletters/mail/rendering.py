"""An issue as mail: once per list and language, the same for every recipient but for the token of their own."""

from dataclasses import dataclass

from django.utils import translation

from newsletters.mail.html import write_html
from newsletters.mail.letter import write_letter
from newsletters.mail.links import count_links
from newsletters.mail.text import write_text


@dataclass(frozen=True)
class RenderedMail:
    """A mail as it is sent: `subject` on one line; TOKEN_PLACEHOLDER stands in the unsubscribe address of both."""

    subject: str
    html: str
    text: str


def render_mail(issue, mailing_list, language):
    """Return the RenderedMail of an issue for one list (a MailingList) in one language ("nl" or "en").

    The issue must have been saved. Its published translation is taken where there is one. All addresses are absolute;
    those of the items are counted in the HTML, and the real ones in the text, where readers see them.
    """
    return _render(issue, mailing_list, language, counted=True)


def preview_mail(issue, mailing_list, language):
    """Return the RenderedMail of an issue as the editor has it now: nothing is kept, links lead straight on."""
    return _render(issue, mailing_list, language, counted=False)


def _render(issue, mailing_list, language, *, counted):
    with translation.override(language):
        letter = write_letter(issue, mailing_list, language)
        if counted:
            count_links(letter)
        return RenderedMail(letter.subject, write_html(letter), write_text(letter))
