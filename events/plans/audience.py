"""Whom a change of plan reaches, said to the editor before it is done."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from events.models import Registration
from pages.trays import unsent_mentions


@dataclass(frozen=True)
class AudienceGroup:
    """One group that is told: who it is, what it gets, and `links` [(words, URL in the admin)]."""

    who: str
    what: str
    links: tuple = ()


def numbers_of(page):
    """Return how many people have a place at an EventPage and how many wait for one, as (registered, waiting)."""
    people = Registration.objects.of_event(page).taking_part().with_mail()
    states = list(people.values_list("state", flat=True))
    return states.count(Registration.State.REGISTERED), states.count(Registration.State.WAITING)


def reached_by_change(page, versions):
    """Return the AudienceGroup of a change of the plan of an EventPage with these published translations."""
    languages = ", ".join(str(version.locale.get_display_name()) for version in versions)
    readers = gettext("The page (%(languages)s), the agenda and search say it at once.") % {"languages": languages}
    return [
        AudienceGroup(gettext("Readers of the site"), readers),
        *_registered(page),
        AudienceGroup(
            gettext("Calendars"),
            gettext("Who put the event or the agenda in a calendar sees it there within some hours."),
        ),
        _followers(),
        _newsletter(page),
    ]


def reached_by_lookback(page):
    """Return the AudienceGroup of the first look-back of an EventPage."""
    registered, _waiting = numbers_of(page)
    thanks = ngettext(
        "%(count)d person who was registered gets a thank-you with the materials, unless it was sent already.",
        "%(count)d people who were registered get a thank-you with the materials, unless it was sent already.",
        registered,
    )
    return [
        AudienceGroup(gettext("Readers of the site"), gettext("The page becomes the look-back at once.")),
        *([AudienceGroup(gettext("People who registered"), thanks % {"count": registered})] if registered else []),
        _followers(),
        _newsletter(page),
    ]


def _registered(page):
    registered, waiting = numbers_of(page)
    if not registered and not waiting:
        elsewhere = page.registration == page.Registration.LINK
        words = (
            gettext("People register on another site: tell them there.")
            if elsewhere
            else gettext("Nobody is registered on this site.")
        )
        return [AudienceGroup(gettext("People who registered"), words)]
    words = ngettext(
        "%(count)d person with a place gets a mail.", "%(count)d people with a place get a mail.", registered
    ) % {"count": registered}
    if waiting:
        words += " " + ngettext(
            "%(count)d person on the waiting list gets one too.",
            "%(count)d people on the waiting list get one too.",
            waiting,
        ) % {"count": waiting}
    return [AudienceGroup(gettext("People who registered"), words)]


def _followers():
    return AudienceGroup(
        gettext("Followers"),
        gettext("It comes first in the feed of the agenda, and in the weekly mail to who follows what it is about."),
    )


def _newsletter(page):
    issues = unsent_mentions(page)
    words = gettext("It is among what the next newsletter can take over.")
    if issues:
        words += " " + ngettext(
            "%(count)d newsletter that was not sent yet names it: look whether it still holds.",
            "%(count)d newsletters that were not sent yet name it: look whether they still hold.",
            len(issues),
        ) % {"count": len(issues)}
    links = tuple((issue.title, reverse("wagtailadmin_pages:edit", args=[issue.pk])) for issue in issues)
    return AudienceGroup(gettext("Newsletter"), words, links)
