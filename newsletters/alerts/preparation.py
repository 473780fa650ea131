"""Prepares a mailing of alerts: for each subscriber with anything new one rendering and one Delivery. Resumable."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Prefetch

from newsletters.alerts.mail import Section, render_alerts
from newsletters.alerts.matching import Matcher
from newsletters.mailings.sending.preparation import Preparation
from newsletters.models import Alert, Delivery, Mailing, Rendering, Subscriber
from newsletters.subscribers.letters import letter_sender
from pages.record_index.reading import cards_of

# Records below one topic, and in one mail; a link leads to the rest.
MOST_OF_TOPIC, MOST_IN_MAIL = 10, 50
# The index of a page that was published a moment ago may still be in a task: what is younger waits for the next mail.
SETTLED = timedelta(hours=1)
# Less than a week, because the work of the clock takes time.
BETWEEN_MAILS = timedelta(days=6, hours=12)


class AlertPreparation(Preparation):
    """Creates the deliveries of a mailing of alerts, in chunks of one transaction each.

    Killed between two chunks it goes on where it was: whoever has a Delivery is left out, and in the transaction that
    stores it, what is in the mail stops being new.
    """

    def __init__(self, mailing):
        super().__init__(mailing)
        self.until = mailing.created_at - SETTLED
        self.matcher = Matcher(self.until)
        self.sender = letter_sender()

    def find_recipients(self):
        """Return the queryset of Subscribers with alerts to send who had no mail about them in the last week."""
        alerts = Alert.objects.deliverable().filter(subscriber=OuterRef("pk"))
        since = self.mailing.created_at - BETWEEN_MAILS
        had = Delivery.objects.filter(
            subscriber=OuterRef("pk"), mailing__kind=Mailing.ALERTS, mailing__created_at__gt=since
        )
        own = Prefetch("alerts", Alert.objects.active().order_by("created_at", "pk"), to_attr="followed")
        return Subscriber.objects.filter(Exists(alerts)).exclude(Exists(had)).prefetch_related(own)

    def render_missing(self, found):
        """Make the Renderings of those of the Subscribers for whom there is anything new; nothing is stored yet."""
        self.matcher.prepare({alert.topic_id for row in found for alert in row.followed})
        chosen = {row.pk: sections for row in found if (sections := self.choose(row))}
        pages = {}
        for sections in chosen.values():
            for section in sections:
                pages.setdefault(section.topic.language, set()).update(section.pages)
        cards = {language: cards_of(keys, language) for language, keys in pages.items()}
        self.mails = {}
        for row in found:
            sections = [section.with_cards(cards[section.topic.language]) for section in chosen.get(row.pk, ())]
            if sections := [section for section in sections if section.cards]:
                mail = render_alerts(sections, row.language, self.sender)
                self.mails[row.pk] = Rendering(
                    mailing=self.mailing, language=row.language, subject=mail.subject, html=mail.html, text=mail.text
                )

    def choose(self, subscriber):
        """Return the Sections of a Subscriber: what is new on each topic, no record twice."""
        sections, seen, room = [], set(), MOST_IN_MAIL
        for alert in subscriber.followed:
            new = [match for match in self.matcher.new_for(alert) if match.key not in seen]
            if shown := new[: min(room, MOST_OF_TOPIC)]:
                seen.update(match.key for match in shown)
                room -= len(shown)
                pages = [match.page for match in shown]
                sections.append(Section(alert, self.matcher.topics[alert.topic_id], pages, len(new) - len(shown)))
        return sections

    def store(self, recipients):
        """Create batches with deliveries and renderings of those recipients [(subscriber, fingerprint)] with a mail."""
        chosen = [(row, key) for row, key in recipients if row.pk in self.mails]
        Rendering.objects.bulk_create([self.mails[row.pk] for row, _key in chosen])
        super().store(chosen)
        mailed = Alert.objects.filter(subscriber__in=[row.pk for row, _key in chosen], mailed_until__lt=self.until)
        mailed.update(mailed_until=self.until)

    def rendering_of(self, subscriber):
        """Return the Rendering for a Subscriber."""
        return self.mails[subscriber.pk]
