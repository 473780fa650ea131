"""Background tasks: the task decorator and the retry schedule of mail.

The task interface of Django is imported here only: Django 6 has it as django.tasks.
"""

from datetime import timedelta

from django_tasks import TaskResultStatus, task

__all__ = ["LOST_AFTER", "RETRY_DELAYS", "hand_over", "retry_delay", "task"]

# The pause after each attempt that failed for the moment; 29 hours in all. RFC 5321, 4.5.4.1, asks for at least 30
# minutes between most attempts; the first ones are shorter, for servers that greylist (RFC 6647).
RETRY_DELAYS = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 480, 960)]
# What a task had to do and is not done by then was lost with its worker, or failed because something was away.
LOST_AFTER = timedelta(minutes=10)


def retry_delay(attempts):
    """Return how long (timedelta) to wait after this number of failed attempts (1 or more); None to give up."""
    return RETRY_DELAYS[attempts - 1] if attempts <= len(RETRY_DELAYS) else None


def hand_over(work, *arguments):
    """Leave work (a task) to the queue, after the commit of its transaction; do it here when the queue is away."""
    if work.enqueue(*arguments).status == TaskResultStatus.FAILED:
        work.call(*arguments)
