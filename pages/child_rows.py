"""Tells which new child rows are the old ones, so that a row keeps its identity when one of its values changes."""


def match_rows(old, new):
    """Return, for each row of `new`, the index of the row of `old` that it is, or None when it is another one.

    old, new: lists of rows, each a tuple of values of the same columns. Equal rows come first; then those that share
    most telling values (not empty, no truth value), the nearest first; then those that stand at the same place.
    """
    found = [None] * len(new)
    free_old, free_new = list(range(len(old))), list(range(len(new)))

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


def _likeness(old, new):
    """Return how many telling values two rows share."""
    return sum(1 for one, other in zip(old, new, strict=True) if one == other and one and not isinstance(one, bool))
