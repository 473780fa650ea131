"""Imports addresses from a file: a dry run with a report, then the import in one transaction."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsletters.models import Consent, Subscriber, Subscription, Suppression
from newsletters.models.subscriber import fingerprint_of
from newsletters.subscribers.import_columns import guess_roles, read_rows
from newsletters.subscribers.import_file import read_table
from visitors.addresses import clean_address, key_of

CHUNK = 500  # rows per query; SQLite takes 999 values in one
MAX_SHOWN = 320  # characters
MAX_WORD = 60  # characters

# Kinds of problems with their labels, in the order of the report.
PROBLEMS = {
    "invalid": gettext_lazy("Invalid addresses"),
    "empty": gettext_lazy("Lines without an address"),
    "double": gettext_lazy("Twice in the file"),
    "gone": gettext_lazy("Left or not confirmed, according to the file"),
    "unclear": gettext_lazy("With a status that we do not know"),
    "unused": gettext_lazy("In columns that are not used"),
    "known": gettext_lazy("Get it already"),
    "waiting": gettext_lazy("Did not confirm yet"),
    "left": gettext_lazy("Left this list before"),
    "blocked": gettext_lazy("Blocked"),
}


@dataclass
class ImportPlan:
    """What an import would do: `new` addresses, `known` {Subscriber: [MailingLists to add]}, `problems`.

    A problem is {"line": number, "address": text, "kind": one of PROBLEMS, "what": sentence}. `rows` is the number of
    rows in the file.
    """

    rows: int = 0
    new: list = field(default_factory=list)
    known: dict = field(default_factory=dict)
    problems: list = field(default_factory=list)

    def add_problem(self, line, address, kind, what):
        """Add a problem."""
        self.problems.append({"line": line, "address": address[:MAX_SHOWN], "kind": kind, "what": str(what)})


def plan_import(text, lists, roles):
    """Return the ImportPlan of a CSV text for MailingLists, its columns having these Roles.

    Every address in the file is in it once: as new, as known, or as a problem. Raises ValidationError for a file that
    cannot be parsed.
    """
    table = read_table(text)
    result = ImportPlan(rows=len(table.rows))
    rows = _read_valid(read_rows(table, roles), result)
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


def _read_valid(rows, result):
    """Return {key: (line, address)} of the valid, distinct addresses; add problems to `result` for the others."""
    found, gone = {}, {}
    for row in rows:
        addresses = _valid_in(row, result)
        if reason := _reason_to_skip(row):
            kind, what = reason
            for key, address in addresses.items():
                result.add_problem(row.line, address, kind, what)
                gone.setdefault(key, reason)
            continue
        for key, address in addresses.items():
            if key in found:
                what = _("stands on line %(line)s too") % {"line": found[key][0]}
                result.add_problem(row.line, address, "double", what)
            else:
                found[key] = (row.line, address)
    # Somebody who left according to one row does not come back by another.
    for key in found.keys() & gone.keys():
        line, address = found.pop(key)
        result.add_problem(line, address, *gone[key])
    _report_unused(rows, found, result)
    return found


def _valid_in(row, result):
    """Return {key: address} of the valid addresses of a Row; add problems for the others, and for none at all."""
    found = {}
    for text in row.addresses:
        try:
            address = clean_address(text)
        except ValidationError as error:
            result.add_problem(row.line, text, "invalid", error.messages[0])
        else:
            found.setdefault(key_of(address), address)
    if not row.addresses:
        result.add_problem(row.line, "", "empty", _("no email address on this line"))
    return found


def _reason_to_skip(row):
    """Return (kind, sentence) for a Row of somebody who is not to get mail according to the file, or None."""
    if row.left:
        return "gone", _("left or not confirmed, according to the file: “%(word)s”") % {"word": row.left[:MAX_WORD]}
    if row.unknown_status:
        return "unclear", _("a status that we do not know: “%(word)s”") % {"word": row.unknown_status[:MAX_WORD]}
    return None


def _report_unused(rows, found, result):
    """Add a problem for each address that stands only in a column that is not used."""
    seen = set(found) | {key_of(problem["address"]) for problem in result.problems}
    for row in rows:
        for address in row.unused_addresses:
            if key_of(address) not in seen:
                seen.add(key_of(address))
                result.add_problem(row.line, address, "unused", _("in a column that is not used"))


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
    """Plan a SubscriberImport against the current data, store the report in it, and return the ImportPlan.

    Columns of which no Role is stored are guessed. Raises ValidationError for a file without addresses.
    """
    roles = upload.roles or guess_roles(read_table(upload.content))
    result = plan_import(upload.content, list(upload.lists.all()), roles)
    upload.roles = roles
    upload.report = {
        "rows": result.rows,
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
