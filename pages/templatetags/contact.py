"""The contact page, and the link to the form about a page."""

from dataclasses import dataclass

from django import template
from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext

from pages.contact.about import form_address
from pages.contact.forms import MessageForm
from pages.models import SiteSettings
from pages.public_views import find_public_view

register = template.Library()
# Depth of the home pages in the page tree.
HOME_DEPTH = 2


@dataclass(frozen=True)
class ContactDetails:
    """What the contact page shows: lines (label, words, address or ""), pairs (ContactPerson, address of the form)."""

    address_lines: list
    people: list
    form: MessageForm
    form_address: str


@register.simple_tag(takes_context=True)
def contact_details(context, page):
    """Return the ContactDetails of a StandardPage with the contact form."""
    own = SiteSettings.for_request(context["request"])
    lines = [
        (gettext("Email"), own.contact_email, f"mailto:{own.contact_email}"),
        (gettext("Postal address"), own.postal_address, ""),
        ("LinkedIn", own.linkedin_url, own.linkedin_url),
    ]
    contacts = list(page.contact_people.all())
    prefetch_related_objects(contacts, "person__organisation")
    return ContactDetails(
        [line for line in lines if line[1]],
        [(each, form_address(path=each.person.get_absolute_url(), topic="question")) for each in contacts],
        MessageForm(),
        reverse("contact-form"),
    )


@register.simple_tag(takes_context=True)
def correction_address(context):
    """Return the address of the form that says what is wrong on this page; empty for what is no record of its own.

    That are listings, home pages, the contact page, and views that are no page and show no row.
    """
    page, request = context.get("page"), context.get("request")
    if page is not None and hasattr(page, "is_listing"):
        is_own = page.pk and page.depth > HOME_DEPTH and not page.is_listing
        return form_address(page) if is_own and not getattr(page, "has_contact_form", False) else ""
    view = find_public_view(request) if request else None
    return form_address(path=request.path) if view and view.rows else ""
