"""The task decorator of Django's task interface. Imported here only: Django 6 has it as django.tasks."""

from django_tasks import task

__all__ = ["task"]
