"""Keeps what a source offers as proposals: new ones, changed ones, withdrawn ones. Idempotent."""

from django.db import transaction
from django.db.models.signals import pre_delete
from wagtail.models import Page

from pages.harvest.duplicates import find_duplicates
from pages.harvest.receivers import Offer, collect_receivers
from pages.harvest.values import isbn_key, link_key, plain, year_of
from pages.models import Proposal

State = Proposal.State
LONGEST_TITLE = Proposal._meta.get_field("title").max_length
COLUMNS = [
    *("datestamp", "title", "values", "year", "doi", "isbn", "link", "likely", "has_likely"),
    *("state", "waits", "version", "changed_at"),
]


def connect():
    """Connect the signal handler; called once, by the app's ready()."""
    pre_delete.connect(_page_deleted, sender=Page, dispatch_uid="proposals-of-page")


def _page_deleted(sender, instance, **kwargs):
    """Nobody needs to decide about changes of a page that is deleted; an editor can ask for its proposal again."""
    Proposal.objects.filter(page=instance.pk).update(waits=False, state=State.ACCEPTED, page=None)


@transaction.atomic
def store(source, records):
    """Keep RemoteRecords of a PartnerSource; of several with one identifier the last counts.

    A fixed number of queries for all of them. Returns how many proposals are new or changed.
    """
    records = {record.identifier: record for record in records if record.identifier}
    rows = Proposal.objects.select_for_update(of=("self",)).filter(source=source, identifier__in=records)
    present = {proposal.identifier: proposal for proposal in rows.order_by("pk")}
    receivers = collect_receivers()
    new, touched = [], []
    for identifier, record in records.items():
        proposal = present.get(identifier)
        if proposal is None:
            receiver = receivers.get(source.record_type)
            if not record.deleted and receiver and receiver.is_wanted(record.values):
                new.append(
                    _fill(Proposal(source=source, identifier=identifier, record_type=source.record_type), record)
                )
        elif record.deleted:
            touched += [proposal] if _withdraw(proposal) else []
        elif record.values != proposal.values or proposal.state == State.WITHDRAWN:
            _fill(proposal, record)
            _follow(proposal, receivers.get(proposal.record_type))
            touched.append(proposal)
    _note_duplicates([*new, *(each for each in touched if each.state == State.NEW)], receivers)
    Proposal.objects.bulk_create(new, ignore_conflicts=True)
    Proposal.objects.bulk_update(touched, COLUMNS, batch_size=100)
    return len(new) + len(touched)


def _fill(proposal, record):
    values = record.values
    proposal.values, proposal.datestamp = values, record.datestamp
    proposal.title = plain(values["title"], LONGEST_TITLE)
    proposal.year = year_of(values)
    proposal.doi = values.get("doi", "")
    proposal.isbn = isbn_key(values.get("isbn", ""))
    proposal.link = link_key(values.get("link", ""))
    return proposal


def _withdraw(proposal):
    """Note that the source deleted a record; return whether that changes anything."""
    is_ours = proposal.page_id is not None and proposal.follows
    if proposal.state == State.NEW or (is_ours and proposal.state in (State.ACCEPTED, State.CHANGED)):
        proposal.move(State.WITHDRAWN)
        return True
    return False


def _follow(proposal, receiver):
    """Set the state that other values bring about."""
    if proposal.state == State.DECLINED:
        proposal.move(State.DECLINED)
    elif proposal.state == State.NEW or (proposal.state == State.WITHDRAWN and not proposal.decided_at):
        proposal.move(State.NEW)
    else:
        proposal.move(State.CHANGED if has_changes(proposal, receiver) else State.ACCEPTED)


def has_changes(proposal, receiver):
    """Return whether a proposal that was accepted holds something else than was taken over, for a page that is here."""
    if proposal.page_id is None or not proposal.follows or receiver is None:
        return False
    before, now = (Offer(values, proposal.source) for values in (proposal.taken_values, proposal.values))
    return bool(receiver.differences(before, now))


def _note_duplicates(proposals, receivers):
    for name, receiver in receivers.items():
        group = [proposal for proposal in proposals if proposal.record_type == name]
        if not group:
            continue
        for place, duplicates in find_duplicates(group, receiver).items():
            group[place].likely, group[place].has_likely = duplicates, bool(duplicates)
