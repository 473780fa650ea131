"""Pages of municipalities, organisations and people: what they are, and every record that names them."""

from django.core.paginator import Paginator
from django.db.models import Model
from django.shortcuts import get_object_or_404, render
from wagtail.models import Locale

from network.models import Municipality, Organisation, Person
from pages.mentions import collect_mentions

PER_PAGE = 100


def _show(request, entity: Model, template):
    context = {"entity": entity, "groups": collect_mentions(entity, Locale.get_active())}
    return render(request, template, context)


def show_municipality(request, slug):
    """Everything in one municipality."""
    municipalities = Municipality.objects.prefetch_related("region_groups", "merged_from").select_related("merged_into")
    return _show(request, get_object_or_404(municipalities, slug=slug), "network/municipality.html")


def show_organisation(request, slug):
    """One organisation: what it is, its people, where it takes part."""
    organisations = Organisation.objects.select_related("municipality").prefetch_related("people")
    return _show(request, get_object_or_404(organisations, slug=slug), "network/organisation.html")


def show_person(request, slug):
    """One person: role, organisation, and the records."""
    return _show(request, get_object_or_404(Person.objects.select_related("organisation"), slug=slug), "network/person.html")


def list_municipalities(request):
    """All municipalities that exist today, by name."""
    municipalities = Municipality.objects.current().prefetch_related("region_groups")
    return render(request, "network/municipalities.html", {"municipalities": municipalities})


def list_organisations(request):
    """All organisations by name, in pages of 100; a page number that does not exist shows the nearest."""
    shown = Paginator(Organisation.objects.order_by("name"), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "network/organisations.html", {"shown": shown})
