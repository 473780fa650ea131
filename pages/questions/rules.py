"""Validation and conditions of the questions that editors add to a form.

Depends on OwnQuestions only, saved or not, so that the modules of models and of their edit forms can import it.
"""

from collections import Counter

from django.utils.translation import gettext

YES, NO = ("yes", "ja"), ("no", "nee")
CHOICE_TYPES = ("dropdown", "radio", "checkboxes")
LONGEST_CHOICE = 200  # characters


def name_of(question):
    """Return the clean name of an OwnQuestion, also of one that was never saved."""
    return question.clean_name or question.get_field_clean_name()


def distinct_questions(questions):
    """Return the questions as a list in their order; of two with the same clean name only the first.

    The edit form refuses the second (find_faults).
    """
    found = {}
    for question in questions:
        found.setdefault(name_of(question), question)
    return list(found.values())


def list_choices(question):
    """Return the choices of an OwnQuestion: its lines that are not empty, without duplicates."""
    return list(dict.fromkeys(_lines(question.choices)))


def list_defaults(question):
    """Return what an OwnQuestion has filled in beforehand, a text for each line."""
    return _lines(question.default_value)


def same_words(text):
    """Return a text normalised for comparison: case-folded, single spaces."""
    return " ".join(text.split()).casefold()


def find_parent(question, questions):
    """Return the earlier question on whose answer an OwnQuestion depends; None for one that is always asked."""
    wanted = same_words(question.depends_on)
    for other in questions:
        if other is question:
            return None
        if wanted and same_words(other.label) == wanted:
            return other
    return None


def is_yes(question):
    """Return whether the condition of an OwnQuestion is a ticked checkbox, not an empty one."""
    return same_words(question.depends_value) in YES


def find_choice(question, parent):
    """Return the choice of `parent` that the condition of an OwnQuestion names, as it is written there, or None."""
    wanted = same_words(question.depends_value)
    return next((choice for choice in list_choices(parent) if same_words(choice) == wanted), None)


def asked_questions(questions, answers):
    """Return the clean names of the questions that are asked, given {clean name: answer} of all of them.

    What depends on a question that is not asked is not asked either, whatever its answer.
    """
    found = set()
    for question in questions:
        parent = find_parent(question, questions)
        if parent is None or (name_of(parent) in found and _is_met(question, parent, answers.get(name_of(parent)))):
            found.add(name_of(question))
    return found


def say_condition(question, parent):
    """Return the sentence that says when an OwnQuestion is to be answered, given the question it depends on."""
    if parent.field_type != "checkbox":
        words = gettext("Only if you answer “%(answer)s” to “%(question)s”.")
    elif is_yes(question):
        words = gettext("Only if you tick “%(question)s”.")
    else:
        words = gettext("Only if you do not tick “%(question)s”.")
    return words % {"question": parent.label, "answer": find_choice(question, parent) or question.depends_value}


def find_faults(questions):
    """Return what is wrong with the questions of a form as [(question, name of its field, sentence)], in their order.

    What is still empty is left to the form: it may be a draft.
    """
    faults = []
    labels = Counter(same_words(question.label) for question in questions)
    names = Counter(name_of(question) for question in questions if question.label)
    for question in filter(lambda question: question.label, questions):
        found = {
            "label": _label_fault(question, labels, names),
            "choices": _choices_fault(question),
            "default_value": _default_fault(question),
            **_condition_faults(question, questions),
            **question.find_own_faults(),
        }
        faults += [(question, field, sentence) for field, sentence in found.items() if sentence]
    return faults


def _label_fault(question, labels, names):
    if not name_of(question):
        return gettext("Use at least one letter or digit.")
    if labels[same_words(question.label)] > 1:
        return gettext("Another question has this label too. Give each its own.")
    if names[name_of(question)] > 1:
        return gettext("Another question has nearly this label, and once had this one. Write it in another way.")
    return ""


def _choices_fault(question):
    if question.field_type not in CHOICE_TYPES:
        return ""
    choices = _lines(question.choices)
    if len({same_words(choice) for choice in choices}) < len(choices):
        return gettext("The same choice stands here twice.")
    if len(choices) < (1 if question.field_type == "checkboxes" else 2):
        return gettext("Write the choices, one on each line.")
    if any(len(choice) > LONGEST_CHOICE for choice in choices):
        return gettext("A choice can be %(longest)s characters long.") % {"longest": LONGEST_CHOICE}
    return ""


def _default_fault(question):
    defaults = list_defaults(question)
    if not defaults:
        return ""
    if question.field_type in ("number", "date", "file"):
        return gettext("Leave this empty for this kind of answer.")
    if question.field_type == "checkbox" and same_words(question.default_value) not in (*YES, *NO):
        return gettext("Write yes or no.")
    if question.field_type in CHOICE_TYPES and not set(defaults) <= set(list_choices(question)):
        return gettext("This is none of the choices.")
    return ""


def _condition_faults(question, questions):
    if not question.depends_on and not question.depends_value:
        return {}
    if not question.depends_on:
        return {"depends_on": gettext("Write the label of the question that must have this answer.")}
    parent = find_parent(question, questions)
    if parent is None:
        later = any(same_words(other.label) == same_words(question.depends_on) for other in questions)
        return {
            "depends_on": gettext("This question does not come before it. Change their order.")
            if later
            else gettext("No question has this label. Copy it from the question you mean.")
        }
    if parent.field_type not in (*CHOICE_TYPES, "checkbox"):
        return {"depends_on": gettext("A question can only depend on a choice or on a tick.")}
    if parent.field_type == "checkbox":
        is_known, expected = same_words(question.depends_value) in (*YES, *NO), gettext("Write yes or no.")
    else:
        is_known = find_choice(question, parent) is not None
        expected = gettext("Write one of its choices: %(choices)s.") % {"choices": "; ".join(list_choices(parent))}
    return {} if is_known else {"depends_value": expected}


def _is_met(question, parent, answer):
    if parent.field_type == "checkbox":
        return bool(answer) == is_yes(question)
    wanted = find_choice(question, parent)
    return wanted is not None and wanted in (answer if isinstance(answer, list) else [answer])


def _lines(text):
    return [words for line in text.splitlines() if (words := " ".join(line.split()))]
