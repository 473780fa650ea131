"""Checks the links and deadlines in the items of an issue."""

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils import formats, timezone, translation
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext
from wagtail.views import serve

from newsletters.issue_parts import path_of
from newsletters.models import LinkCheck


class LinkChecks:
    """Adds to `findings` what is wrong with the links of a Part, when the issue is sent at `sending_at`."""

    def __init__(self, findings, parts, sending_at):
        self.findings = findings
        self.targets = findings.targets
        self.anchors = {f"#item-{part.id}" for part in parts}
        self.sending_at = sending_at

    def check(self, part):
        """Look at the links in the text, the editor's actions and, where there are none, those of the record."""
        self._check_own_actions(part)
        self._check_record_actions(part)
        self._check_links(part)

    def _check_own_actions(self, part):
        for action in part.actions:
            deadline = action.get("deadline")
            deadline = parse_datetime(deadline) if isinstance(deadline, str) else deadline
            self._check_deadline(part, deadline, action.get("subject") or action.get("url") or "")

    def _check_record_actions(self, part):
        page = self.targets.pages.get(part.value.get("record"))
        if part.actions or page is None:
            return
        for action in self.targets.record_actions(part):
            self._check_deadline(part, action.deadline, action.label)
            if action.is_external:
                self._check_external(part, action.url, action.label)
            elif not action.url:
                self.findings.warn(part, gettext("“%(link)s” has no address.") % {"link": action.label})
        for link in page.action_links.all():
            if link.target_id:
                self._check_page(part, link.target_id, str(link))

    def _check_deadline(self, part, deadline, words):
        if deadline and deadline <= self.sending_at:
            day = formats.date_format(timezone.localtime(deadline), "DATETIME_FORMAT")
            text = gettext("The deadline of “%(link)s” is before the issue is sent: %(day)s.")
            self.findings.stop(part, text % {"link": words, "day": day})

    def _check_links(self, part):
        for link in part.links:
            if link.page is not None:
                self._check_page(part, link.page, link.words)
            elif link.document is not None:
                if link.document not in self.targets.documents:
                    self.findings.stop(
                        part, gettext("“%(link)s” leads to a document that was deleted.") % {"link": link.words}
                    )
            elif link.address.startswith("#"):
                if link.address not in self.anchors:
                    self.findings.stop(
                        part, gettext("“%(link)s” leads to a place that is not there.") % {"link": link.words}
                    )
            elif self.targets.is_external(link.address):
                self._check_external(part, link.address, link.words)
            elif link.address:
                self._check_path(part, link)

    def _check_page(self, part, number, words):
        state = self.targets.states.get(number)
        if state is None:
            self.findings.stop(part, gettext("“%(link)s” leads to a page that was deleted.") % {"link": words})
        elif not state[0]:
            self.findings.stop(part, gettext("“%(link)s” leads to a page that is not published.") % {"link": words})
        elif not state[1]:
            self.findings.stop(part, gettext("“%(link)s” leads to a page behind a login.") % {"link": words})

    def _check_path(self, part, link):
        path = path_of(link.address)
        state = self.targets.path_state(link.address)
        if state is None and path and not _has_view(path):
            self.findings.warn(part, gettext("No page was found for “%(link)s”.") % {"link": link.words})
        elif state and not all(state):
            self.findings.stop(
                part, gettext("“%(link)s” leads to a page that readers may not see.") % {"link": link.words}
            )

    def _check_external(self, part, address, words):
        check = self.targets.checks.get(address)
        if check is None or check.result == LinkCheck.Result.ANSWERS:
            return
        values = {"link": words or address, "note": check.reason}
        if check.result == LinkCheck.Result.GONE:
            self.findings.stop(
                part, gettext("“%(link)s” leads to something that is no longer there (%(note)s).") % values
            )
        else:
            text = gettext("“%(link)s” could not be reached from here (%(note)s): try it yourself.")
            self.findings.warn(part, text % values)


def _has_view(path):
    """Return whether an address of this site is answered by something other than the page tree."""
    # Addresses differ by language: the others stand below their code.
    language = translation.get_language_from_path(path) or settings.LANGUAGE_CODE
    try:
        with translation.override(language):
            return resolve(path).func is not serve
    except Resolver404:
        return False
