"""Checks of an issue before it is sent: errors stop the sending, warnings do not."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext, ngettext

from newsletters.compose.item_link_checks import LinkChecks
from newsletters.compose.stored_items import LinkTargets, read_items
from pages.agenda import collect_agenda_entries
from pages.models import SiteSettings

# Severities of a Finding; templates and stylesheets use the values.
ERROR, WARNING = "stops", "warns"


@dataclass(frozen=True)
class Finding:
    """One result of a check.

    `severity` is ERROR or WARNING, `text` a translated sentence, `item` the heading of the item ("" for the whole
    issue), `edit_url` the URL in the admin where an editor can fix it.
    """

    severity: str
    text: str
    item: str = ""
    edit_url: str = ""


class Findings(list):
    """The list of Findings of one issue (a page); `targets` (LinkTargets) supply the titles of records."""

    def __init__(self, issue, targets):
        super().__init__()
        self.issue = issue
        self.targets = targets

    def error(self, item, text):
        """Add an ERROR; `item` is a StoredItem, or None for the whole issue."""
        self._add(ERROR, item, text)

    def warning(self, item, text):
        """Add a WARNING; `item` as in `error`."""
        self._add(WARNING, item, text)

    def _add(self, severity, item, text):
        address = reverse("wagtailadmin_pages:edit", args=[self.issue.pk])
        if item is None:
            self.append(Finding(severity, text, "", address))
        else:
            # Wagtail's editor gives each block this anchor.
            self.append(Finding(severity, text, self._label_of(item), f"{address}#block-{item.id}-section"))

    def _label_of(self, item):
        """Return the heading of an item, else the title of its record, else the label of its block type."""
        page = self.targets.pages.get(item.value.get("record"))
        block = self.issue.items.stream_block.child_blocks[item.kind]
        return item.value.get("heading") or (page.title if page else "") or str(block.label)


def check_issue(issue, sending_at):
    """Return the Findings of an issue sent at `sending_at` (aware datetime): of the whole issue first, then of items.

    Constant number of queries. No network requests: results for external links come from the LinkCheck table, filled by
    newsletters.compose.link_checker.
    """
    return _IssueCheck(issue, sending_at).run()


class _ItemChecks:
    """The checks of single items of an issue: a method per block type, `_check_<block type>`; adds to `findings`."""

    def __init__(self, issue, sending_at):
        self.issue = issue
        self.sending_at = sending_at
        self.day = timezone.localdate(sending_at)
        self.items = read_items(issue)
        self.targets = LinkTargets(self.items)
        self.findings = Findings(issue, self.targets)
        self.links = LinkChecks(self.findings, self.items, sending_at)
        self.agendas = AgendaEntries(self.items, issue.locale)

    def _check_record(self, item, place):
        number = item.value.get("record")
        page = self.targets.pages.get(number)
        if page is None:
            self.findings.error(
                item, gettext("The record was deleted.") if number else gettext("No record was chosen.")
            )
            return
        self._check_visibility(item, page)
        source = self.targets.pages.get(item.value.get("text_record"))
        if item.value.get("text_record") and not source:
            self.findings.warning(item, gettext("The record whose text this item uses was deleted."))
        elif source and not all(self.targets.states[source.pk]):
            self.findings.warning(
                item, gettext("The record whose text this item uses is not public; its own summary is used.")
            )
        if not item.words and not getattr(source or page, "summary", ""):
            self.findings.warning(
                item, gettext("There is no text: the record has no summary, and the item has none of its own.")
            )
        self._check_outdated(item, page)
        self._check_image_of(item)

    def _check_visibility(self, item, page):
        live, public = self.targets.states[page.pk]
        if not live:
            self.findings.error(item, gettext("The record is a draft: publish it first."))
        elif not public:
            self.findings.error(item, gettext("The record is behind a login."))
        elif page.expire_at and page.expire_at <= self.sending_at:
            self.findings.error(item, gettext("The record goes off the site before the issue is sent."))
        elif page.has_unpublished_changes:
            self.findings.warning(item, gettext("The record has changes that are not published."))

    def _check_outdated(self, item, page):
        reason = page.outdated_at(self.sending_at) if hasattr(page, "outdated_at") else ""
        if not reason:
            return
        # A kicker or a text of its own means that the editor does not present it as an announcement.
        if item.value.get("kicker") or item.words:
            self.findings.warning(item, reason)
        else:
            self.findings.error(item, reason)

    def _check_text(self, item, place):
        if not (item.value.get("heading") or "").strip():
            self.findings.error(item, gettext("There is no heading."))
        if not item.words:
            self.findings.error(item, gettext("There is no text."))
        self._check_image_of(item)

    def _check_section(self, item, place):
        following = self.items[place + 1].kind if place + 1 < len(self.items) else None
        if not (item.value.get("heading") or "").strip():
            self.findings.error(item, gettext("There is no heading."))
        elif following in (None, "section", "closing_note"):
            self.findings.error(item, gettext("There is nothing below this section heading."))

    def _check_image(self, item, place):
        number = item.value.get("image")
        if number not in self.targets.images:
            self.findings.error(item, gettext("There is no image."))
        elif not (item.value.get("alt_text") or self.targets.images[number]):
            self.findings.error(item, gettext("The image has no description for whoever does not see it."))

    def _check_image_of(self, item):
        number = item.value.get("image")
        if number and number not in self.targets.images:
            self.findings.warning(item, gettext("The image of this item was deleted."))
        elif number and not self.targets.images[number]:
            self.findings.warning(item, gettext("The image has no description for whoever does not see it."))

    def _check_closing_note(self, item, place):
        if not item.words:
            self.findings.error(item, gettext("There is no text."))

    def _check_agenda(self, item, place):
        first, last = period_of(item)
        if not (first and last):
            self.findings.error(item, gettext("The agenda has no first and last day."))
        elif last < self.day:
            self.findings.error(item, gettext("The whole agenda is over by the time the issue is sent."))
        else:
            entries = self.agendas.entries_of(item)
            if not entries:
                self.findings.warning(item, gettext("The agenda is empty."))
            elif all(entry.is_off for entry in entries):
                self.findings.error(
                    item, gettext("Nothing in the agenda takes place: all of it is cancelled or postponed.")
                )
            if first < self.day:
                self.findings.warning(item, gettext("The agenda begins before the day the issue is sent."))


class _IssueCheck(_ItemChecks):
    """One run of all checks over one issue: of the whole of it and of each item."""

    def run(self):
        self._check_whole()
        for place, item in enumerate(self.items):
            getattr(self, f"_check_{item.kind}")(item, place)
            self.links.check(item)
        return self.findings

    def _check_whole(self):
        if not self.issue.title.strip():
            self.findings.error(None, gettext("The issue has no title, so the mail has no subject."))
        if not self.issue.live:
            self.findings.error(None, gettext("The issue is not published: “read online” would lead nowhere."))
        elif self.issue.has_unpublished_changes:
            self.findings.warning(
                None, gettext("There are changes that are not published; the mail takes the published issue.")
            )
        if not any(self._has_text(item) for item in self.items):
            self.findings.error(None, gettext("There is nothing to read: the mail as plain text would be empty."))
        if self._is_all_off():
            self.findings.error(
                None, gettext("Nothing in this issue takes place: all it holds is cancelled or postponed.")
            )
        site = self.issue.get_site()
        if site and not SiteSettings.for_site(site).postal_address:
            self.findings.error(
                None, gettext("The mail has no postal address of the sender: fill it in in the site settings.")
            )
        twice = Counter(item.value.get("record") for item in self.items if item.kind == "record")
        for number, times in twice.items():
            if number in self.targets.pages and times > 1:
                item = [item for item in self.items if item.value.get("record") == number][-1]
                self.findings.warning(item, gettext("This record is in the issue more than once."))
        unknown = self.targets.addresses - set(self.targets.checks)
        if unknown:
            self.findings.warning(
                None,
                ngettext(
                    "%(count)d link to another site was not checked yet.",
                    "%(count)d links to other sites were not checked yet.",
                    len(unknown),
                )
                % {"count": len(unknown)},
            )

    def _is_all_off(self):
        """Return whether the issue holds records or agendas that are all off, and nothing else to read."""
        told = [item for item in self.items if item.kind not in ("section", "image", "closing_note")]
        return bool(told) and all(self._is_off(item) for item in told)

    def _is_off(self, item):
        if item.kind == "agenda":
            entries = self.agendas.entries_of(item)
            return bool(entries) and all(entry.is_off for entry in entries)
        return item.kind == "record" and getattr(self.targets.pages.get(item.value.get("record")), "is_off", False)

    def _has_text(self, item):
        return bool(
            item.words
            or self.targets.pages.get(item.value.get("record"))
            or (item.kind == "agenda" and any(not entry.is_off for entry in self.agendas.entries_of(item)))
        )


class AgendaEntries:
    """The entries (pages.agenda.AgendaEntry) of all agenda items of an issue, read in one go."""

    def __init__(self, items, locale):
        periods = [period_of(item) for item in items if item.kind == "agenda"]
        periods = [period for period in periods if all(period) and period[0] <= period[1]]
        first = min((first for first, _last in periods), default=None)
        last = max((last for _first, last in periods), default=None)
        self._entries = collect_agenda_entries(first, last, locale) if periods else []

    def entries_of(self, item):
        """Return the list of AgendaEntry of one agenda item; empty while a day is missing."""
        first, last = period_of(item)
        if not (first and last):
            return []
        found = [entry for entry in self._entries if first <= timezone.localdate(entry.moment) <= last]
        return [entry for entry in found if item.value.get("with_deadlines") or not entry.is_deadline]


def period_of(item):
    """Return [first day, last day] of an agenda item as dates; None where it is empty."""
    days = [item.value.get(name) for name in ("first_day", "last_day")]
    return [day if isinstance(day, date) or not day else parse_date(day) for day in days]
