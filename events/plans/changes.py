"""Changes of plan: what each does to the pages of an event, and what the people who registered are told.

Readers are told by what is kept in step with the page: agenda, feed, calendars, trays and alerts (events.models.news).
"""

import uuid
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext, override
from wagtail.models import Page
from wagtail.rich_text import RichText

from events.models import EventPage, Recording, Registration, Session
from events.registrations.letters import tell_registered
from pages.models import Attachment


class Change(ABC):
    """One change; `apply` writes it into a page in memory, `words` says it to who registered."""

    # Part of the key of the notice to the people who registered.
    name = ""
    # Whether it holds for the translations of the page too.
    for_all_languages = True

    @abstractmethod
    def apply(self, page):
        """Change an EventPage in memory: the published page, or a draft of it."""

    def words(self, page):
        """Return what is told to who registered, as plain text in the active language; "" when they are not told."""
        return ""


@dataclass
class ReasonedChange(Change):
    """A change with a reason for each language ({language code: text}), which stands on the pages."""

    reasons: dict = field(default_factory=dict)

    def give_reason(self, page):
        """Write the reason in the language of the page."""
        page.status_reason = self.reasons.get(page.locale.language_code, "")

    def with_reason(self, page, *sentences):
        """Return the sentences and the reason of the page as one text."""
        return "\n\n".join(part for part in (" ".join(sentences), page.status_reason) if part)


@dataclass
class Move(ReasonedChange):
    """To other moments, or to a date that is not known yet.

    moments: {old start: (start, end or None, whether the time of day is known)} as aware datetimes, with the key None
    for an event that has no session yet; empty when the new date is not known. deadline: of registration.
    """

    name = "moved"
    moments: dict = field(default_factory=dict)
    previous: datetime | None = None
    deadline: datetime | None = None

    def apply(self, page):
        """Give the sessions their new moments; those that the form did not name stay."""
        self.give_reason(page)
        if not self.moments:
            page.status = page.Status.POSTPONED
            return
        sessions = list(page.sessions.all())
        for session in sessions:
            if moment := self.moments.get(session.start):
                if session.start != moment[0]:
                    session.is_cancelled = False
                session.start, session.end, session.time_known = moment
        if not sessions and (moment := self.moments.get(None)):
            start, end, time_known = moment
            sessions = [Session(start=start, end=end, time_known=time_known)]
            page.date = None
        page.sessions.set(sessions)
        page.previous_starts_at = self.previous
        page.registration_deadline = self.deadline
        page.instead = None
        if page.is_off:
            page.status = page.Status.CONFIRMED

    def words(self, page):
        if not self.moments:
            told = gettext("“%(title)s” is postponed. A new date will follow.") % {"title": page.title}
            return self.with_reason(page, told)
        told = gettext("“%(title)s” has another date: %(date)s.") % {"title": page.title, "date": page.dated_words}
        stays = gettext("Your registration stays as it is. If you cannot come, cancel it by the link below.")
        return self.with_reason(page, told, stays)


@dataclass
class Cancel(ReasonedChange):
    """It does not take place; `instead` is a Page that readers can go to, or None."""

    name = "cancelled"
    instead: Page | None = None

    def apply(self, page):
        """Cancel the event; instead of the page it names the translation in its own language, where there is one."""
        self.give_reason(page)
        page.status = page.Status.CANCELLED
        page.instead = self.instead and (self.instead.get_translation_or_none(page.locale) or self.instead)

    def words(self, page):
        told = gettext("“%(title)s” on %(date)s does not take place.")
        text = self.with_reason(page, told % {"title": page.title, "date": page.dated_words})
        if page.instead_page:
            text += "\n\n" + gettext("Instead: %(title)s, %(address)s") % {
                "title": page.instead_page.title,
                "address": page.instead_page.full_url,
            }
        return text


@dataclass
class CancelSessions(ReasonedChange):
    """Some of the sessions do not take place, named by their starts (aware datetimes); the others do."""

    name = "session-cancelled"
    starts: frozenset = frozenset()

    def apply(self, page):
        """Cancel the sessions that begin then."""
        self.give_reason(page)
        sessions = list(page.sessions.all())
        for session in sessions:
            session.is_cancelled = session.is_cancelled or session.start in self.starts
        page.sessions.set(sessions)

    def words(self, page):
        sessions = list(page.sessions.all())
        off = ", ".join(session.when for session in sessions if session.start in self.starts)
        on = ", ".join(session.when for session in sessions if not session.is_cancelled)
        told = gettext("“%(title)s” does not take place on %(off)s.") % {"title": page.title, "off": off}
        return self.with_reason(page, told, gettext("The other meetings go on: %(on)s.") % {"on": on})


@dataclass
class MoveOnline(ReasonedChange):
    """It takes place online and no longer on site; `address` is that of the meeting, "" when it follows later."""

    name = "online"
    address: str = ""

    def apply(self, page):
        """Move the event online; venue and address go."""
        self.give_reason(page)
        page.status = page.Status.MOVED_ONLINE
        page.attendance = page.Attendance.ONLINE
        page.venue = page.address = ""
        page.latitude = page.longitude = None
        page.online_url = self.address

    def words(self, page):
        told = gettext("“%(title)s” takes place online, not on site. Date and time stay the same: %(date)s.")
        text = self.with_reason(page, told % {"title": page.title, "date": page.dated_words})
        # The letter has the address below, for who has a place.
        return text if self.address else f"{text}\n\n{gettext('The address of the meeting follows.')}"


@dataclass
class LookBack(Change):
    """A first look-back: a report (HTML of the rich text editor), a recording, and documents such as slides."""

    name = "lookback"
    for_all_languages = False
    report: str = ""
    recording_title: str = ""
    recording_url: str = ""
    documents: list = field(default_factory=list)

    def apply(self, page):
        """Add what is given to what the page has."""
        if self.report:
            page.report.append(("text", RichText(self.report)))
        if self.recording_url:
            title = self.recording_title or page.title
            page.recordings.add(Recording(title=title, url=self.recording_url, language=page.locale.language_code))
        for document in self.documents:
            page.attachments.add(Attachment(document=document))


def versions_of(page):
    """Return the published translations (list of EventPages) of an event that are pages of their own, itself first."""
    rows = EventPage.objects.filter(translation_key=page.translation_key, live=True, alias_of=None)
    return sorted(rows.select_related("locale"), key=lambda version: (version.pk != page.pk, version.pk))


@transaction.atomic
def carry_out(page, change, user):
    """Publish a Change of an event on behalf of a user, and have the people who registered told; return how many.

    What is written in drafts and not published yet stays a draft, with the change in it. Raises ValidationError when a
    page cannot be published as it is, and when somebody saved `page` since it was read.
    """
    keys = [version.pk for version in (versions_of(page) if change.for_all_languages else [page])]
    told = {}
    for key in keys:
        version = EventPage.objects.select_for_update(of=("self",)).get(pk=key)
        if key == page.pk and version.latest_revision_id != page.latest_revision_id:
            raise ValidationError(gettext("Somebody else saved this event just now. Look at it and try again."))
        _publish(version, change, user)
        with override(version.locale.language_code):
            told[version.locale.language_code] = change.words(EventPage.objects.get(pk=key))
    return _tell(page, change, told, user)


def _publish(page, change, user):
    draft = page.get_latest_revision_as_object() if page.has_unpublished_changes else None
    change.apply(page)
    # Who may publish one language of an event decides on the event.
    page.publish(page.save_revision(user=user, log_action=True), user=user, skip_permission_checks=True)
    if draft is not None:
        change.apply(draft)
        draft.save_revision(user=user, log_action=True, clean=False)


def _tell(page, change, told, user):
    """Have the people who registered told in the languages that they read, the main one first; return how many."""
    languages = Registration.objects.of_event(page).taking_part().order_by().values_list("language", flat=True)
    read = {language if language in told else page.locale.language_code for language in languages}
    texts = [text for language, text in sorted(told.items(), key=_main_first) if text and language in read]
    return tell_registered(page, f"{change.name} {uuid.uuid4()}", "\n\n".join(texts), user=user) if texts else 0


def _main_first(item):
    return item[0] != settings.LANGUAGE_CODE, item[0]
