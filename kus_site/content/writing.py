"""Writes one record the way Wagtail's editors do: checked, as a revision, with its line in the history."""

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext
from wagtail.log_actions import log
from wagtail.models import Site


def load(serializer, pk):
    """Return the record as it is now; of a page that is not published, its newest draft."""
    record = serializer.model._default_manager.get(pk=pk)
    if serializer.is_page and not record.live and record.latest_revision_id:
        record = record.get_latest_revision_as_object()
    return record


def changed_fields(entry, record, id_map):
    """Return the fields whose value in the file differs from that of the record."""
    return [item for item in entry.serializer.fields if not item.same(entry.values[item.key], item.read(record, id_map))]


def create_row(entry, id_map):
    """Make the row of a record that is no page, with all that it cannot exist without and what refers to nothing.

    Return Problems or None; raises ValidationError, and id_map.UnresolvedReferenceError when a required record has no row.
    """
    if entry.serializer.is_setting:
        site = Site.objects.filter(is_default_site=True).first()
        if site is None:
            return [entry.problem("type", gettext("Import a home page first; these are the settings of its site."))]
        record = entry.serializer.model(site=site)
    else:
        record = entry.serializer.model()
    early = [item for item in entry.serializer.fields if item.early]
    for item in early:
        item.write(record, entry.values[item.key], id_map, entry.id)
    written = {name for item in early for name in item.names}
    record.full_clean(exclude={column.name for column in record._meta.fields} - written)
    record.save()
    id_map.keep(entry.id, entry.serializer, record.pk)
    return None


def write_row(entry, id_map, fields, is_new):
    """Write `fields` of a record that is no page and has its row.

    Return Problems, or [] when it is saved; raises id_map.UnresolvedReferenceError.
    """
    record = load(entry.serializer, id_map.pk_of(entry.id))
    now = [item for item in fields if not item.after_save]
    for item in now:
        item.write(record, entry.values[item.key], id_map, entry.id)
    if problems := _problems_of(entry, record, now):
        return problems
    record.save()
    for item in fields:
        if item.after_save:
            item.write(record, entry.values[item.key], id_map, entry.id)
    log(instance=record, action="wagtail.create" if is_new else "wagtail.edit")
    return []


def write_page(entry, id_map, fields, is_new):
    """Write `fields` of a page whose row is there, as a revision, published unless it is a draft.

    Return Problems, or [] when it is saved; raises id_map.UnresolvedReferenceError.
    """
    page = load(entry.serializer, id_map.pk_of(entry.id))
    own = [item for item in fields if not item.beside]
    for item in own:
        item.write(page, entry.values[item.key], id_map, entry.id)
    if problems := _problems_of(entry, page, own):
        return problems
    # A page that only follows another becomes one of its own.
    page.alias_of = None
    if own or entry.values["draft"] == page.live:
        _save_revision(page, entry.values["draft"], is_new)
    for item in fields:
        if item.after_save:
            item.write(page, entry.values[item.key], id_map, entry.id)
    return []


def _save_revision(page, is_draft, is_new):
    if is_draft:
        if page.live:
            page.unpublish()
        page.save()
        page.save_revision(clean=False, log_action="wagtail.create" if is_new else "wagtail.edit")
    else:
        page.save_revision(clean=False, log_action="wagtail.create" if is_new else False).publish()


def _problems_of(entry, record, fields):
    problems = []
    try:
        record.full_clean()
    except ValidationError as error:
        problems += problems_from(entry, error)
    for item in fields:
        problems += [entry.problem(item.key, message, part) for part, message in item.check_parts(record)]
    return problems


def problems_from(entry, error):
    """Return the Problems for a ValidationError of the record of an entry."""
    keys = {name: item.key for item in entry.serializer.fields for name in item.names}
    found = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    return [
        entry.problem("" if name == NON_FIELD_ERRORS else keys.get(name, name), message)
        for name, messages in found.items()
        for message in messages
    ]
