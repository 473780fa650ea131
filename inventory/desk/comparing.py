"""A submission beside a project: field by field what is there, what was sent, and whether that differs."""

from dataclasses import dataclass

from django.utils.translation import gettext

from inventory.desk.project_fields import FIELDS


@dataclass(frozen=True)
class Line:
    """One field: `current` and `sent` are lines of text, none when it is empty."""

    name: str
    label: str
    current: list
    sent: list

    @property
    def is_changed(self):
        """True when what was sent differs."""
        return self.current != self.sent

    @property
    def mark(self):
        """How they differ, in a word."""
        if not self.is_changed:
            return gettext("The same")
        if not self.current:
            return gettext("New")
        return gettext("Changed") if self.sent else gettext("Emptied")


def compare(sent, page):
    """Return a Line for each field that SentValues say anything about."""
    return [
        Line(
            field.name,
            str(field.label),
            field.show(field.current(page)),
            field.show_sent(field.sent(sent), sent),
        )
        for field in FIELDS
        if field.is_sent(sent)
    ]
