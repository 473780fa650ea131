"""Pages of municipalities, organisations and people: what they are, and every record that names them."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext

from network.models import Municipality, Organisation, Person
from pages.landing import Landing
from pages.models import Subject
from pages.page_context import active_locale
from pages.public_views import PublicView
from pages.record_index.reading import indexed_records, make_cards
from pages.record_index.relations import list_roles
from pages.record_types import in_dossier_order, record_types
from pages.structured_data import describe_organisation, describe_person
from visitors.breadcrumbs import Link, breadcrumbs_from_home

PER_PAGE = 100


def _breadcrumbs(*links):
    """Return a list of Links from the home page along pairs (label, url)."""
    return breadcrumbs_from_home(*(Link(str(label), url) for label, url in links))


def _show_roles(request, entity, of, title, description, *parents):
    """Show the page of a person or an organisation (`of`): its records by role, or all of the role in `?toon=`."""
    roles = list_roles(in_dossier_order(record_types()), of)
    landing = Landing(of, active_locale(), roles, entity.pk, entity=entity)
    context = {
        "entity": entity,
        "title": title % {"entity": entity},
        "description": description % {"entity": entity},
        "landing": landing,
        "crumbs": _breadcrumbs(*parents, (entity, "")),
    }
    asked = request.GET.get("toon", "")
    if role := next((role for role in roles.values() if role.slug == asked), None):
        context |= _list_role(landing, role, request.GET.get("page"))
        context["title"] = f"{context['title']}: {role.heading}"
    return render(request, f"pages/network/{of}.html", context)


def _list_role(landing, role, number):
    """Return what the template of a role shows: all records of a Landing in which it has the Role, in pages."""
    names = [name for name in landing.facets if name == f"{role.of}-{role.slug}"]
    found = indexed_records(landing.locale.language_code).with_any(names, landing.value).newest_first()
    listed = Paginator(found, PER_PAGE).get_page(number)
    return {
        "role": role,
        "listed": listed,
        "cards": make_cards(listed),
        "pages": list(listed.paginator.get_elided_page_range(listed.number)),
        "query_string": f"toon={role.slug}",
    }


def show_municipality(request, slug):
    """Everything in one municipality."""
    municipalities = Municipality.objects.select_related("merged_into").prefetch_related("region_groups", "merged_from")
    municipality = get_object_or_404(municipalities, slug=slug)
    context = {
        "entity": municipality,
        "title": gettext("Municipality %(entity)s") % {"entity": municipality},
        "description": gettext("Everything on the platform about the municipality %(entity)s.")
        % {"entity": municipality},
        "landing": Landing(
            "municipality", active_locale(), ["gemeente"], slug, entity=municipality, listed_by=("gemeente", slug)
        ),
        "crumbs": _breadcrumbs((gettext("Municipalities"), reverse("municipalities")), (municipality, "")),
        "marked": [municipality],
    }
    return render(request, "pages/network/municipality.html", context)


def show_organisation(request, slug):
    """One organisation: what it is, its people, and the records by what it did for them."""
    organisations = Organisation.objects.select_related("municipality").prefetch_related("people")
    return _show_roles(
        request,
        get_object_or_404(organisations, slug=slug),
        "organisation",
        gettext("Organisation %(entity)s"),
        gettext("Everything on the platform about the organisation %(entity)s."),
        (gettext("Organisations"), reverse("organisations")),
    )


def show_person(request, slug):
    """One person: role, organisation, and the records by what this person did for them."""
    return _show_roles(
        request,
        get_object_or_404(Person.objects.select_related("organisation", "portrait"), slug=slug),
        "person",
        gettext("Person %(entity)s"),
        gettext("Everything on the platform by or with %(entity)s."),
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
