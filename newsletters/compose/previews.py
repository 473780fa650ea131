"""Preview modes of an issue in the editor: web page, HTML mail (light and dark), plain text, side by side."""

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from newsletters.mailings.mail.html_part import MAX_BYTES, in_scheme
from newsletters.mailings.mail.rendering import preview_mail
from newsletters.models.mailing_list import MailingList

WEB, MAIL, DARK_MAIL, TEXT, SIDE_BY_SIDE = "", "mail", "mail-dark", "text", "side-by-side"
MODES = [
    (WEB, _("Web page")),
    (MAIL, _("Email")),
    (DARK_MAIL, _("Email on a dark screen")),
    (TEXT, _("Plain text")),
    (SIDE_BY_SIDE, _("Side by side")),
]


class IssuePreviews:
    """Mixin for NewsletterIssuePage with Wagtail preview modes for the web page and the mail.

    Sets `request.shows_mail` and `request.frames_previews`; kus_site.headers derives the CSP from them.
    """

    @property
    def preview_modes(self):
        return MODES

    def serve_preview(self, request, mode_name):
        """Return the response for one of MODES, from the unsaved state in the editor.

        An unknown mode is the web page.
        """
        if mode_name in (MAIL, DARK_MAIL):
            request.shows_mail = True
            return HttpResponse(in_scheme(self._preview_mail().html, dark=mode_name == DARK_MAIL))
        if mode_name == TEXT:
            return TemplateResponse(request, "newsletters/mail/text_preview.html", {"mail": self._preview_mail()})
        if mode_name == SIDE_BY_SIDE:
            request.frames_previews = True
            return TemplateResponse(request, "newsletters/mail/side_by_side.html", self._describe_previews())
        return super().serve_preview(request, mode_name)

    def _preview_mail(self):
        # The list is chosen only when sending; preview with the first one.
        mailing_list = MailingList.objects.first() or MailingList(name=gettext("Newsletter"))
        return preview_mail(self, mailing_list, self.locale.language_code)

    def _describe_previews(self):
        mail = self._preview_mail()
        address = self._preview_address()
        return {
            "page": self,
            "mail": mail,
            "html_size": len(mail.html.encode()),
            "is_too_long": len(mail.html.encode()) > MAX_BYTES,
            "frames": [
                {"name": mode or "web", "label": label, "url": f"{address}?mode={mode}"}
                for mode, label in MODES
                if mode in (WEB, MAIL, TEXT)
            ],
        }

    def _preview_address(self):
        if self.pk:
            return reverse("wagtailadmin_pages:preview_on_edit", args=[self.pk])
        names = (self._meta.app_label, self._meta.model_name)
        return reverse("wagtailadmin_pages:preview_on_add", args=[*names, self.get_parent().pk])
