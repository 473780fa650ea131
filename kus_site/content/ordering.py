"""The order in which new records are made: a topological sort, so that each comes after what it cannot exist without."""

from graphlib import CycleError, TopologicalSorter
from heapq import heapify, heappop, heappush

from django.utils.translation import gettext


def dependencies_of(entry, entries, is_new):
    """Return {id: key} of the records that must exist before that of `entry` can, by the key that names them.

    They are the page above, the targets of required references (only while the record itself is new), and for the
    settings the home pages. `entries` is {id: Entry} of all files; records that no file describes are there already.
    """
    needed = {}
    for item in entry.serializer.fields:
        if item.key == "parent" or (item.is_required_reference and is_new):
            needed.setdefault(entry.values[item.key], item.key)
    if entry.serializer.is_setting:
        needed |= {other.id: "type" for other in entries.values() if other.serializer.is_top}
    return {identity: key for identity, key in needed.items() if identity in entries}


def topological_order(entries, new):
    """Return (entries in the order in which to make them, Problems of those that depend on each other).

    Kahn's algorithm, which keeps the given order wherever dependencies leave a choice: rows before pages, pages by their
    depth and with translations last. entries: list of Entry. new: set of the ids that the database does not have.
    """
    by_id = {entry.id: entry for entry in sorted(entries, key=_rank(entries))}
    dependencies = {identity: dependencies_of(entry, by_id, identity in new) for identity, entry in by_id.items()}
    if cycle := _find_cycle(dependencies):
        return _without_cycle(by_id, dependencies, cycle, new)
    place = {identity: number for number, identity in enumerate(by_id)}
    waiting = {identity: set(needed) for identity, needed in dependencies.items()}
    dependents = {identity: [] for identity in by_id}
    for identity, others in waiting.items():
        for other in others:
            dependents[other].append(identity)
    ready = [place[identity] for identity, needed in waiting.items() if not needed]
    heapify(ready)
    names, result = list(by_id), []
    while ready:
        identity = names[heappop(ready)]
        result.append(by_id[identity])
        for other in dependents[identity]:
            waiting[other].discard(identity)
            if not waiting[other]:
                heappush(ready, place[other])
    return result, []


def _find_cycle(dependencies):
    """Return the ids of one cycle, each depending on the next one and the last on the first; [] when there is none."""
    try:
        TopologicalSorter(dependencies).prepare()
    except CycleError as error:
        # The first is repeated at the end, and each is a dependency of the one after it.
        return error.args[1][:0:-1]
    return []


def _without_cycle(by_id, dependencies, cycle, new):
    """Return the order of the entries outside the cycle, and a Problem for each entry in it."""
    problems = []
    for identity, needed in zip(cycle, [*cycle[1:], cycle[0]], strict=True):
        message = gettext(
            "This record cannot exist before “%(needed)s”, and that one not before this one. "
            "Records that require each other cannot be made: let one of them refer to another record."
        )
        problems.append(by_id[identity].problem(dependencies[identity][needed], message % {"needed": needed}))
    rest = [entry for identity, entry in by_id.items() if identity not in cycle]
    order, more = topological_order(rest, new)
    return order, problems + more


def _rank(entries):
    """Return the sort key of the order that holds where no record depends on another."""
    by_id = {entry.id: entry for entry in entries}

    def rank(entry):
        if not entry.serializer.is_page:
            return 0, 0, False
        depth, seen, above = 1, set(), entry
        while above.values.get("parent") in by_id and above.id not in seen:
            seen.add(above.id)
            above = by_id[above.values["parent"]]
            depth += 1
        return 1, depth, bool(entry.values.get("translation_of"))

    return rank
