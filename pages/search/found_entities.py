"""What a search found besides pages: people, organisations and so on, when the query names them."""

from dataclasses import dataclass

from pages.models import SearchDocument
from pages.search import ranking
from pages.search.engine import engine
from pages.search.entities import entity_types
from pages.search.passages import Marker
from pages.search.scope import Scope

MOST_ENTITIES = 6


@dataclass(frozen=True)
class Entity:
    """Somebody or something found that is no page: its marked name, what it is, and the address of its page."""

    name: str
    label: str
    url: str


def ask_for_entities(query, language):
    """Return the Candidates that are no page and have a word of a Query."""
    if not query.groups:
        return []
    question = ranking.Question([group.strict() for group in query.groups], query.excluded, is_all=False)
    scope = Scope(language, pages=False, entities=True)
    return engine().find(question, scope, ranking.MOST_RANKED).entities


def choose_entities(candidates, query):
    """Return a list of Entity of those Candidates that a Query names, with addresses in the active language."""
    asked = ranking.lexemes_of(query.groups)
    named = [
        found
        for found in ranking.rank(candidates, query.groups)
        if ranking.share_of_title(found, asked) == 1 or _answers_all(found, query.groups)
    ]
    if not named:
        return []
    types = {found.name: found for found in entity_types()}
    marker = Marker(query)
    entities = [
        Entity(marker.mark(row.title), str(types[row.entity_type].label), url)
        for row in _read(named[: 2 * MOST_ENTITIES])
        if row.entity_type in types and (url := types[row.entity_type].address(row.slug))
    ]
    return entities[:MOST_ENTITIES]


def _read(candidates):
    """Return the SearchDocuments of Candidates, in their order, with what an Entity needs."""
    columns = SearchDocument.objects.only("entity_type", "slug", "title")
    rows = columns.in_bulk([found.pk for found in candidates])
    return [rows[found.pk] for found in candidates if found.pk in rows]


def _answers_all(candidate, groups):
    return all(
        any(candidate.ranks[2 * place : 2 * place + 2]) or ranking.in_title(candidate, group.alternatives)
        for place, group in enumerate(groups)
    )
