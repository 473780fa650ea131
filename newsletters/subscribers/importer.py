"""Imports addresses from a file: a dry run with a report, then the import in one transaction."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from newsletters.models import Consent, Subscriber, Subscription, Suppression
from newsletters.models.subscriber import fingerprint_of
from newsletters.subscribers.import_file import read_addresses
from visitors.addresses import clean_address, key_of

CHUNK = 500  # rows per query; SQLite takes 999 values in one
MAX_SHOWN = 320  # characters


@dataclass
class ImportPlan:
    """What an import would do: `new` addresses, `known` {Subscriber: [MailingLists to add]}, `problems`.

    A problem is {"line": number, "address": text, "kind": invalid/double/known/waiting/left/blocked, "what": sentence}.
    """

    new: list = field(default_factory=list)
    known: dict = field(default_factory=dict)
    problems: list = field(default_factory=list)

    def count(self, kind):
        """Return the number of problems of a kind."""
        return sum(problem["kind"] == kind for problem in self.problems)

    def add_problem(self, line, address, kind, what):
        """Add a problem."""
        self.problems.append({"line": line, "address": address[:MAX_SHOWN], "kind": kind, "what": str(what)})


def plan_import(text, lists):
    """Return the ImportPlan of a CSV text for MailingLists; raises ValidationError for a file that cannot be parsed."""
    result = ImportPlan()
    rows = _read_valid(text, result)
    people = _find_people(rows)
    blocked = _find_blocked([address for _line, address in rows.values()])
    for key, (line, address) in rows.items():
        if person := people.get(key):
            _plan_known(result, line, address, person, lists)
        elif reason := blocked.get(fingerprint_of(address)):
            what = _("blocked (%(reason)s); only its owner can sign up again") % {"reason": reason}
            result.add_problem(line, address, "blocked", what)
        else:
            result.new.append(address)
    result.problems.sort(key=lambda problem: problem["line"])
    return result


def _read_valid(text, result):
    """Return {key: (line, address)} of the valid, distinct addresses; add problems to `result` for the others."""
    rows = {}
    for line, cell in read_addresses(text):
        try:
            address = clean_address(cell)
        except ValidationError as error:
            result.add_problem(line, cell, "invalid", error.messages[0])
            continue
        key = key_of(address)
        if key in rows:
            what = _("stands on line %(line)s too") % {"line": rows[key][0]}
            result.add_problem(line, address, "double", what)
        else:
            rows[key] = (line, address)
    return rows


def _find_people(keys):
    found = {}
    for chunk in _chunks(list(keys)):
        people = Subscriber.objects.filter(address_key__in=chunk).prefetch_related("subscriptions")
        found |= {person.address_key: person for person in people}
    return found


def _find_blocked(addresses):
    found = {}
    for chunk in _chunks([fingerprint_of(address) for address in addresses]):
        for row in Suppression.objects.filter(fingerprint__in=chunk):
            found[row.fingerprint] = row.get_reason_display()
    return found


def _plan_known(result, line, address, person, lists):
    by_list = {subscription.mailing_list_id: subscription for subscription in person.subscriptions.all()}
    wanted = [chosen for chosen in lists if chosen.pk not in by_list]
    if person.confirmed_at is None:
        result.add_problem(line, address, "waiting", _("signed up, and did not confirm yet"))
    elif wanted:
        result.known[person] = wanted
    elif any(by_list[chosen.pk].left_at for chosen in lists):
        result.add_problem(line, address, "left", _("left this list before; only its owner can come back"))
    else:
        result.add_problem(line, address, "known", _("gets it already"))


def _chunks(values):
    return (values[start : start + CHUNK] for start in range(0, len(values), CHUNK))


def dry_run(upload):
    """Plan a SubscriberImport against the current data, store the report in it, and return the ImportPlan."""
    result = plan_import(upload.content, list(upload.lists.all()))
    upload.report = {
        "new": len(result.new),
        "added": len(result.known),
        "problems": result.problems,
    }
    upload.save()
    return result


@transaction.atomic
def run_import(upload):
    """Run a SubscriberImport in one transaction; its file content is erased."""
    result = dry_run(upload)
    lists = list(upload.lists.all())
    now = timezone.now()
    people = Subscriber.objects.bulk_create(
        [
            Subscriber(address=address, address_key=key_of(address), language=upload.language, confirmed_at=now)
            for address in result.new
        ],
        batch_size=CHUNK,
    )
    chosen = dict.fromkeys(people, lists) | result.known
    subscriptions, consents = [], []
    source = _("Import of %(file)s") % {"file": upload.file_name}
    for person, wanted in chosen.items():
        names = "\n".join(mailing_list.name for mailing_list in wanted)
        subscriptions += [
            Subscription(subscriber=person, mailing_list=mailing_list, confirmed_at=now) for mailing_list in wanted
        ]
        consents.append(
            Consent(
                subscriber=person,
                given_at=now,
                confirmed_at=now,
                wording=upload.provenance,
                list_names=names,
                source=source[:255],
            )
        )
    Subscription.objects.bulk_create(subscriptions, batch_size=CHUNK)
    Consent.objects.bulk_create(consents, batch_size=CHUNK)
    upload.done_at, upload.content = now, ""
    upload.save()
