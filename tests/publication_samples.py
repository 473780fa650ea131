"""Publications in memory, for tests of what is made of them; nothing is saved."""

from django.utils.text import slugify
from wagtail.models import Locale

from network.models import Organisation, Person
from pages.fuzzy_date import parse
from publications.models import Contributor, PublicationKind, PublicationPage, PublicationPart, Series


def person(given, particle, family, role="author"):
    """Return a Contributor: a person in a role."""
    return Contributor(person=Person(given_name=given, particle=particle, family_name=family), role=role)


def organisation(name, role="author"):
    """Return a Contributor: an organisation in a role."""
    return Contributor(organisation=Organisation(name=name), role=role)


def publication(title="Ertoe doen", kind="Book", *, by=(), date="", publisher="", series="", parts=(), **fields):
    """Return a Dutch PublicationPage; kind: its type of schema.org, or (type, Dutch name); date: in words."""
    schema_type, name = kind if isinstance(kind, tuple) else (kind, kind)
    page = PublicationPage(
        title=title,
        slug=slugify(title)[:80] or "x",
        locale=Locale.objects.get(language_code=fields.pop("locale", "nl")),
        kind=PublicationKind(name=name, schema_type=schema_type),
        date=parse(date) if date else None,
        publisher=Organisation(name=publisher) if publisher else None,
        series=Series(name=series, slug=slugify(series)) if series else None,
        **fields,
    )
    page.contributors = list(by)
    page.parts = [PublicationPart(title=part) if isinstance(part, str) else part for part in parts]
    return page
