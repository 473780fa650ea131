"""What the rooms make of proposals: each registers ProposalReceivers by the hook `proposal_receivers`.

A receiver makes drafts of one type of record out of the values of remote records (pages.harvest.values), part by part;
the parts also show editors what differs.
"""

from dataclasses import dataclass, field

from django.conf import settings
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from network.models import Organisation
from pages.actions import READ
from pages.fuzzy_date import parse
from pages.harvest.names import Names
from pages.harvest.values import plain
from pages.models import ActionLink, SubjectLink
from pages.subjects import read_tree

LONGEST_SUMMARY = 600  # characters, of the field


@dataclass
class Offer:
    """What is put into a page: values of a remote record, its PartnerSource, what the editor chose, earlier values.

    kind: the short name of our kind; "" for what the mapping says. subjects: primary keys of Subjects, None for what
    the mapping says. people: {name: choice} for pages.harvest.names.Names. taken: the values that were taken over last.
    """

    values: dict
    source: object
    kind: str = ""
    subjects: list | None = None
    people: dict = field(default_factory=dict)
    taken: dict = field(default_factory=dict)


class Part:
    """One part of a record: by default a text column of the page with the name of the value."""

    # Whether what is offered joins what a page has, instead of taking its place.
    joins = False

    def __init__(self, name, label):
        self.name, self.label = name, label

    def is_same(self, offered, current):
        """Return whether a page with the lines `current` has what is offered."""
        return set(offered) <= set(current) if self.joins else offered == current

    def offered(self, offer):
        """Return what is offered as lines of text for editors, none for nothing."""
        value = offer.values.get(self.name)
        return [str(value)] if value else []

    def current(self, page):
        """Return what a page has as lines of text that equal those of the same offer."""
        value = getattr(page, self.name)
        return [str(value)] if value else []

    def put(self, page, offer):
        """Set what is offered on a page; saves nothing, and changes nothing when nothing is offered."""
        if value := offer.values.get(self.name):
            setattr(page, self.name, value)


class SummaryPart(Part):
    """The summary, cut to what the field holds."""

    def offered(self, offer):
        text = plain(offer.values.get("summary"), LONGEST_SUMMARY)
        return [text] if text else []

    def put(self, page, offer):
        for text in self.offered(offer):
            page.summary = text


class DatePart(Part):
    """The fuzzy date."""

    def offered(self, offer):
        return [parse(offer.values["date"]).display()] if offer.values.get("date") else []

    def put(self, page, offer):
        if offer.values.get("date"):
            page.date = parse(offer.values["date"])


class KindPart(Part):
    """The kind, by the mapping of the source, by its own word, or the one that the source has by default.

    kinds: a function that returns {short name: (label, value for the page)}.
    """

    def __init__(self, name, label, kinds):
        super().__init__(name, label)
        self._kinds = kinds

    @cached_property
    def kinds(self):
        """{short name: (label, value for the page)}."""
        return self._kinds()

    @property
    def choices(self):
        """The kinds as choices of a form."""
        return [(slug, label) for slug, (label, _value) in self.kinds.items()]

    def slug_of(self, offer):
        """Return the short name of the kind that is offered, or "" for none that we have."""
        if offer.kind in self.kinds:
            return offer.kind
        mapping = offer.source.kinds
        words = offer.values.get("kinds", [])
        found = [mapping.get(word.lower(), "") for word in words] + [slugify(word) for word in words]
        found.append(offer.source.default_kind)
        return next((slug for slug in found if slug in self.kinds), "")

    def offered(self, offer):
        slug = self.slug_of(offer)
        return [self.kinds[slug][0]] if slug else []

    def current(self, page):
        value = getattr(page, self.name)
        return [label for label, each in self.kinds.values() if each == value]

    def put(self, page, offer):
        if slug := self.slug_of(offer):
            setattr(page, self.name, self.kinds[slug][1])


def terms(model):
    """Return the kinds of a vocabulary (Term model) for KindPart, in their order."""
    return {term.slug: (term.label, term) for term in model.objects.all()}


class SubjectsPart(Part):
    """Subjects by the mapping of the source or by their names and synonyms; they join those that a page has."""

    joins = True

    def subjects(self, offer):
        """Return the Subjects that are offered, or that the editor chose."""
        tree = read_tree().subjects
        if offer.subjects is not None:
            return [tree[key] for key in offer.subjects if key in tree]
        by_name = {" ".join(name.lower().split()): subject for subject in tree.values() for name in subject.names}
        by_name |= {subject.slug: subject for subject in tree.values()}
        mapping = offer.source.subjects
        words = [" ".join(word.lower().split()) for word in offer.values.get("subjects", [])]
        found = [by_name.get(mapping.get(word, word).lower()) for word in words]
        return list(dict.fromkeys(subject for subject in found if subject))

    def offered(self, offer):
        return sorted(str(subject) for subject in self.subjects(offer))

    def current(self, page):
        return sorted(str(link.subject) for link in page.subject_links.all())

    def put(self, page, offer):
        present = {link.subject_id for link in page.subject_links.all()}
        new = [SubjectLink(subject=each) for each in self.subjects(offer) if each.pk not in present]
        page.subject_links.set(numbered([*page.subject_links.all(), *new]))


class LinkPart(Part):
    """The address of the record at the source, as an action; a new address takes the place of the one taken over."""

    joins = True

    def offered(self, offer):
        return [offer.values["link"]] if offer.values.get("link") else []

    def current(self, page):
        return [link.url for link in page.action_links.all() if link.url]

    def put(self, page, offer):
        url, old = offer.values.get("link"), offer.taken.get("link")
        links = list(page.action_links.all())
        if not url or any(link.url == url for link in links):
            return
        for link in links:
            if old and link.url == old:
                link.url = url
                break
        else:
            links.append(ActionLink(kind=READ, url=url))
        page.action_links.set(numbered(links))


def numbered(rows):
    """Return child rows (list) with their place as `sort_order`."""
    for place, row in enumerate(rows):
        row.sort_order = place
    return rows


TITLE = Part("title", _("Title"))
SUMMARY = SummaryPart("summary", _("Summary"))
DATE = DatePart("date", _("Date"))
SUBJECTS = SubjectsPart("subject_links", _("Subjects"))
LINK = LinkPart("action_links", _("Address"))


class OrganisationPart(Part):
    """The organisation that the record names as publisher or organiser, if we know it; else that of the source."""

    def organisation(self, offer):
        """Return the Organisation, or None."""
        named = {"name": offer.values.get("publisher", "")}
        found = Names([named]).match(named) if named["name"] else None
        return found if isinstance(found, Organisation) else offer.source.organisation

    def offered(self, offer):
        organisation = self.organisation(offer)
        return [str(organisation)] if organisation else []


class ProposalReceiver:
    """Makes drafts of one type of record; one instance serves one request or task.

    name: stands in the database. label: for editors. model: the page class (RecordPage). listing: the class of the page
    below which drafts come. parts: the Parts, in the order in which editors compare them.
    """

    name = ""
    label = ""
    model = listing = None
    parts = ()
    # Columns that `known` reads, to find duplicates.
    doi_field = isbn_field = ""

    @cached_property
    def kind_part(self):
        """The KindPart, or None."""
        return next((part for part in self.parts if isinstance(part, KindPart)), None)

    def is_wanted(self, values):
        """Return whether a new record is worth a proposal."""
        return True

    def people(self, values):
        """Return those of the people and organisations of `values` that a page of this type names."""
        return []

    def names(self, offer):
        """Return the Names for the people of an offer."""
        return Names(self.people(offer.values), offer.people)

    def parent(self):
        """Return the listing (queryset) in the main language."""
        return self.listing.objects.filter(locale__language_code=settings.LANGUAGE_CODE)

    def why_not_add(self, user):
        """Return, as a sentence, why `user` may not make a draft; empty when they may."""
        parent = self.parent().first()
        if parent is None:
            return gettext("There is no overview to put the draft under. Make one first.")
        return "" if parent.permissions_for_user(user).can_add_subpage() else gettext("You may not make such pages.")

    def new_page(self, offer):
        """Return a page of this type filled with an offer, not saved."""
        page = self.model(live=False)
        for part in self.parts:
            part.put(page, offer)
        if offer.source.werkplaats_id:
            page.werkplaatsen = [offer.source.werkplaats]
        return page

    def differences(self, before, now):
        """Return the names (list) of the parts in which two Offers differ."""
        return [part.name for part in self.parts if part.offered(before) != part.offered(now)]

    def known(self, years):
        """Return a queryset of what we have, for duplicates: of these years (set) and without year, or all (None)."""
        rows = self.model.objects.filter(alias_of=None)
        if years is not None:
            rows = rows.filter(sort_date__year__in={1, *years})
        return rows


def collect_receivers():
    """Return {name: ProposalReceiver} of all rooms, in the order of their labels."""
    found = [receiver for register in hooks.get_hooks("proposal_receivers") for receiver in register()]
    return {receiver.name: receiver for receiver in sorted(found, key=lambda receiver: str(receiver.label))}
