"""Django's task interface, imported in one place: Django 6 brings it along as django.tasks."""

from django_tasks import task

__all__ = ["task"]
