"""Subjects: what records are about, a vocabulary with broader and narrower terms beside the themes of an agenda."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.signals import m2m_changed
from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable
from wagtail.search import index

from .vocabulary import Term


class SubjectForm(WagtailAdminModelForm):
    """The form of editors; refuses broader terms that lead back to the subject."""

    def clean(self):
        """Check the chosen broader terms."""
        cleaned = super().clean()
        if self.instance.pk and "broader" in cleaned:
            try:
                check_broader(self.instance.pk, {term.pk for term in cleaned["broader"]})
            except ValidationError as error:
                self.add_error("broader", error.messages)
        return cleaned


class Subject(index.Indexed, Term):
    """What records are about: poverty, dementia, informal care. `synonyms` are other words for it, one on a line."""

    definition = models.TextField(
        _("what it is, in Dutch"), max_length=600, blank=True, help_text=_("One or two plain sentences.")
    )
    definition_en = models.TextField(_("what it is, in English"), max_length=600, blank=True)
    synonyms = models.TextField(
        _("other words"),
        blank=True,
        help_text=_(
            "Synonyms, abbreviations and forms that people use, one on a line. Search finds the subject by them."
        ),
    )
    broader = models.ManyToManyField(
        "self", verbose_name=_("broader subjects"), symmetrical=False, blank=True, related_name="narrower"
    )

    base_form_class = SubjectForm
    panels = [
        *Term.panels,
        FieldPanel("definition"),
        FieldPanel("definition_en"),
        FieldPanel("synonyms"),
        FieldPanel("broader"),
    ]
    search_fields = [
        index.SearchField("name", boost=3),
        index.SearchField("name_en"),
        index.SearchField("synonyms"),
        index.AutocompleteField("name"),
        index.AutocompleteField("synonyms"),
    ]

    content_name = "subject"
    content_folder = "subjects"
    content_fields = [*Term.content_fields, "definition", "definition_en", "synonyms", "broader"]

    class Meta(Term.Meta):
        verbose_name = _("subject")
        verbose_name_plural = _("subjects")

    def get_absolute_url(self):
        """Return the path of its page, in the active language."""
        return reverse("subject", args=[self.slug])

    @property
    def explanation(self):
        """What it is, in the active language; in Dutch where there is no English, empty where there is neither."""
        is_english = (get_language() or "").startswith("en")
        return self.definition_en if is_english and self.definition_en else self.definition

    @property
    def broader_names(self):
        """The names of the broader subjects, for the list of editors."""
        return ", ".join(str(term) for term in self.broader.all())

    broader_names.fget.short_description = _("broader subjects")

    @property
    def names(self):
        """All words for it (list): names in both languages and synonyms."""
        return [line.strip() for line in (self.name, self.name_en, *self.synonyms.splitlines()) if line.strip()]

    @property
    def all_names(self):
        """All words for it as one text, for the index of pages."""
        return "\n".join(self.names)


def check_broader(key, broader):
    """Raise ValidationError on `broader` when these terms (set of primary keys) lead back to the subject `key`."""
    pairs = Subject.broader.through.objects.exclude(from_subject=key).values_list("from_subject", "to_subject")
    above = {}
    for narrow, broad in pairs:
        above.setdefault(narrow, set()).add(broad)
    seen, todo = set(), set(broader)
    while todo:
        if key in todo:
            message = gettext(
                "A subject cannot be broader than itself, also not through others. Choose other broader subjects."
            )
            raise ValidationError({"broader": message})
        seen |= todo
        todo = {broad for narrow in todo for broad in above.get(narrow, ())} - seen


@receiver(m2m_changed, sender=Subject.broader.through, dispatch_uid="subject-cycles")
def refuse_cycles(sender, instance, action, reverse, pk_set, **kwargs):
    """Hold for whatever writes broader terms: the admin, an import, a program."""
    if action != "pre_add":
        return
    if reverse:
        for key in pk_set:
            present = set(sender.objects.filter(from_subject=key).values_list("to_subject", flat=True))
            check_broader(key, present | {instance.pk})
    else:
        check_broader(instance.pk, pk_set)


class SubjectLink(Orderable):
    """A record's subject: a child of wagtailcore.Page, so that one table serves every type of record."""

    record = ParentalKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="subject_links")
    subject = models.ForeignKey(
        Subject, verbose_name=_("subject"), on_delete=models.CASCADE, related_name="record_links"
    )

    panels = [FieldPanel("subject")]

    content_reference = "subject"

    class Meta(Orderable.Meta):
        verbose_name = _("subject")
        verbose_name_plural = _("subjects")

    def __str__(self):
        return str(self.subject)
