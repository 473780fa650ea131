"""What the themes room tells the network."""

from django.utils.translation import gettext
from wagtail import hooks

from network.models import Municipality, Organisation, Person
from pages.mentions import find_mentions
from pages.trays import fill_tray, new_records
from themes.models import ProgrammePage, WorkgroupPage


@hooks.register("mentions")
def list_mentions(entity, locale):
    """Return the programmes and workgroups that somebody or something of the network takes part in."""
    programmes = {
        Person: ["contacts__person"],
        Organisation: ["partners__organisation"],
        Municipality: ["municipalities"],
    }
    workgroups = {Organisation: ["partners__organisation"], Municipality: ["municipalities"]}
    return [
        find_mentions(ProgrammePage, locale, entity, programmes),
        find_mentions(WorkgroupPage, locale, entity, workgroups),
    ]


@hooks.register("newsletter_trays")
def list_newsletter_trays(since, locale):
    """Return the programmes and workgroups that are new since the last issue."""
    programmes, workgroups = (new_records(page_type, since, locale) for page_type in (ProgrammePage, WorkgroupPage))
    return [
        fill_tray("programmes", gettext("Programmes"), programmes, since, order=70),
        fill_tray("workgroups", gettext("Workgroups"), workgroups, since, order=72),
    ]


@hooks.register("template_slots")
def fill_template_slots():
    """Return {slot: template}; see pages.templatetags.slots."""
    return {
        "home_themes": "themes/slots/home_themes.html",
        "werkplaats_timeline": "themes/slots/werkplaats_timeline.html",
        "werkplaats_themes": "themes/slots/werkplaats_themes.html",
        "werkplaats_workgroups": "themes/slots/werkplaats_workgroups.html",
    }
