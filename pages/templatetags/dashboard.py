"""The greeting of the admin's first screen."""

from django import template
from django.utils import timezone

from pages.dashboard import greet

register = template.Library()


@register.simple_tag
def greeting(user):
    """Return the greeting for a user at this moment, by first name where it is known."""
    return greet(timezone.now(), user.first_name or user.get_username())
