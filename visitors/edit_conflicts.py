"""Edit conflicts: a form that was drawn from older values than are stored now does not overwrite them.

Optimistic locking without a counter: the version of a form is a hash of the stored values of its fields, drawn into a
hidden field. It follows whoever changes the values, and a value that was changed back is no conflict.
"""

import hashlib
from dataclasses import dataclass

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext

VERSION, SEEN = "version", "seen"
MINE, KEPT = "mine", "kept"


@dataclass(frozen=True)
class Conflict:
    """One field that was typed differently than what is kept.

    name: of the pair of radio buttons. kept, typed: lists of lines in words. choice: MINE, KEPT or "".
    """

    name: str
    kept: list
    typed: list
    choice: str


def form_data(form, values):
    """Return {HTML name: [texts]} as a browser would send `values` ({field: Python value}) of the form's fields."""
    found = {}
    for name, field in form.fields.items():
        if isinstance(field, forms.FileField):
            continue
        value = field.prepare_value(values.get(name))
        if value is True:
            value = ["on"]
        elif value is None or value is False or value == "":
            value = []
        found[form.add_prefix(name)] = (
            [str(part) for part in value] if isinstance(value, list | tuple) else [str(value)] if value != [] else []
        )
    return found


def version_of(stored):
    """Return the version (16 hex digits) of an unbound form with the stored values as `initial`."""
    data = sorted((name, _normal(values)) for name, values in form_data(stored, stored.initial).items())
    return hashlib.sha256(repr(data).encode()).hexdigest()[:16]


def find_conflicts(form, stored):
    """Return {field: Conflict} of a bound form that was drawn before what is stored now; {} when nothing is newer.

    stored: an unbound form of the same class with the stored values as `initial`. A field that was typed as it is
    stored is no conflict, so sending a form again finds none. What the person chose at a conflict counts only for the
    version that they chose from.
    """
    now = version_of(stored)
    if form.data.get(VERSION, now) == now:
        return {}
    kept, typed = form_data(stored, stored.initial), _typed_data(form)
    found = {}
    for name in form.fields:
        html_name = form.add_prefix(name)
        if html_name not in kept or form[name].is_hidden or _normal(kept[html_name]) == _normal(typed[html_name]):
            continue
        choice = form.data.get(f"choose-{html_name}", "") if form.data.get(SEEN) == now else ""
        found[name] = Conflict(
            f"choose-{html_name}",
            _in_words(form.fields[name], kept[html_name]),
            _in_words(form.fields[name], typed[html_name]),
            choice if choice in (MINE, KEPT) else "",
        )
    return found


def resolve(form, stored):
    """Return the data (QueryDict) with what was chosen at each conflict, or None while a choice is missing."""
    conflicts = find_conflicts(form, stored)
    if not all(conflict.choice for conflict in conflicts.values()):
        return None
    data, kept = form.data.copy(), form_data(stored, stored.initial)
    for name, conflict in conflicts.items():
        if conflict.choice == KEPT:
            data.setlist(form.add_prefix(name), kept[form.add_prefix(name)])
    data[VERSION] = version_of(stored)
    return data


def mark(form, stored, moment=None):
    """Prepare a form for its template: its version and, when it is bound to older values, its conflicts.

    Sets `version`, `seen` and `conflicts` on the form and `conflict` on its bound fields. moment: when the stored
    values were saved last (aware datetime), if that is known. Return the form.
    """
    form.seen = version_of(stored)
    form.version = form.data.get(VERSION, form.seen) if form.is_bound else form.seen
    form.conflicts = find_conflicts(form, stored) if form.is_bound else {}
    form.newer_since = moment
    for name, conflict in form.conflicts.items():
        form[name].conflict = conflict
    if form.is_bound and not form.conflicts:
        form.version = form.seen
    return form


def add_conflict_error(form, stored):
    """Let the only error of a form that resolve() refused be that something newer is kept."""
    conflicts = find_conflicts(form, stored)
    form._errors, form.cleaned_data = ErrorDict(), {}
    if any(conflict.choice for conflict in conflicts.values()):
        form.add_error(None, gettext("Choose at every question that differs which text we keep."))
    form.add_error(None, _words())


def _words():
    return gettext(
        "Something newer is kept here than what you had before you. Nothing was overwritten: "
        "both texts stand below. Choose at each question which one we keep."
    )


def _typed_data(form):
    """Return {HTML name: [texts]}: what is valid as it would be stored, the rest as it was typed."""
    form.is_valid()
    data = form_data(form, form.cleaned_data)
    for name, field in form.fields.items():
        if name not in form.cleaned_data and not isinstance(field, forms.FileField):
            value = form[name].data
            data[form.add_prefix(name)] = [str(part) for part in (value if isinstance(value, list) else [value or ""])]
    return data


def _normal(values):
    return sorted(text for value in values if (text := "\n".join(value.strip().splitlines())))


def _in_words(field, values):
    """Return lines of text for posted values: labels of choices, or the text itself."""
    if isinstance(field, forms.BooleanField):
        return [gettext("yes") if values else gettext("no")]
    if hasattr(field, "choices"):
        names = {str(key): str(label) for key, label in _flat(field.choices)}
        return [names.get(value, value) for value in values if value]
    return [line for value in values for line in value.splitlines()]


def _flat(choices):
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield key, label
