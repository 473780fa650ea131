"""Pages of municipalities, organisations and people: what they are, and every record that names them."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext

from network.models import Municipality, Organisation, Person
from pages.mentions import find_mentions
from pages.models import Subject
from pages.page_context import active_locale
from pages.public_views import PublicView
from pages.structured_data import describe_organisation, describe_person
from visitors.breadcrumbs import Link, breadcrumbs_from_home

PER_PAGE = 100


def _breadcrumbs(*links):
    """Return a list of Links from the home page along pairs (label, url)."""
    return breadcrumbs_from_home(*(Link(str(label), url) for label, url in links))


def _show(request, entity, parent, name, title, description, *, facet, value, listed_by="", **more):
    """Show the page of an entity with the records that have the value of a facet or relation."""
    context = {
        "entity": entity,
        "title": title % {"entity": entity},
        "description": description % {"entity": entity},
        "groups": find_mentions(active_locale(), facet, value, listed_by=listed_by),
        "crumbs": _breadcrumbs(*parent, (entity, "")),
    }
    return render(request, f"pages/network/{name}.html", context | more)


def show_municipality(request, slug):
    """Everything in one municipality."""
    municipalities = Municipality.objects.select_related("merged_into").prefetch_related("region_groups", "merged_from")
    parent = [(gettext("Municipalities"), reverse("municipalities"))]
    municipality = get_object_or_404(municipalities, slug=slug)
    return _show(
        request,
        municipality,
        parent,
        "municipality",
        gettext("Municipality %(entity)s"),
        gettext("Everything on the platform about the municipality %(entity)s."),
        facet="gemeente",
        value=municipality.slug,
        listed_by=("gemeente", municipality.slug),
        marked=[municipality],
    )


def show_organisation(request, slug):
    """One organisation: what it is, its people, where it takes part."""
    organisations = Organisation.objects.select_related("municipality").prefetch_related("people")
    organisation = get_object_or_404(organisations, slug=slug)
    parent = [(gettext("Organisations"), reverse("organisations"))]
    return _show(
        request,
        organisation,
        parent,
        "organisation",
        gettext("Organisation %(entity)s"),
        gettext("Everything on the platform about the organisation %(entity)s."),
        facet="organisation",
        value=organisation.pk,
    )


def show_person(request, slug):
    """One person: role, organisation, and the records."""
    person = get_object_or_404(Person.objects.select_related("organisation", "portrait"), slug=slug)
    return _show(
        request,
        person,
        [],
        "person",
        gettext("Person %(entity)s"),
        gettext("Everything on the platform by or with %(entity)s."),
        facet="person",
        value=person.pk,
    )


def list_municipalities(request):
    """All municipalities that exist today, by name."""
    municipalities = Municipality.objects.current().prefetch_related("region_groups")
    title = gettext("Municipalities")
    context = {
        "title": title,
        "description": gettext("The municipalities of the region, and what the platform knows of each."),
        "municipalities": municipalities,
        "crumbs": _breadcrumbs((title, "")),
    }
    return render(request, "pages/network/municipalities.html", context)


def list_organisations(request):
    """All organisations by name, in pages of 100; a page number that does not exist shows the nearest."""
    shown = Paginator(Organisation.objects.order_by("name"), PER_PAGE).get_page(request.GET.get("page"))
    title = gettext("Organisations")
    context = {
        "title": title,
        "description": gettext("The organisations that take part, publish or organise."),
        "shown": shown,
        "pages": list(shown.paginator.get_elided_page_range(shown.number)),
        "crumbs": _breadcrumbs((title, "")),
    }
    return render(request, "pages/network/organisations.html", context)


def list_public_views():
    """Return the PublicViews of the network, and those of pages itself."""
    return [
        PublicView("search", schema_type="SearchResultsPage"),
        PublicView("cookie-settings"),
        PublicView("accessible-version"),
        PublicView("contact-form", schema_type="ContactPage"),
        PublicView("municipalities", schema_type="CollectionPage"),
        PublicView(
            "municipality", Municipality.objects.all, schema_type="AdministrativeArea", describe=_describe_municipality
        ),
        PublicView("organisations", schema_type="CollectionPage"),
        PublicView(
            "organisation", Organisation.objects.all, schema_type="Organization", describe=_describe_organisation
        ),
        PublicView("subjects", schema_type="CollectionPage"),
        PublicView("subject", Subject.objects.all, schema_type="CollectionPage", describe=_describe_subject),
        PublicView("person", Person.objects.all, schema_type="Person", describe=_describe_person),
    ]


def _describe_municipality(request, context, address):
    municipality = context["entity"]
    return {
        "name": municipality.name,
        "identifier": municipality.code,
        "containedInPlace": {"@type": "AdministrativeArea", "name": municipality.province},
    }


def _describe_organisation(request, context, address):
    organisation = context["entity"]
    return describe_organisation(organisation) | {
        "url": address,
        "sameAs": [place for place in (organisation.website, organisation.ror) if place],
    }


def _describe_subject(request, context, address):
    subject = context["entity"]
    return {"about": {"@type": "DefinedTerm", "name": str(subject)}}


def _describe_person(request, context, address):
    person = context["entity"]
    affiliation = person.organisation.name if person.organisation else ""
    return describe_person(person, affiliation) | {"url": address, "jobTitle": person.role}
