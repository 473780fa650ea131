"""Keeps what was there of a record that readers may no longer see, and answers its address with 410.

What the record index takes away is what readers may no longer see: unpublished, expired, deleted, or behind a login.
The index calls keep() before its rows go, and forget() when a record has a row again; a draft never had one. A record
that moves to another site of the installation is withdrawn from the first; within a site Wagtail makes a redirect.
"""

from urllib.parse import unquote

from django.db import transaction
from django.db.models.signals import post_delete
from django.shortcuts import render
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale, Page, Site
from wagtail.signals import post_page_move

from pages.models.record_index import IndexedRecord, RecordFacet
from pages.models.withdrawn import LONGEST_PATH, WithdrawnRecord
from pages.page_context import find_listings
from pages.record_types import record_types


def connect():
    """Connect the signal handlers; called once, by the app's ready()."""
    post_page_move.connect(_moved, dispatch_uid="withdrawn-records-move")
    post_delete.connect(_site_gone, sender=Site, dispatch_uid="withdrawn-records-site")


def keep(rows):
    """Make a WithdrawnRecord of those IndexedRecords (saved, about to be deleted) that show a page in its own language.

    The others only stand in for a translation. One that is kept already is kept as editors made it.
    """
    rows = list(rows)
    pages = Page.objects.select_related("locale").in_bulk({row.page_id for row in rows}) if rows else {}
    found = [(pages[row.page_id], row) for row in rows if row.page_id in pages and is_own(pages[row.page_id], row)]
    facets = _read_facets([row for _page, row in found])
    for page, row in found:
        if place := place_of(page):
            _write(page, row, *place, facets.get(row.pk, {}))


def forget(rows):
    """Delete the WithdrawnRecords of what has IndexedRecords (new ones) again; an address that changed redirects."""
    languages = {}
    for row in rows:
        languages.setdefault(row.page_id, set()).add(row.language)
    keys = Page.objects.filter(pk__in=languages).values("translation_key")
    kept = list(WithdrawnRecord.objects.filter(translation_key__in=keys)) if languages else []
    for withdrawn in kept:
        again = Page.objects.filter(
            pk__in=languages, translation_key=withdrawn.translation_key, locale__language_code=withdrawn.language
        )
        if page := again.select_related("locale").first():
            withdrawn.delete()
            _redirect(withdrawn, page)


def _moved(sender, instance, url_path_before, url_path_after, **kwargs):
    """Keep the old addresses of records that went to another site, with where they went."""
    if _site_of(url_path_before) in (None, _site_of(url_path_after)):
        return
    pages = {page.pk: page for page in Page.objects.filter(path__startswith=instance.path).select_related("locale")}
    rows = [row for row in IndexedRecord.objects.filter(page__in=pages) if is_own(pages[row.page_id], row)]
    facets = _read_facets(rows)
    for row in rows:
        page = pages[row.page_id]
        page.url_path = url_path_before + page.url_path.removeprefix(url_path_after)
        if place := place_of(page):
            _write(page, row, *place, facets.get(row.pk, {}))
            WithdrawnRecord.objects.filter(site=place[0], path=place[1]).update(moved_to=page.pk)


def _site_gone(sender, instance, **kwargs):
    """Delete what was withdrawn by the same deletion, of a home page with its site: Django collected before that."""
    WithdrawnRecord.objects.filter(site=instance.pk).delete()


def _site_of(url_path):
    roots = Site.get_site_root_paths()
    return next((root.site_id for root in roots if url_path.startswith(root.root_path)), None)


def is_own(page, row):
    """Return whether an IndexedRecord shows the page in the language it is written in."""
    return row.language == page.locale.language_code


def place_of(page):
    """Return (primary key of the Site, decoded path) of a page; None for one that has no address."""
    parts = page.get_url_parts()
    path = unquote(parts[2]) if parts and parts[2] else ""
    return (parts[0], path) if path and len(path) <= LONGEST_PATH else None


def keep_old_addresses(page):
    """Have redirects to a page that is being deleted lead to the address where it was read, after commit."""
    identity = {"translation_key": page.translation_key, "language": page.locale.language_code}
    withdrawn = WithdrawnRecord.objects.filter(**identity).exclude(path="").first()
    if withdrawn:
        fields = ("old_path", "site_id", "is_permanent", "automatically_created")
        old = Redirect.objects.filter(redirect_page=page.pk).values(*fields)
        rows = [Redirect(redirect_link=withdrawn.path, **values) for values in old]
        transaction.on_commit(lambda: Redirect.objects.bulk_create(rows, ignore_conflicts=True), robust=True)


def _read_facets(rows):
    found = {}
    for record, facet, value in RecordFacet.objects.filter(record__in=[row.pk for row in rows]).values_list(
        "record", "value__facet", "value__value"
    ):
        found.setdefault(record, {}).setdefault(facet, []).append(value)
    return {record: {name: sorted(values) for name, values in facets.items()} for record, facets in found.items()}


def _write(page, row, site, path, facets):
    WithdrawnRecord.objects.filter(site=site, path=path).exclude(
        translation_key=page.translation_key, language=row.language
    ).update(path="")
    words = [row.card.get("kind_label"), row.card.get("dated_words")]
    WithdrawnRecord.objects.update_or_create(
        translation_key=page.translation_key,
        language=row.language,
        defaults={
            "record_type": row.record_type,
            "site_id": site,
            "path": path,
            "title": row.title,
            "description": ", ".join(word for word in words if word),
            "withdrawn_at": timezone.now(),
            "facets": facets,
        },
    )


def _redirect(withdrawn, page):
    place = place_of(page)
    if withdrawn.path and place and place != (withdrawn.site_id, withdrawn.path):
        old_path = Redirect.normalise_path(withdrawn.path)
        Redirect.objects.get_or_create(
            old_path=old_path, site_id=withdrawn.site_id, defaults={"redirect_page_id": page.pk, "is_permanent": True}
        )


def find(request):
    """Return the WithdrawnRecord whose address is asked for, or a file below it; None for any other. One query."""
    path = request.path.rstrip("/") + "/"
    if len(path) > LONGEST_PATH or path.count("/") < 2:
        return None
    # A page answers /list/record.pdf and /list/record/record.ics too.
    above = path.rstrip("/").rpartition("/")[0] + "/"
    stem = path.rstrip("/").rpartition(".")[0]
    candidates = [path, *([above, f"{stem}/"] if "." in path.removeprefix(above) else [])]
    site = Site.find_for_request(request)
    rows = WithdrawnRecord.objects.filter(site=site, path__in=candidates).select_related("moved_to__locale")
    found = {row.path: row for row in rows}
    return next((found[candidate] for candidate in candidates if candidate in found), None)


def show(request, withdrawn):
    """Return the page, with status 410, that says what was at the address, why it went, and where to look instead."""
    versions = Page.objects.live().public().filter(translation_key=withdrawn.translation_key)
    target = withdrawn.moved_to if withdrawn.moved_to and withdrawn.moved_to.live else None
    context = {
        "withdrawn": withdrawn,
        "target": target and {"title": target.title, "url": target.get_url(request)},
        "versions": [
            {"title": page.title, "url": page.get_url(request), "language": page.locale.language_code}
            for page in versions.exclude(locale__language_code=withdrawn.language).select_related("locale")
        ],
        "listing": _find_listing(withdrawn),
    }
    return render(request, "410.html", context, status=410)


def _find_listing(withdrawn):
    record_type = next((model for model in record_types() if model.search_kind == withdrawn.record_type), None)
    found = record_type and find_listings(Locale.get_active()).get(record_type._meta.label)
    return found and {"title": record_type._meta.verbose_name_plural, "url": found[0]}
