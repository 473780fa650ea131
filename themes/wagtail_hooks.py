"""What the themes room tells the network."""

from wagtail import hooks

from network.models import Municipality, Organisation, Person
from pages.mentions import find_mentions
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
