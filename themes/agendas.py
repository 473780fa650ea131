"""Knowledge agendas with their themes, from the record index."""

from pages.record_index.reading import indexed_records, make_cards
from themes.models import KnowledgeAgendaPage, ThemePage


def themes_of_agendas(language, keys):
    """Return the Cards of the themes of knowledge agendas (translation keys), by agenda and number."""
    found = indexed_records(language, ThemePage).with_value("agenda-key", *keys)
    # Within an agenda by number (ThemePage.sort_title).
    return make_cards(found.order_by("sort_title", "page"))


def agendas_of(language, werkplaats_key):
    """Return the Cards of the knowledge agendas of a werkplaats (translation key), the newest first.

    Each has the Cards of its themes in `shown_themes`. Two queries.
    """
    found = indexed_records(language, KnowledgeAgendaPage)
    agendas = make_cards(found.with_value("agenda-werkplaats-key", werkplaats_key).newest_first())
    by_agenda = {agenda.translation_key: [] for agenda in agendas}
    for theme in themes_of_agendas(language, by_agenda) if agendas else []:
        by_agenda[theme.agenda_key].append(theme)
    for agenda in agendas:
        agenda.shown_themes = by_agenda[agenda.translation_key]
    return agendas
