"""What is wrong with an issue before it is sent."""

from collections import Counter

from django.utils import timezone
from django.utils.translation import gettext, ngettext

from newsletters.issue_agenda import Agendas, period_of
from newsletters.issue_findings import STOPS, WARNS, Finding, Findings
from newsletters.issue_link_checks import LinkChecks
from newsletters.issue_parts import Targets, parts_of

__all__ = ["STOPS", "WARNS", "Finding", "check_issue"]


def check_issue(issue, sending_at):
    """Return the Findings of an issue that would be sent at `sending_at` (aware datetime): of the whole, then by item.

    The number of queries does not grow with the items. Nothing is asked of other hosts: what they answered is kept by
    newsletters.link_checks.
    """
    return _Check(issue, sending_at).run()


class _Check:
    """One run over one issue; `findings` grows as it goes."""

    def __init__(self, issue, sending_at):
        self.issue = issue
        self.sending_at = sending_at
        self.day = timezone.localdate(sending_at)
        self.parts = parts_of(issue)
        self.targets = Targets(self.parts)
        self.findings = Findings(issue, self.targets)
        self.links = LinkChecks(self.findings, self.parts, sending_at)
        self.agendas = Agendas(self.parts, issue.locale)

    def run(self):
        self._check_whole()
        for place, part in enumerate(self.parts):
            getattr(self, f"_check_{part.kind}")(part, place)
            self.links.check(part)
        return self.findings

    # The whole issue

    def _check_whole(self):
        if not self.issue.title.strip():
            self.findings.stop(None, gettext("The issue has no title, so the mail has no subject."))
        if not self.issue.live:
            self.findings.stop(None, gettext("The issue is not published: “read online” would lead nowhere."))
        elif self.issue.has_unpublished_changes:
            self.findings.warn(
                None, gettext("There are changes that are not published; the mail takes the published issue.")
            )
        if not any(self._says_something(part) for part in self.parts):
            self.findings.stop(None, gettext("There is nothing to read: the mail as plain text would be empty."))
        twice = Counter(part.value.get("record") for part in self.parts if part.kind == "record")
        for number, times in twice.items():
            if number in self.targets.pages and times > 1:
                part = [part for part in self.parts if part.value.get("record") == number][-1]
                self.findings.warn(part, gettext("This record is in the issue more than once."))
        unknown = self.targets.addresses - set(self.targets.checks)
        if unknown:
            self.findings.warn(
                None,
                ngettext(
                    "%(count)d link to another site was not checked yet.",
                    "%(count)d links to other sites were not checked yet.",
                    len(unknown),
                )
                % {"count": len(unknown)},
            )

    def _says_something(self, part):
        return bool(
            part.words
            or self.targets.pages.get(part.value.get("record"))
            or (part.kind == "agenda" and self.agendas.entries_of(part))
        )

    # By kind of item: the names are those of the blocks

    def _check_record(self, part, place):
        number = part.value.get("record")
        page = self.targets.pages.get(number)
        if page is None:
            self.findings.stop(part, gettext("The record was deleted.") if number else gettext("No record was chosen."))
            return
        self._check_readable(part, page)
        source = self.targets.pages.get(part.value.get("text_record"))
        if part.value.get("text_record") and not source:
            self.findings.warn(part, gettext("The record whose text this item uses was deleted."))
        elif source and not all(self.targets.states[source.pk]):
            self.findings.warn(
                part, gettext("The record whose text this item uses is not public; its own summary is used.")
            )
        if not part.words and not getattr(source or page, "summary", ""):
            self.findings.warn(
                part, gettext("There is no text: the record has no summary, and the item has none of its own.")
            )
        self._check_timely(part, page)
        self._check_picture(part)

    def _check_readable(self, part, page):
        live, public = self.targets.states[page.pk]
        if not live:
            self.findings.stop(part, gettext("The record is a draft: publish it first."))
        elif not public:
            self.findings.stop(part, gettext("The record is behind a login."))
        elif page.expire_at and page.expire_at <= self.sending_at:
            self.findings.stop(part, gettext("The record goes off the site before the issue is sent."))
        elif page.has_unpublished_changes:
            self.findings.warn(part, gettext("The record has changes that are not published."))

    def _check_timely(self, part, page):
        reason = page.outdated_at(self.sending_at) if hasattr(page, "outdated_at") else ""
        if not reason:
            return
        # Somebody who wrote a word above it, or a text, knows that it is no announcement.
        if part.value.get("kicker") or part.words:
            self.findings.warn(part, reason)
        else:
            self.findings.stop(part, reason)

    def _check_text(self, part, place):
        if not (part.value.get("heading") or "").strip():
            self.findings.stop(part, gettext("There is no heading."))
        if not part.words:
            self.findings.stop(part, gettext("There is no text."))
        self._check_picture(part)

    def _check_section(self, part, place):
        following = self.parts[place + 1].kind if place + 1 < len(self.parts) else None
        if not (part.value.get("heading") or "").strip():
            self.findings.stop(part, gettext("There is no heading."))
        elif following in (None, "section", "closing_note"):
            self.findings.stop(part, gettext("There is nothing below this section heading."))

    def _check_image(self, part, place):
        number = part.value.get("image")
        if number not in self.targets.images:
            self.findings.stop(part, gettext("There is no image."))
        elif not (part.value.get("alt_text") or self.targets.images[number]):
            self.findings.stop(part, gettext("The image has no description for whoever does not see it."))

    def _check_picture(self, part):
        number = part.value.get("image")
        if number and number not in self.targets.images:
            self.findings.warn(part, gettext("The image of this item was deleted."))
        elif number and not self.targets.images[number]:
            self.findings.warn(part, gettext("The image has no description for whoever does not see it."))

    def _check_closing_note(self, part, place):
        if not part.words:
            self.findings.stop(part, gettext("There is no text."))

    def _check_agenda(self, part, place):
        first, last = period_of(part)
        if not (first and last):
            self.findings.stop(part, gettext("The agenda has no first and last day."))
        elif last < self.day:
            self.findings.stop(part, gettext("The whole agenda is over by the time the issue is sent."))
        else:
            if not self.agendas.entries_of(part):
                self.findings.warn(part, gettext("The agenda is empty."))
            if first < self.day:
                self.findings.warn(part, gettext("The agenda begins before the day the issue is sent."))
