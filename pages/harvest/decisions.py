"""What editors decide about proposals. Nothing is published: pages get drafts that an editor publishes.

Each function locks the proposal first and raises DecisionRefused, with a sentence for the editor, when somebody decided
already, when the source changed it since the editor looked, or when the editor may not change the page.
"""

from contextlib import contextmanager
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext
from wagtail.log_actions import log

from pages.harvest.receivers import Offer, collect_receivers
from pages.harvest.storing import has_changes
from pages.models import Proposal

State = Proposal.State


class DecisionRefused(Exception):
    """The decision cannot be carried out; the text says why."""


@dataclass
class Choices:
    """What the editor chose: kind (short name), subjects (primary keys, None for those of the mapping), people."""

    kind: str = ""
    subjects: list | None = None
    people: dict = field(default_factory=dict)

    def offer(self, proposal):
        """Return the Offer of a proposal with these choices."""
        return Offer(
            proposal.values, proposal.source, self.kind, self.subjects, self.people, taken=proposal.taken_values
        )


def receiver_of(proposal):
    """Return the ProposalReceiver of a proposal's type; raises DecisionRefused when no room has it any more."""
    receiver = collect_receivers().get(proposal.record_type)
    if receiver is None:
        raise DecisionRefused(gettext("Nothing can be made of this kind of proposal any more. Choose another kind."))
    return receiver


@transaction.atomic
def accept(pk, user, seen, choices):
    """Make a draft of the new proposal `pk` and return the page. seen: the version that the editor saw."""
    proposal = _lock(pk, seen, State.NEW)
    receiver = receiver_of(proposal)
    if why_not := receiver.why_not_add(user):
        raise DecisionRefused(why_not)
    # The lock keeps two editors from giving two pages the same place in the tree.
    parent = receiver.parent().select_for_update(of=("self",)).get()
    offer = choices.offer(proposal)
    page = receiver.new_page(offer)
    if receiver.kind_part and not getattr(page, receiver.kind_part.name):
        raise DecisionRefused(gettext("Choose a kind first."))
    page.locale, page.owner = parent.locale, user
    if not slugify(page.title, allow_unicode=True):
        # Wagtail makes no address of a title without letters or digits.
        page.slug = f"{receiver.name}-{proposal.pk}"
    with refusing_invalid():
        parent.add_child(instance=page)
    log(instance=page, action="wagtail.create", user=user, content_changed=True)
    page.save_revision(user=user)
    _take(proposal, page, user)
    return page


@transaction.atomic
def take_over(pk, user, seen, page_pk, names, choices, seen_revision=None):
    """Put the parts `names` of a proposal into a draft of the page `page_pk`, and have them belong together.

    Of a new proposal this merges it with a page that is there; of a changed one it takes over the changes. Without
    names the page stays as it is. seen_revision: the latest revision (primary key) that the editor compared with.
    Returns the page.
    """
    proposal = _lock(pk, seen, State.NEW, State.CHANGED)
    receiver = receiver_of(proposal)
    page = receiver.model.objects.select_for_update(of=("self",)).filter(pk=page_pk, alias_of=None).first()
    if page is None or proposal.page_id not in (None, page.pk):
        raise DecisionRefused(gettext("This page is no longer there. Choose another one."))
    if why_not := why_not_edit(page, user):
        raise DecisionRefused(why_not)
    if names and page.latest_revision_id != seen_revision:
        raise DecisionRefused(gettext("Somebody changed the page since you looked. Look at the differences again."))
    if names:
        draft = page.get_latest_revision_as_object()
        offer = choices.offer(proposal)
        for part in receiver.parts:
            if part.name in names:
                part.put(draft, offer)
        with refusing_invalid():
            draft.full_clean()
        draft.save_revision(user=user, log_action=True, clean=False)
    _take(proposal, page, user)
    return page


@contextmanager
def refusing_invalid():
    """Raise DecisionRefused for a ValidationError: what a site sends need not fit our fields."""
    try:
        yield
    except ValidationError as error:
        raise DecisionRefused(" ".join(error.messages)) from error


def why_not_edit(page, user):
    """Return, as a sentence, why `user` may not change a page now; empty when they may."""
    if not page.permissions_for_user(user).can_edit():
        return gettext("You may not change this page.")
    lock = page.get_lock()
    if lock and lock.for_user(user):
        return gettext("The page is locked: %(why)s") % {"why": lock.get_description(user)}
    return ""


@transaction.atomic
def decline(pk, user, seen):
    """Decline a new proposal: it does not come back, whatever the source does."""
    _decide(_lock(pk, seen, State.NEW), State.DECLINED, user)


@transaction.atomic
def reconsider(pk, user, seen):
    """Have a proposal wait again that was declined, or whose page was deleted here."""
    proposal = _lock(pk, seen, State.DECLINED, State.ACCEPTED)
    if proposal.state == State.ACCEPTED and proposal.page_id:
        raise DecisionRefused(gettext("The page of this proposal is there; change it there."))
    proposal.taken_values, proposal.follows = {}, True
    _decide(proposal, State.NEW, user)


@transaction.atomic
def stop_following(pk, user, seen):
    """Stop following the source: the page stays as it is, and later changes there are no proposals."""
    proposal = _lock(pk, seen, State.ACCEPTED, State.CHANGED, State.WITHDRAWN)
    proposal.follows = False
    _decide(proposal, State.ACCEPTED, user)


@transaction.atomic
def follow_again(pk, user, seen):
    """Follow the source again after stop_following(); what changed meanwhile waits at once."""
    proposal = _lock(pk, seen, State.ACCEPTED)
    proposal.follows = True
    _decide(proposal, State.CHANGED if has_changes(proposal, receiver_of(proposal)) else State.ACCEPTED, user)


@transaction.atomic
def change_type(pk, user, seen, name):
    """Have a new proposal become another type of record (name of a receiver)."""
    proposal = _lock(pk, seen, State.NEW)
    if name not in collect_receivers():
        raise DecisionRefused(gettext("Choose what it becomes."))
    proposal.record_type = name
    proposal.move(State.NEW)
    proposal.save()


def _lock(pk, seen, *states):
    """Return a proposal, locked until the end of the transaction, in one of `states` and in the version seen."""
    rows = Proposal.objects.select_for_update(of=("self",)).select_related("source__werkplaats", "source__organisation")
    proposal = rows.filter(pk=pk).first()
    if proposal is None:
        raise DecisionRefused(gettext("This proposal is no longer there."))
    if proposal.state not in states:
        words = gettext("Somebody else decided about this proposal meanwhile: it is %(state)s.")
        raise DecisionRefused(words % {"state": proposal.get_state_display()})
    if proposal.version != seen:
        raise DecisionRefused(gettext("This proposal changed since you looked. Look at it again, then decide."))
    return proposal


def _take(proposal, page, user):
    proposal.page_id, proposal.taken_values, proposal.follows = page.pk, proposal.values, True
    _decide(proposal, State.ACCEPTED, user)


def _decide(proposal, state, user):
    proposal.move(state, user, timezone.now())
    proposal.save()
