"""Events that clash: at the same time, for people of the same region."""

from dataclasses import dataclass

from django.db.models import Q

from events.models import EventPage
from network.models import Municipality

MOST_TOLD = 5
MOST_SESSIONS = 50  # of one event that are looked at


@dataclass(frozen=True)
class Plan:
    """When and where an event is planned: `spans` as (start, end) aware datetimes, `places` keys of municipalities.

    `key` is the translation key of its page, None for one that was not saved yet.
    """

    spans: list
    places: frozenset
    key: object = None


def spans_of(sessions):
    """Return the (start, end) of Sessions, saved or not; without those that are cancelled.

    An end that is not known is that of the day.
    """
    held = (session for session in sessions[:MOST_SESSIONS] if not session.is_cancelled)
    return [(session.start, session.is_over_at) for session in held]


def plan_of(page):
    """Return the Plan of an EventPage; one that does not take place has no spans."""
    sessions = [] if page.is_off else list(page.sessions.all())
    spans = spans_of(sessions)
    if not sessions and not page.is_off and page.starts_at and page.ends_at:
        spans = [(page.starts_at, page.ends_at)]
    own = {page.municipality_id} - {None}
    return Plan(spans, frozenset(own | {place.pk for place in page.municipalities.all()}), page.translation_key)


def find_clashes(plan):
    """Return at most MOST_TOLD EventPages, drafts too, that clash with a Plan, the soonest first.

    Where one of the two names no municipality it is for the whole region. The number of queries is fixed.
    """
    if not plan.spans:
        return []
    within = Q()
    for start, end in plan.spans:
        within |= Q(starts_at__lt=end, ends_at__gt=start)
    found = EventPage.objects.filter(within, alias_of=None).exclude(status__in=EventPage.OFF)
    found = found.exclude(translation_key=plan.key) if plan.key else found
    found = found.defer_streamfields().prefetch_related("sessions", "municipalities", "kind", "municipality")
    others = [(page, plan_of(page)) for page in found.order_by("starts_at", "pk")]
    near = _near(plan.places | {place for _page, other in others for place in other.places})
    clashes, told = [], set()
    for page, other in others:
        is_near = not plan.places or not other.places or _meet(near, plan.places, other.places)
        if is_near and page.translation_key not in told and _overlap(plan.spans, other.spans):
            told.add(page.translation_key)
            clashes.append(page)
    return clashes[:MOST_TOLD]


def _near(places):
    """Return {key of a municipality: the keys of its region groups}."""
    found = {place: set() for place in places}
    rows = Municipality.objects.filter(pk__in=places).exclude(region_groups=None)
    for place, group in rows.values_list("pk", "region_groups"):
        found[place].add(group)
    return found


def _meet(near, ours, theirs):
    """Return whether two sets of municipalities have one, or a region group, in common."""
    groups = set().union(*(near[place] for place in ours))
    return bool(ours & theirs) or any(groups & near[place] for place in theirs)


def _overlap(ours, theirs):
    return any(start < other_end and other_start < end for start, end in ours for other_start, other_end in theirs)
