"""The fields of the open data: their names in CSV and JSON, what they mean, and what kind of value they hold."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from inventory.form.question_type import DAY, FLAG, LINK, STRUCTURED, TEXT
from inventory.form.questions import QUESTIONS


@dataclass(frozen=True)
class Field:
    """One field. With `is_list` it holds any number of values, in CSV with LIST_SEPARATOR between them.

    column: the column of ProjectPage that holds the value as it is; "" when it is derived.
    """

    name: str
    meaning: str
    kind: str = TEXT
    is_list: bool = False
    column: str = ""


LIST_SEPARATOR = "|"

# The fields that are published, in their order. A name here is for ever: others have built on it. Bare names are those
# of core questions, which declare the rest of the field (inventory.form.questions).
PUBLISHED = [
    Field("id", _("Identifier of the project (UUID, RFC 9562); it never changes.")),
    Field("url", _("Address of the project's page. It can change; the old address then leads to the new one."), LINK),
    Field("language", _("Language of the texts, as a code: nl or en (BCP 47).")),
    "title",
    "summary",
    "description",
    "status",
    Field("period", _("When it ran or runs, in EDTF (ISO 8601-2): 2018, 2018-03, 2018/2020, 2018/..")),
    "starts",
    "ends",
    "themes",
    Field("theme_ids", _("Identifiers of the themes (UUID), in the same order."), is_list=True),
    "audiences",
    "laws",
    "municipalities",
    "lead_organisation",
    "partners",
    "website",
    "wanted",
    "open_for_contact",
    Field("round", _("Round of the inventory in which it was reported.")),
    Field("answers", _("Answers to extra questions that are for everyone: question, label and answer."), STRUCTURED),
    Field("confirmed_on", _("When its people last said that this is right (ISO 8601)."), DAY),
    Field("up_to_date", _("Whether that is less than fifteen months ago; only these count in our overviews."), FLAG),
    Field("published_on", _("When it came on this site."), DAY),
    Field("changed_on", _("When its page was last changed."), DAY),
    "subjects",
]


def list_fields():
    """Return the Fields in their order; those of questions that are not in PUBLISHED yet come last."""
    of_questions = {
        question.name: Field(
            question.name,
            question.open_data.meaning,
            question.open_data.kind,
            question.open_data.is_list,
            question.open_data.column,
        )
        for question in QUESTIONS
        if question.open_data
    }
    fields = [entry if isinstance(entry, Field) else of_questions.pop(entry) for entry in PUBLISHED]
    return [*fields, *of_questions.values()]
