"""Pages of municipalities, organisations and people: what they are, and every record that names them."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from wagtail.models import Locale

from network.models import Municipality, Organisation, Person
from pages.mentions import collect_mentions
from visitors.breadcrumbs import Link, breadcrumbs_from_home

PER_PAGE = 100


def _breadcrumbs(*links):
    """Return a list of Links from the home page along pairs (label, url)."""
    return breadcrumbs_from_home(*(Link(str(label), url) for label, url in links))


def _show(request, entity, parent, template, **more):
    context = {
        "entity": entity,
        "groups": collect_mentions(entity, Locale.get_active()),
        "crumbs": _breadcrumbs(*parent, (entity, "")),
    }
    return render(request, template, context | more)


def show_municipality(request, slug):
    """Everything in one municipality."""
    municipalities = Municipality.objects.select_related("merged_into").prefetch_related("region_groups", "merged_from")
    parent = [(gettext("Municipalities"), reverse("municipalities"))]
    municipality = get_object_or_404(municipalities, slug=slug)
    return _show(request, municipality, parent, "pages/network/municipality.html", marked=[municipality])


def show_organisation(request, slug):
    """One organisation: what it is, its people, where it takes part."""
    organisations = Organisation.objects.select_related("municipality").prefetch_related("people")
    parent = [(gettext("Organisations"), reverse("organisations"))]
    return _show(request, get_object_or_404(organisations, slug=slug), parent, "pages/network/organisation.html")


def show_person(request, slug):
    """One person: role, organisation, and the records."""
    person = get_object_or_404(Person.objects.select_related("organisation"), slug=slug)
    return _show(request, person, [], "pages/network/person.html")


def list_municipalities(request):
    """All municipalities that exist today, by name."""
    municipalities = Municipality.objects.current().prefetch_related("region_groups")
    crumbs = _breadcrumbs((gettext("Municipalities"), ""))
    return render(request, "pages/network/municipalities.html", {"municipalities": municipalities, "crumbs": crumbs})


def list_organisations(request):
    """All organisations by name, in pages of 100; a page number that does not exist shows the nearest."""
    shown = Paginator(Organisation.objects.order_by("name"), PER_PAGE).get_page(request.GET.get("page"))
    context = {"shown": shown, "pages": list(shown.paginator.get_elided_page_range(shown.number))}
    return render(
        request, "pages/network/organisations.html", context | {"crumbs": _breadcrumbs((gettext("Organisations"), ""))}
    )
