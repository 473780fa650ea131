"""Finds the new records of each followed topic, once per mailing for all its followers."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Min
from django.utils import timezone

from newsletters.alerts.topics import KINDS, refresh
from newsletters.models import Alert, AlertTopic

# New records of one topic that are looked at, the newest; of a topic with more, a mail leads to the rest anyway.
MOST_MATCHES = 200


@dataclass(frozen=True)
class Match:
    """A record with news: primary key of its page in the language of the topic, key of its translations, since when."""

    page: int
    key: UUID
    news_at: datetime


class Matcher:
    """Finds what there was to tell on topics up to `until` (aware datetime), and remembers it."""

    def __init__(self, until):
        self.until = until
        self.topics, self.found = {}, {}

    def prepare(self, topic_pks):
        """Match those of the topics (primary keys) that were not matched yet, as far back as any follower needs."""
        missing = set(topic_pks) - self.found.keys()
        since = dict(
            Alert.objects.deliverable()
            .filter(topic__in=missing)
            .order_by()
            .values_list("topic")
            .annotate(Min("mailed_until"))
        )
        for topic in AlertTopic.objects.filter(pk__in=missing):
            refresh(topic)
            self.topics[topic.pk] = topic
            self.found[topic.pk] = self.match(topic, since[topic.pk]) if since.get(topic.pk) else []

    def match(self, topic, since):
        """Return the Matches of an AlertTopic after `since` (aware datetime), the newest first."""
        rows = (
            KINDS[topic.kind]
            .records(topic)
            # The day has an index; the moment decides.
            .filter(published_on__gte=timezone.localdate(since))
            .filter(news_at__gt=since, news_at__lte=self.until)
            .order_by("-news_at", "-page")
            .values_list("page", "page__translation_key", "news_at")
        )
        return [Match(*row) for row in rows[:MOST_MATCHES]]

    def new_for(self, alert):
        """Return the Matches that are new for an Alert whose topic was prepared, the newest first."""
        return [match for match in self.found.get(alert.topic_id, ()) if match.news_at > alert.mailed_until]
