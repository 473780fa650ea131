"""The panel in which editors choose subjects, with suggestions from the words of the record while it is written."""

from django.forms import Media
from django.forms.widgets import Script
from django.http import JsonResponse
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST
from wagtail.admin.panels import MultipleChooserPanel

from pages.editors import editors_only
from pages.subjects import suggest_subjects


class SubjectPanel(MultipleChooserPanel):
    """Wagtail's panel for several subjects, with buttons for those that the title and the texts seem to be about."""

    class BoundPanel(MultipleChooserPanel.BoundPanel):
        template_name = "pages/admin/subject_panel.html"

        @cached_property
        def media(self):
            """The script of the suggestions, with that of the chooser."""
            return super().media + Media(js=[Script("js/subjects.js", type="module")])

        def get_context_data(self, parent_context=None):
            """Return the context with the address of the suggestions."""
            return super().get_context_data(parent_context) | {"suggestions_url": reverse("suggest_subjects")}


@require_POST
@editors_only
def suggest(request):
    """Answer {"subjects": [{id, string, edit_url}]} for `title` and `text` of a record; 403 for who writes none."""
    found = suggest_subjects(request.POST.get("title", ""), request.POST.get("text", ""))
    return JsonResponse(
        {
            "subjects": [
                {
                    "id": subject.pk,
                    "string": str(subject),
                    "edit_url": reverse("wagtailsnippets_pages_subject:edit", args=[subject.pk]),
                }
                for subject in found
            ]
        }
    )


def register_urls():
    """Return the address of the suggestions below /admin/."""
    return [path("subjects/suggest/", suggest, name="suggest_subjects")]
