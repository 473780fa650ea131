"""Which documents a search looks through."""

from dataclasses import dataclass

from django.conf import settings

from pages.models.base import restricted_paths


@dataclass(frozen=True)
class Scope:
    """The pages that readers of a language may see, of one kind (value of `?soort=`) or of all; or what is no page."""

    language: str
    kind: str = ""
    entities: bool = False

    def condition(self):
        """Return the SQL condition on a document `d`, and its parameters (list)."""
        if self.entities:
            return "d.page_id IS NULL", []
        condition, parameters = "d.page_id IS NOT NULL AND (d.language = %s", [self.language]
        if self.language != settings.LANGUAGE_CODE:
            condition += " OR (d.language = %s AND d.stands_alone)"
            parameters.append(settings.LANGUAGE_CODE)
        condition += ")"
        for path in restricted_paths():
            condition += " AND NOT EXISTS (SELECT 1 FROM wagtailcore_page p WHERE p.id = d.page_id AND p.path LIKE %s)"
            parameters.append(f"{path}%")
        return condition, parameters
