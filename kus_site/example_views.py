"""The page of the admin where an administrator loads the example or takes it away."""

from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem

from kus_site import example
from kus_site.content.problems import ContentRefused
from visitors.task_queue import task

URL_NAME = "example"
# What the task is doing ("load", "remove"), and the sentence with which the last one failed; both in the cache.
BUSY, FAILED = "example-busy", "example-failed"
# A task that died says so to nobody.
SECONDS_BUSY = 900


@require_http_methods(["GET", "POST"])
def manage_example(request):
    """Show how many examples there are; POST `action` load or remove starts the task that does it."""
    if not request.user.is_superuser:
        raise PermissionDenied
    if request.method == "POST":
        _start(request, request.POST.get("action", ""))
        return redirect(URL_NAME)
    context = {"count": example.count(), "busy": cache.get(BUSY), "failed": cache.get(FAILED)}
    return render(request, "kus_site/admin/example.html", context)


def _start(request, action):
    words = {
        "load": gettext("The example is being loaded. That takes about a minute."),
        "remove": gettext("The example is being taken away. That takes about a minute."),
    }
    if action not in words:
        messages.error(request, gettext("Press one of the buttons."))
    # add() lets one of two presses through.
    elif not cache.add(BUSY, action, SECONDS_BUSY):
        messages.warning(request, gettext("This is being done already. Wait a moment and load the page again."))
    else:
        cache.delete(FAILED)
        change_example.enqueue(action)
        messages.success(request, words[action])


@task(backend="queue")
def change_example(action):
    """Load or remove the example; a failure is kept for the page of the button."""
    try:
        if action == "load":
            example.load()
        else:
            example.remove()
    except (ContentRefused, example.ExampleInUse) as error:
        cache.set(FAILED, str(error).split("\n")[0], SECONDS_BUSY)
    finally:
        cache.delete(BUSY)


def register_urls():
    """Return the admin URL of the page."""
    return [path("example/", manage_example, name=URL_NAME)]


class _ExampleMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.is_superuser


def menu_item():
    """Return the item in the menu of settings, for administrators."""
    return _ExampleMenuItem(_("Example"), reverse(URL_NAME), name=URL_NAME, icon_name="view", order=950)
