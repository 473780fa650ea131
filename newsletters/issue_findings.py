"""What the checks of an issue say, each with the item and the way to it."""

from dataclasses import dataclass

from django.urls import reverse

STOPS, WARNS = "stops", "warns"


@dataclass(frozen=True)
class Finding:
    """One thing to look at: `severity` (STOPS or WARNS), a sentence, the heading of the item and where to mend it."""

    severity: str
    text: str
    item: str = ""
    edit_url: str = ""


class Findings(list):
    """The Findings of one issue (a page), whose `targets` (issue_parts.Targets) give items their names."""

    def __init__(self, issue, targets):
        super().__init__()
        self.issue = issue
        self.targets = targets

    def stop(self, part, text):
        """Add what stops the sending; `part` is an issue_parts.Part, or None for the whole issue."""
        self._say(STOPS, part, text)

    def warn(self, part, text):
        """Add what the editor should know; `part` as in `stop`."""
        self._say(WARNS, part, text)

    def _say(self, severity, part, text):
        address = reverse("wagtailadmin_pages:edit", args=[self.issue.pk])
        if part is None:
            self.append(Finding(severity, text, "", address))
        else:
            # The anchor of a block in Wagtail's editor.
            self.append(Finding(severity, text, self._name_of(part), f"{address}#block-{part.id}-section"))

    def _name_of(self, part):
        """Return how an editor knows the item: its heading, its record, or what kind of item it is."""
        page = self.targets.pages.get(part.value.get("record"))
        block = self.issue.items.stream_block.child_blocks[part.kind]
        return part.value.get("heading") or (page.title if page else "") or str(block.label)
