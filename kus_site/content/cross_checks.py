"""What only shows when all files are side by side: places in the tree, translations, addresses that stand twice."""

from django.utils.translation import gettext


def check_together(entries, serializers):
    """Return the Problems between files; marks the entries that have one as broken.

    entries: list of Entry. serializers: {id: RecordSerializer} of all records, in files and in the database.
    """
    by_id = {entry.id: entry for entry in entries}
    pages = [entry for entry in entries if entry.serializer.is_page]
    problems = [
        *_check_parents(pages, by_id, serializers),
        *_check_siblings(pages),
        *_check_single(entries),
        *_check_translations(entries, by_id),
        *_check_old_addresses(pages),
        *_check_unique(entries),
    ]
    broken = {problem.file for problem in problems}
    for entry in entries:
        entry.broken = entry.broken or entry.source.name in broken
    return problems


def _check_parents(pages, by_id, serializers):
    for entry in pages:
        parent = entry.values["parent"]
        if not parent:
            continue
        allowed = entry.serializer.model.allowed_parent_page_models()
        if serializers[parent].model not in allowed:
            names = ", ".join(serializer.name for serializer in set(serializers.values()) if serializer.model in allowed) or gettext(
                "another page"
            )
            message = gettext("The type %(type)s cannot stand under %(parent)s; choose from: %(allowed)s.")
            yield entry.problem(
                "parent", message % {"type": entry.serializer.name, "parent": serializers[parent].name, "allowed": names}
            )
        seen = {entry.id}
        while parent in by_id:
            if parent in seen:
                yield entry.problem(
                    "parent", gettext("These pages stand under each other in a circle; one must stand higher.")
                )
                break
            seen.add(parent)
            parent = by_id[parent].values["parent"]


def _check_siblings(pages):
    addresses, counts = {}, {}
    for entry in pages:
        parent, slug = entry.values["parent"], entry.values["slug"]
        if not slug and not entry.broken:
            yield entry.problem("slug", gettext("Nothing of the title can stand in an address; write a slug."))
        first = addresses.setdefault((parent, slug), entry)
        if slug and first is not entry:
            message = gettext(
                "The page of %(file)s has the address “%(slug)s” under the same parent too; write another slug."
            )
            yield entry.problem("slug", message % {"file": first.source.name, "slug": slug})
        most = entry.serializer.model.max_count_per_parent
        counts[parent, entry.serializer.name] = counts.get((parent, entry.serializer.name), 0) + 1
        if most and counts[parent, entry.serializer.name] > most:
            message = gettext("There can be only %(most)s %(type)s under one parent.")
            yield entry.problem("parent", message % {"most": most, "type": entry.serializer.name})


def _check_single(entries):
    """The settings are one record, and each language has one first page."""
    seen = {}
    for entry in entries:
        if not (entry.serializer.is_setting or entry.serializer.is_top):
            continue
        key = (entry.serializer.name, entry.values.get("language"))
        if key in seen:
            message = gettext("There can be only one %(type)s; another is in %(file)s.")
            yield entry.problem("type", message % {"type": entry.serializer.name, "file": seen[key].source.name})
        seen[key] = entry


def _check_translations(entries, by_id):
    seen = {}
    for entry in entries:
        source = entry.values.get("translation_of")
        if not source:
            continue
        language = entry.values["language"]
        if language == "nl":
            yield entry.problem("translation_of", gettext("Give the language of the translation: language: en."))
        if source in by_id and by_id[source].values.get("language") != "nl":
            yield entry.problem(
                "translation_of", gettext("Name the Dutch record; “%(id)s” is not in Dutch.") % {"id": source}
            )
        if (source, language) in seen:
            message = gettext("“%(id)s” is translated in %(file)s too.")
            yield entry.problem("translation_of", message % {"id": source, "file": seen[source, language].source.name})
        seen[source, language] = entry


def _check_old_addresses(pages):
    seen = {}
    for entry in pages:
        for path in entry.values["legacy_url"]:
            if path in seen:
                message = gettext("%(path)s leads to the page of %(file)s already.")
                yield entry.problem("legacy_url", message % {"path": path, "file": seen[path].source.name})
            seen.setdefault(path, entry)


def _check_unique(entries):
    """Yield the Problems of records that are no pages and have a value that must be unique, twice."""
    seen = {}
    for entry in entries:
        if entry.serializer.is_page:
            continue
        for item in entry.serializer.fields:
            column = getattr(item, "column", None)
            if column is None or not column.unique or not entry.values.get(item.key):
                continue
            key = (entry.serializer.name, item.key, entry.values[item.key])
            if key in seen:
                message = gettext("“%(value)s” stands in %(file)s too; it must be different in each.")
                yield entry.problem(item.key, message % {"value": key[2], "file": seen[key].source.name})
            seen.setdefault(key, entry)
