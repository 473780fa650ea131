"""What a search found besides pages: people, organisations and so on, when the query names them."""

from dataclasses import dataclass

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


def find_entities(query, language):
    """Return a list of Entity that a Query names, with addresses in a language."""
    if not query.groups:
        return []
    groups = [group.strict() for group in query.groups]
    question = ranking.Question(groups, query.excluded, is_all=False)
    candidates, _counts = engine().find(question, Scope(language, entities=True), ranking.MOST_RANKED)
    asked = ranking.lexemes_of(query.groups)
    named = [
        found
        for found in ranking.rank(candidates, query.groups)
        if ranking.share_of_title(found, asked) == 1 or _answers_all(found, query.groups)
    ]
    types = {found.name: found for found in entity_types()}
    marker = Marker(query)
    entities = [
        Entity(marker.mark(found.title), str(types[found.entity_type].label), url)
        for found in named[: 2 * MOST_ENTITIES]
        if found.entity_type in types and (url := types[found.entity_type].address(found.slug))
    ]
    return entities[:MOST_ENTITIES]


def _answers_all(candidate, groups):
    return all(
        any(candidate.ranks[2 * place : 2 * place + 2]) or ranking.in_title(candidate, group.alternatives)
        for place, group in enumerate(groups)
    )
