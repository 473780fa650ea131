"""Tells which new child rows are the old ones, so that a row keeps its identity when one of its values changes."""


def match_rows(old, new, known=None):
    """Return, for each row of `new`, the index of the row of `old` that it is, or None when it is another one.

    old, new: lists of rows, each a tuple of values of the same columns. known: {index in `new`: index in `old`} of rows
    whose identity is known (see pair_by). Of the others, equal rows come first; then those that share most telling
    values (not empty, no truth value), the nearest first; then those that stand at the same place.
    """
    known = known or {}
    found = [known.get(place) for place in range(len(new))]
    free_old = [index for index in range(len(old)) if index not in known.values()]
    free_new = [place for place in range(len(new)) if place not in known]

    def pair(place, index):
        found[place] = index
        free_old.remove(index)
        free_new.remove(place)

    for place in list(free_new):
        equal = [index for index in free_old if old[index] == new[place]]
        if equal:
            pair(place, min(equal, key=lambda index: abs(index - place)))
    scored = [
        (-_likeness(old[index], new[place]), abs(index - place), place, index)
        for place in free_new
        for index in free_old
    ]
    for likeness, _distance, place, index in sorted(scored):
        if likeness and place in free_new and index in free_old:
            pair(place, index)
    for place in list(free_new):
        if place in free_old:
            pair(place, place)
    return found


def pair_by(*columns):
    """Return {index in new: index in old} of the rows that an identifier tells, for match_rows().

    columns: pairs (identifiers of the old rows, identifiers of the new rows), the one that counts most first; what is
    empty identifies nothing.
    """
    known = {}
    for old, new in columns:
        places = {identifier: index for index, identifier in enumerate(old) if identifier}
        for place, identifier in enumerate(new):
            index = places.get(identifier)
            if index is not None and place not in known and index not in known.values():
                known[place] = index
    return known


def _likeness(old, new):
    """Return how many telling values two rows share."""
    return sum(1 for one, other in zip(old, new, strict=True) if one == other and one and not isinstance(one, bool))
