"""Which documents a search looks through."""

from dataclasses import dataclass

from django.conf import settings

from pages.page_context import restricted_paths


@dataclass(frozen=True)
class Scope:
    """The pages that readers of a language may see, and what is no page (`entities`); or one of these.

    Pages that are candidates are of some kinds (values of `?soort=`), or of all when there are none, and in the BitMap
    `within`.
    """

    language: str
    kinds: tuple = ()
    within: object | None = None
    pages: bool = True
    entities: bool = False

    def condition(self):
        """Return the SQL condition on a document `d`, and its parameters (list)."""
        if not self.pages:
            return "d.page_id IS NULL", []
        condition, parameters = "(d.language = %s", [self.language]
        if self.language != settings.LANGUAGE_CODE:
            condition += " OR (d.language = %s AND d.stands_alone)"
            parameters.append(settings.LANGUAGE_CODE)
        condition += ")"
        for path in restricted_paths():
            condition += " AND NOT EXISTS (SELECT 1 FROM wagtailcore_page p WHERE p.id = d.page_id AND p.path LIKE %s)"
            parameters.append(f"{path}%")
        # What most rows are decided by stands first.
        return f"({condition} {'OR d.page_id IS NULL' if self.entities else 'AND d.page_id IS NOT NULL'})", parameters

    def bits(self):
        """Return `within` as bytes: bit n, counted from the lowest of the first byte, says whether page n is in it."""
        flags = bytearray(b"0") * (self.within.max() + 1 if self.within else 1)
        for page in self.within:
            flags[page] = 49  # the digit 1
        return int(flags[::-1], 2).to_bytes(len(flags) // 8 + 1, "little")
