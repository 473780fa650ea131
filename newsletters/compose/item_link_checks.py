"""Checks of the links and deadlines in the items of an issue."""

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext

from newsletters.compose.stored_items import path_of
from newsletters.models import LinkCheck
from pages.deadlines import deadline_words


class LinkChecks:
    """Adds Findings about links of StoredItems to `findings`; the issue is sent at `sending_at` (aware datetime)."""

    def __init__(self, findings, items, sending_at):
        self.findings = findings
        self.targets = findings.targets
        self.anchors = {f"#item-{item.id}" for item in items}
        self.sending_at = sending_at

    def check(self, item):
        """Check the links in the text, the actions of the item and, where it has none, those of its record."""
        self._check_own_actions(item)
        self._check_record_actions(item)
        self._check_links(item)

    def _check_own_actions(self, item):
        for action in item.actions:
            deadline = action.get("deadline")
            deadline = parse_datetime(deadline) if isinstance(deadline, str) else deadline
            self._check_deadline(item, deadline, action.get("subject") or action.get("url") or "")

    def _check_record_actions(self, item):
        page = self.targets.pages.get(item.value.get("record"))
        if item.actions or page is None:
            return
        for action in self.targets.record_actions(item):
            self._check_deadline(item, action.deadline, action.label)
            if action.is_external:
                self._check_external(item, action.url, action.label)
            elif not action.url:
                self.findings.warning(item, gettext("“%(link)s” has no address.") % {"link": action.label})
        for link in page.action_links.all():
            if link.target_id:
                self._check_page(item, link.target_id, str(link))

    def _check_deadline(self, item, deadline, words):
        if deadline and deadline <= self.sending_at:
            text = gettext("The deadline of “%(link)s” is before the issue is sent: %(day)s.")
            self.findings.error(item, text % {"link": words, "day": deadline_words(deadline)})

    def _check_links(self, item):
        for link in item.links:
            if link.page is not None:
                self._check_page(item, link.page, link.words)
            elif link.document is not None:
                if link.document not in self.targets.documents:
                    self.findings.error(
                        item, gettext("“%(link)s” leads to a document that was deleted.") % {"link": link.words}
                    )
            elif link.address.startswith("#"):
                if link.address not in self.anchors:
                    self.findings.error(
                        item, gettext("“%(link)s” leads to a place that is not there.") % {"link": link.words}
                    )
            elif self.targets.is_external(link.address):
                self._check_external(item, link.address, link.words)
            elif link.address:
                self._check_path(item, link)

    def _check_page(self, item, number, words):
        state = self.targets.states.get(number)
        if state is None:
            self.findings.error(item, gettext("“%(link)s” leads to a page that was deleted.") % {"link": words})
        elif not state[0]:
            self.findings.error(item, gettext("“%(link)s” leads to a page that is not published.") % {"link": words})
        elif not state[1]:
            self.findings.error(item, gettext("“%(link)s” leads to a page behind a login.") % {"link": words})

    def _check_path(self, item, link):
        path = path_of(link.address)
        state = self.targets.path_state(link.address)
        if state is None and path and not _has_view(path):
            self.findings.warning(item, gettext("No page was found for “%(link)s”.") % {"link": link.words})
        elif state and not all(state):
            self.findings.error(
                item, gettext("“%(link)s” leads to a page that readers may not see.") % {"link": link.words}
            )

    def _check_external(self, item, address, words):
        check = self.targets.checks.get(address)
        if check is None or check.result == LinkCheck.Result.ANSWERS:
            return
        values = {"link": words or address, "note": check.reason}
        if check.result == LinkCheck.Result.GONE:
            self.findings.error(
                item, gettext("“%(link)s” leads to something that is no longer there (%(note)s).") % values
            )
        else:
            text = gettext("“%(link)s” could not be reached from here (%(note)s): try it yourself.")
            self.findings.warning(item, text % values)


def _has_view(path):
    """Return whether a URL path resolves to a view other than Wagtail's page view."""
    # URL patterns are translated; all languages but the default have a prefix.
    language = translation.get_language_from_path(path) or settings.LANGUAGE_CODE
    try:
        with translation.override(language):
            return resolve(path).url_name != "wagtail_serve"
    except Resolver404:
        return False
