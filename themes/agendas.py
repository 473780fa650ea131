"""Knowledge agendas with their themes, from the record index."""

from pages.record_index.reading import indexed_records, make_cards
from themes.models import ThemePage


def themes_of_agendas(language, keys):
    """Return the Cards of the themes of knowledge agendas (translation keys), by agenda and number."""
    found = indexed_records(language, ThemePage).with_value("agenda-key", *keys)
    # Within an agenda by number (ThemePage.sort_title).
    return make_cards(found.order_by("sort_title", "page"))


def agendas_of(landing):
    """Return the Cards of the knowledge agendas of the werkplaats of a pages.landing.Landing, the newest first.

    Each has the Cards of its themes in `shown_themes`, by number (ThemePage.sort_title).
    """
    agendas = [agenda for agenda in landing.cards("agendas") if agenda.werkplaats_key == landing.value]
    themes = sorted(landing.cards("themes-of-agendas"), key=lambda theme: (theme.row.sort_title, theme.pk))
    for agenda in agendas:
        agenda.shown_themes = [theme for theme in themes if theme.agenda_key == agenda.translation_key]
    return agendas
