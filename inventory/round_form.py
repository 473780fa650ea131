"""The form in which editors make a round: its questions must fit together."""

from wagtail.admin.forms import WagtailAdminPageForm

from inventory.question_rules import find_faults


class RoundForm(WagtailAdminPageForm):
    """Refuses questions that nobody could answer, each with a sentence at the field where it is."""

    def clean(self):
        """Look at the questions that stay, in the order in which they will be asked."""
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
