"""The editor of formatted text in the admin (settings.WAGTAILADMIN_RICH_TEXT_EDITORS)."""

from wagtail.admin.rich_text import DraftailRichTextArea

from visitors.plain_text import clean_text


class RichTextArea(DraftailRichTextArea):
    """Draftail without control and format characters.

    It sends JSON, in which positions count characters and control characters are escaped; so the text is cleaned here,
    after it has been read, and not with the other fields (kus_site.hostile_input).
    """

    def value_from_datadict(self, data, files, name):
        """Return the HTML to store, cleaned; None when the field was not sent."""
        html = super().value_from_datadict(data, files, name)
        return html if html is None else clean_text(html)
