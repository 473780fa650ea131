"""What the themes room tells the network."""

from wagtail import hooks

from themes.current_themes import CurrentThemes
from themes.landing_lists import list_landing_lists

hooks.register("landing_lists", list_landing_lists)


@hooks.register("themes_today")
def find_themes_today(themes):
    """Return {theme: themes of today under which its records are found too}, by primary key."""
    current = CurrentThemes()
    return {theme: current.in_place_of(theme) for theme in themes}


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
