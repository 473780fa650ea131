"""How a text refers to a publication: the reference of APA style (7th edition), as used in the Netherlands."""

import re

from django.utils.translation import gettext, pgettext

from publications.models import Contributor

MAKERS = (Contributor.Role.AUTHOR, Contributor.Role.EDITOR, Contributor.Role.SPEAKER, Contributor.Role.INTERVIEWER)
# The first letter of each given name, with the hyphen before it if there is one.
INITIAL = re.compile(r"(-?)\b(\w)\w*")


def describe_reference(page):
    """Return {makers, year, title, kind, publisher, address} of a PublicationPage as texts.

    What is not known is empty, but for the year: that is “n.d.” (APA 9.17). The makers are those of the first role
    that has any, else the publisher, who then is not named again; without either the title comes first (APA 9.12).
    """
    contributors = list(page.contributors.all())
    by_role = ([describe_maker(each) for each in contributors if each.role == role] for role in MAKERS)
    makers = next((names for names in by_role if names), [])
    publisher = str(page.publisher or "")
    return {
        "makers": join_names(makers) or publisher,
        "year": describe_year(page.date),
        "title": f"{page.title}: {page.subtitle}" if page.subtitle else page.title,
        "kind": page.kind_label,
        "publisher": publisher if makers else "",
        "address": f"https://doi.org/{page.doi}" if page.doi else "",
    }


def describe_maker(contributor):
    """Return a contributor as “Family, I. particle” (APA 9.8; the particle last, as Dutch lists sort), or its name."""
    person = contributor.person
    if person is None or not person.family_name:
        return contributor.name
    initials = "".join(f"{hyphen}{letter.upper()}." for hyphen, letter in INITIAL.findall(person.given_name))
    behind = " ".join(part for part in (initials, person.particle) if part)
    return f"{person.family_name}, {behind}" if behind else person.family_name


def join_names(names):
    """Return names as a text: “A”, “A & B”, “A, B & C” (APA 9.8)."""
    return " & ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def describe_year(date):
    """Return the year or years of a FuzzyDate; “in press” for what is expected, “n.d.” for None.

    What is uncertain has “ca.” in front.
    """
    if not date:
        return pgettext("reference", "n.d.")
    if date.expected and not date.is_uncertain:
        return gettext("in press")
    first = date.earliest.year
    if date.latest is None:
        return gettext("%(year)s–present") % {"year": first}
    last = date.latest.year if date.is_period else first
    years = f"{first}–{last}" if last > first else str(first)
    return gettext("ca. %(year)s") % {"year": years} if date.is_uncertain else years
