"""Score of the similarity of two projects, with its reasons in words."""

from dataclasses import dataclass, field
from math import log

from django.utils.translation import gettext, ngettext

# Points out of 100. One sign alone never makes two projects alike, but for several rare words.
THEME, EACH_MORE_THEME, MORE_THEMES = 30, 5, 10
AUDIENCE_OF_THEME, AUDIENCE = 20, 5
PLACE = 15
WORD, ALL_WORDS = 25, 60
ENOUGH = 35
MOST_NAMED = 4  # words, themes, audiences or places in one reason


@dataclass
class Traits:
    """What projects are compared by: {identifier: name} of each kind; for `words` {dictionary form: word}."""

    words: dict = field(default_factory=dict)
    themes: dict = field(default_factory=dict)
    audiences: dict = field(default_factory=dict)
    places: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Likeness:
    """`strength` from 0 to 100, and `reasons` as (kind, names) pairs, the strongest first."""

    strength: int
    reasons: list

    @property
    def is_enough(self):
        """True when it is worth telling anybody."""
        return self.strength >= ENOUGH


def weight_of(holders, total):
    """Return the weight of a word that `holders` of `total` projects have: above 0, and 1 when only one has it."""
    holders = max(holders, 1)
    return log(1 + max(total, holders) / holders) / log(1 + max(total, holders))


def compare(own, other, weights):
    """Return the Likeness of two Traits; `weights` are those of the words, by weight_of()."""
    themes, audiences, places = (
        [getattr(other, kind)[key] for key in getattr(own, kind) if key in getattr(other, kind)]
        for kind in ("themes", "audiences", "places")
    )
    shared = sorted((form for form in own.words if form in other.words), key=lambda form: (-weights.get(form, 0), form))
    strength = min(ALL_WORDS, sum(WORD * weights.get(form, 0) for form in shared))
    if themes:
        strength += THEME + min(MORE_THEMES, EACH_MORE_THEME * (len(themes) - 1))
    if audiences:
        strength += AUDIENCE_OF_THEME if themes else AUDIENCE
    if places:
        strength += PLACE
    reasons = [("themes", themes[:MOST_NAMED])] if themes else []
    if audiences:
        reasons.append(("audiences", audiences[:MOST_NAMED]))
    if shared:
        reasons.append(("words", [own.words[form] for form in shared[:MOST_NAMED]]))
    if places:
        reasons.append(("places", places[:MOST_NAMED]))
    return Likeness(min(100, round(strength)), reasons)


def in_words(reasons):
    """Return reasons of a Likeness, also as read from JSON, as a list of texts in the active language."""
    named = {kind: ", ".join(names) for kind, names in reasons}
    texts = []
    if "themes" in named and "audiences" in named:
        words = gettext("Same theme and audience: %(themes)s; for %(audiences)s")
        texts.append(words % {"themes": named["themes"], "audiences": named["audiences"]})
    elif "themes" in named:
        texts.append(gettext("Same theme: %(themes)s") % {"themes": named["themes"]})
    elif "audiences" in named:
        texts.append(gettext("For the same people: %(audiences)s") % {"audiences": named["audiences"]})
    for kind, names in reasons:
        if kind == "words":
            words = ngettext("Shared word: %(words)s", "Shared words: %(words)s", len(names))
            texts.append(words % {"words": named[kind]})
        elif kind == "places":
            texts.append(gettext("Same place: %(places)s") % {"places": named[kind]})
    return texts
