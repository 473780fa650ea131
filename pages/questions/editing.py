"""The form of an edit page with questions of editors. Imported by models, so it imports none."""

from wagtail.admin.forms import WagtailAdminPageForm

from pages.questions.rules import find_faults


class QuestionsPageForm(WagtailAdminPageForm):
    """Validates the own questions of a page, its child rows `questions`; each fault is an error on its field."""

    def clean(self):
        """Validate the questions that stay, in their order."""
        cleaned = super().clean()
        formset = self.formsets.get("questions")
        if formset is None or not all(form.is_valid() for form in formset.forms):
            return cleaned
        # The row that waits to be filled in says nothing yet.
        staying = [form for form in formset.forms if form.has_changed() or form.instance.pk]
        staying = [form for form in staying if not form.cleaned_data.get("DELETE")]
        staying.sort(key=lambda form: form.cleaned_data.get("ORDER") or 0)
        form_of = {id(form.instance): form for form in staying}
        for question, field, sentence in find_faults([form.instance for form in staying]):
            form_of[id(question)].add_error(field, sentence)
        return cleaned
