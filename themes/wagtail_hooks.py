"""What the themes room tells the network."""

from wagtail import hooks

from pages.record_index.reading import indexed_records
from themes.current_themes import CurrentThemes, records_of_themes
from themes.landing_lists import list_landing_lists
from themes.models import ThemePage

hooks.register("record_dependents", records_of_themes)
hooks.register("landing_lists", list_landing_lists)


@hooks.register("themes_today")
def find_themes_today(themes):
    """Return {theme: themes of today under which its records are found too}, by primary key."""
    if not themes:
        return {}
    current = CurrentThemes()
    return {theme: current.in_place_of(theme) for theme in themes}


@hooks.register("home_lists")
def list_home_lists():
    """Return {name of the list: function of the home page and a language that returns its IndexedRecords}."""
    return {"themes": _find_themes_of_home}


def _find_themes_of_home(page, language):
    if page.agenda is None:
        return None
    return indexed_records(language, ThemePage).with_value("agenda-key", page.agenda.translation_key)


@hooks.register("template_slots")
def fill_template_slots():
    """Return {slot: template}; see pages.templatetags.slots."""
    return {
        "landing_side": "themes/slots/landing_side.html",
        "home_themes": "themes/slots/home_themes.html",
        "werkplaats_timeline": "themes/slots/werkplaats_timeline.html",
        "werkplaats_themes": "themes/slots/werkplaats_themes.html",
        "werkplaats_workgroups": "themes/slots/werkplaats_workgroups.html",
    }
