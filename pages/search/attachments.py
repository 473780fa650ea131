"""The text of the files of a page: the one place where search reads what was read from them."""

from collections import defaultdict

from django.apps import apps

from pages.models import ActionLink, Attachment


def read_texts(keys):
    """Return {page's primary key: [(document's primary key, page number, text)]} of the files of pages.

    The files are attachments and what actions lead to. It is empty for files that nobody has read yet.
    """
    try:
        model = apps.get_model("pages.DocumentPageText")
    except LookupError:
        return {}
    holders = defaultdict(set)
    for relation in (Attachment, ActionLink):
        rows = relation.objects.filter(record__in=keys, document__isnull=False)
        for page, document in rows.values_list("record", "document"):
            holders[document].add(page)
    found = defaultdict(list)
    texts = model.objects.filter(document__in=holders).order_by("document", "number")
    for document, number, text in texts.values_list("document", "number", "text").iterator():
        for page in holders[document]:
            found[page].append((document, number, text))
    return found
