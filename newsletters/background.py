"""Where tasks come from: one import, so that another library for tasks is a change of one line."""

from django_tasks import task

__all__ = ["task"]
