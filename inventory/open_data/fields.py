"""The fields of the open data: their names in CSV and JSON, what they mean, and what kind of value they hold."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

TEXT, LINK, DAY, FLAG, STRUCTURED = "text", "link", "day", "flag", "structured"


@dataclass(frozen=True)
class Field:
    """One field. With `is_list` it holds any number of values, in CSV with LIST_SEPARATOR between them."""

    name: str
    meaning: str
    kind: str = TEXT
    is_list: bool = False


LIST_SEPARATOR = "|"

# A name here is for ever: others have built on it. New fields go to the end.
FIELDS = [
    Field("id", _("Identifier of the project (UUID, RFC 9562); it never changes.")),
    Field("url", _("Address of the project's page. It can change; the old address then leads to the new one."), LINK),
    Field("language", _("Language of the texts, as a code: nl or en (BCP 47).")),
    Field("title", _("Name of the project.")),
    Field("summary", _("What it is, in two or three sentences.")),
    Field("description", _("The text on the project's page, without layout. Email addresses are left out.")),
    Field("status", _("idea, starting, running, finished, stopped or unknown.")),
    Field("period", _("When it ran or runs, as far as known, in EDTF (ISO 8601-2): 2018, 2018-03, 2018/2020, 2018/..")),
    Field("starts", _("The first year, month or day of the period (ISO 8601); empty when not known.")),
    Field("ends", _("The last year, month or day of the period; empty when not known or still going on.")),
    Field("themes", _("Names of the themes."), is_list=True),
    Field("theme_ids", _("Identifiers of the themes (UUID), in the same order."), is_list=True),
    Field("audiences", _("For whom, as short names: wijkteams, inwoners."), is_list=True),
    Field("laws", _("Which laws, as short names: wmo, jeugdwet, participatiewet."), is_list=True),
    Field("municipalities", _("Where, as codes of Statistics Netherlands (CBS): GM0344."), is_list=True),
    Field("lead_organisation", _("Name of the organisation that leads it.")),
    Field("partners", _("Names of the organisations that take part."), is_list=True),
    Field("website", _("Website of the project itself."), LINK),
    Field("wanted", _("What the project looks for in others.")),
    Field("open_for_contact", _("Whether its people said that they want to get messages through this site."), FLAG),
    Field("round", _("Round of the inventory in which it was reported.")),
    Field("answers", _("Answers to extra questions that are for everyone: question, label and answer."), STRUCTURED),
    Field("confirmed_on", _("When its people last said that this is right (ISO 8601)."), DAY),
    Field("up_to_date", _("Whether that is less than fifteen months ago; only these count in our overviews."), FLAG),
    Field("published_on", _("When it came on this site."), DAY),
    Field("changed_on", _("When its page was last changed."), DAY),
]
