"""Records of partner sites become publications."""

from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from network.models import Organisation, Person
from pages.harvest.names import Names, comparable
from pages.harvest.receivers import (
    DATE,
    LINK,
    LONGEST_SUMMARY,
    SUBJECTS,
    SUMMARY,
    TITLE,
    KindPart,
    OrganisationPart,
    Part,
    ProposalReceiver,
    numbered,
    terms,
)
from pages.harvest.values import name_of, plain
from pages.languages import LANGUAGE_NAMES
from publications.identifiers import validate_doi, validate_isbn, validate_issn
from publications.models import Contributor, PublicationIndexPage, PublicationKind, PublicationPage

ROLES = dict(Contributor.Role.choices)


class CheckedPart(Part):
    """A column with a validator; what it refuses is not offered."""

    def __init__(self, name, label, validator):
        super().__init__(name, label)
        self.validator = validator

    def offered(self, offer):
        try:
            self.validator(offer.values.get(self.name, ""))
        except ValidationError:
            return []
        return super().offered(offer)

    def put(self, page, offer):
        if self.offered(offer):
            super().put(page, offer)


class AbstractPart(Part):
    """The whole abstract, where it is longer than a summary."""

    def offered(self, offer):
        text = offer.values.get("summary", "")
        return [text] if len(text) > LONGEST_SUMMARY else []

    def current(self, page):
        text = plain(page.abstract)
        return [text] if text else []

    def put(self, page, offer):
        for text in self.offered(offer):
            page.abstract = format_html("<p>{}</p>", text)


class LanguagesPart(Part):
    """The language."""

    def offered(self, offer):
        code = offer.values.get("language", "")
        return [str(LANGUAGE_NAMES[code])] if code in LANGUAGE_NAMES else []

    def current(self, page):
        return [str(LANGUAGE_NAMES.get(code, code)) for code in page.languages]

    def put(self, page, offer):
        if offer.values.get("language") in LANGUAGE_NAMES:
            page.languages = [offer.values["language"]]


class PublisherPart(OrganisationPart):
    """The publisher."""

    def put(self, page, offer):
        if publisher := self.organisation(offer):
            page.publisher = publisher


class ContributorsPart(Part):
    """Who made it, in order."""

    def offered(self, offer):
        return [self._line(name_of(each), each.get("role")) for each in offer.values.get("people", [])]

    def current(self, page):
        return [self._line(contributor.name, contributor.role) for contributor in page.contributors.all()]

    def _line(self, name, role):
        return f"{name} ({str(ROLES.get(role, ROLES['author'])).lower()})"

    def put(self, page, offer):
        """Set the makers that are known or that the editor adds; those that the page has already keep their row."""
        people = offer.values.get("people", [])
        names = Names(people, offer.people)
        present = {comparable(contributor.name): contributor for contributor in page.contributors.all()}
        rows = []
        for each in people:
            found = names.find_or_make(each)
            if found is None:
                continue
            row = present.get(comparable(str(found))) or Contributor(
                person=found if isinstance(found, Person) else None,
                organisation=found if isinstance(found, Organisation) else None,
            )
            row.role = each["role"] if each.get("role") in ROLES else Contributor.Role.AUTHOR
            if row not in rows:
                rows.append(row)
        if rows:
            page.contributors.set(numbered(rows))


class PublicationReceiver(ProposalReceiver):
    """Makes drafts of PublicationPages."""

    name = "publication"
    label = _("Publication")
    model = PublicationPage
    listing = PublicationIndexPage
    doi_field = "doi"
    isbn_field = "isbn"

    def __init__(self):
        self.parts = [
            TITLE,
            Part("subtitle", _("Subtitle")),
            KindPart("kind", _("Kind"), lambda: terms(PublicationKind)),
            DATE,
            ContributorsPart("contributors", _("Contributors")),
            PublisherPart("publisher", _("Publisher")),
            SUMMARY,
            AbstractPart("abstract", _("Abstract")),
            LanguagesPart("languages", _("Languages")),
            Part("container_title", _("Appeared in")),
            Part("volume", _("Volume")),
            Part("issue", _("Issue")),
            Part("pages", _("Pages")),
            CheckedPart("issn", "ISSN", validate_issn),
            CheckedPart("doi", "DOI", validate_doi),
            CheckedPart("isbn", "ISBN", validate_isbn),
            LINK,
            SUBJECTS,
        ]

    def people(self, values):
        return values.get("people", [])
