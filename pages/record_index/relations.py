"""Relations: what other pages choose their records by, and no list offers. A type names its own in `relations`."""

from wagtail.models import Page

from pages.record_index.facets import Facet, Term
from pages.record_index.lookups import follow, rows_in_hand, values_at


class Relation(Facet):
    """What other pages choose their records by, and no list offers: who made a record, what it came out of.

    relations: lookups from the record to the rows, as of a Facet. The value is the primary key of the row, and of a
    page its translation key, so that it holds for every language.
    """

    # What holds for the child rows besides, as {field: value}.
    where = {}

    def __init__(self, name, *relations):
        super().__init__(name, "", list(relations))

    def ask(self, model, pages):
        """Return (querysets, finish) as Facet does; the key is the value."""
        pairs, of_pages, keys, unknown = set(), set(), {}, set()
        for relation in self.relations:
            found = values_at(model, pages, relation, self.where)
            if issubclass(follow(model, relation), Page):
                rows = rows_in_hand(model, pages, relation, ["translation_key"])
                keys |= {pk: row.translation_key for pk, row in rows.items()}
                unknown |= {key for _pk, key in found} - rows.keys()
                of_pages |= found
            else:
                pairs |= found
        others = Page.objects.filter(pk__in=unknown).values_list("pk", "translation_key")
        return [others] if unknown else [], lambda found=(): self._finish(pairs, of_pages, keys | dict(found))

    @staticmethod
    def _finish(pairs, of_pages, keys):
        found = {(pk, str(key)) for pk, key in pairs} | {(pk, str(keys[row])) for pk, row in of_pages if row in keys}
        return found, {key: Term(key, "") for _pk, key in found}


class Role(Relation):
    """A Relation of the people or organisations with one role in a record: its authors, or those who organise it.

    of: what the rows are, "person" or "organisation". slug: its name in addresses, in Dutch. heading: the heading of
    these records on the page of the person or organisation. where: {field: value} that holds for the child rows.
    is_maker: False when it says nothing of what they work on, such as who sells a book.
    """

    def __init__(self, of, slug, heading, *relations, where=None, is_maker=True):
        super().__init__(f"{of}-{slug}", *relations)
        self.of = of
        self.slug = slug
        self.heading = heading
        self.where = where or {}
        self.is_maker = is_maker


def list_roles(record_types, of):
    """Return {name: Role} of what a person or an organisation (`of`) can be in records of these types, in order."""
    relations = (relation for record_type in record_types for relation in record_type.relations)
    return {role.name: role for role in relations if isinstance(role, Role) and role.of == of}


def base_relations():
    """Return the Relations of every type of record."""
    return [Relation("theme-key", "theme_links__theme"), Relation("werkplaats-key", "werkplaatsen")]
