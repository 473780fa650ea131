"""Drawn covers as PNG files in the storage, for sharing (og:image): made by the task queue after publication.

The name of a file follows from what is drawn on it, so a file is made once, and one that is out of date is not shown.
"""

import hashlib
import json

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import override
from wagtail.signals import page_published

from pages import cache_version
from pages.contrast import site_colours
from pages.drawings.covers import draw_cover
from pages.drawings.raster import Canvas
from pages.drawings.typesetting import fit
from pages.page_context import fetch_details
from pages.structured_data import DRAWN_SIZE
from publications.covers import describe_cover, describe_drawing, patterns_of
from publications.models import PublicationPage
from visitors.task_queue import task

FOLDER, PREFIX = "images", "drawn-cover-"
# Part of the name of every file: a new number when the drawing changes.
DRAWING = 2
SHOWN = ["kind", "publisher", "theme_links__theme"]
# Pixels: the pattern stands left of the words.
PATTERN_WIDTH, MARGIN, KIND_LINE, FIRST_LINE, FOOT_LINE = 450, 60, 104, 130, 570
# Sizes of the letters of the title, how many lines of them fit, and what bold letters and the lines ask more.
SIZES = ((76, 4), (64, 5), (52, 7), (44, 8))
BOLD, LEADING, SMALL = 1.09, 1.14, 30
MOST_AT_ONCE = 500


def name_of(publication):
    """Return the name in the storage of the picture of a publication; empty when it has a picture of its own."""
    if publication.listing_image_id or publication.cover_id or not publication.pk:
        return ""
    facts = _facts_of(publication)
    digest = hashlib.sha256(json.dumps([DRAWING, *facts]).encode()).hexdigest()[:32]
    return f"{FOLDER}/{PREFIX}{digest}.png"


def _facts_of(publication):
    """Return all that decides how the picture looks: (kind, type for search engines, seed, title, words, colour)."""
    fetch_details(publication, "kind", "publisher")
    with override(publication.locale.language_code):
        kind, foot = describe_cover(publication)
    drawing = publication.cover_facts
    return (
        *(drawing[name] for name in ("kind", "schema_type", "slug")),
        publication.title,
        kind,
        foot,
        drawing["colour"],
    )


def draw(publication):
    """Return the bytes of the picture of a publication: PNG of 1200 x 630 pixels in the light colours of the site."""
    *_facts, title, kind, foot, theme = _facts_of(publication)
    width, height = DRAWN_SIZE
    colours = site_colours()["light"]
    strong = colours[theme]
    drawing = describe_drawing(publication)
    cover = draw_cover(patterns_of(drawing), drawing["slug"], theme)
    inks = inks_of(theme, cover.accent)
    canvas = Canvas(width, height, colours["surface"])
    canvas.path(f"M0 0h{PATTERN_WIDTH}v{height}h{-PATTERN_WIDTH}z", inks[cover.ground])
    scale = height / cover.field
    across, down, left, top = (number * scale for number in cover.place)
    for ink, data in cover.paths:
        canvas.path(data, inks[ink], down, left, top, across)
    # What the pattern draws beyond its field.
    canvas.path(f"M{PATTERN_WIDTH} 0H{width}V{height}H{PATTERN_WIDTH}z", colours["surface"])
    left, room = PATTERN_WIDTH + MARGIN, width - PATTERN_WIDTH - 2 * MARGIN
    index, lines = fit(title, [room / size / BOLD for size, _most in SIZES], [most for _size, most in SIZES])
    size = SIZES[index][0]
    canvas.text(left, KIND_LINE, kind, SMALL, 600, strong)
    for number, line in enumerate(lines):
        canvas.text(left, FIRST_LINE + size + number * size * LEADING, line, size, 700, colours["text"])
    canvas.text(left, FOOT_LINE, foot, SMALL, 600, strong)
    return canvas.png()


def inks_of(theme, accent):
    """Return {ink: "#rrggbb"} of a cover in two colours of the site, in the light ones, as static/css/pictures.css."""
    colours = site_colours()["light"]
    strong, tint = colours[theme], colours[f"{theme}-tint"]
    return {
        "field": strong,
        "light": tint,
        "middle": _mix(strong, tint, 0.55),
        "deep": _mix(strong, "#000000", 0.65),
        "accent": _mix(colours[accent], colours[f"{accent}-tint"], 0.5),
    }


def _mix(colour, other, share):
    """Return `share` of a colour mixed with another in sRGB, all “#rrggbb”."""
    pairs = zip(bytes.fromhex(colour[1:]), bytes.fromhex(other[1:]), strict=True)
    return "#" + "".join(f"{round(one * share + two * (1 - share)):02x}" for one, two in pairs)


def make(publications):
    """Make the pictures that publications (an iterable) lack; return how many were made."""
    made = 0
    for publication in publications:
        name = name_of(publication)
        if name and not default_storage.exists(name):
            default_storage.save(name, ContentFile(draw(publication)))
            made += 1
    if made:
        # Pages that are kept name the picture of the platform.
        cache_version.invalidate_on_commit()
    return made


def published():
    """Return the published publications with what their names ask."""
    return PublicationPage.objects.live().select_related("locale").prefetch_related(*SHOWN)


@task(backend="queue")
def make_pictures(pks):
    """Make the pictures of published publications (primary keys) that lack one. Idempotent."""
    make(published().filter(pk__in=pks))


def remove_outdated():
    """Delete the pictures that no published publication shows any more; return how many."""
    wanted = {name_of(each) for each in published().iterator(MOST_AT_ONCE)}
    try:
        _folders, files = default_storage.listdir(FOLDER)
    except FileNotFoundError:
        return 0
    outdated = [f"{FOLDER}/{file}" for file in files if file.startswith(PREFIX) and f"{FOLDER}/{file}" not in wanted]
    for name in outdated:
        default_storage.delete(name)
    return len(outdated)


class QueueCoversOnCommit:
    """Callback for transaction.on_commit(): queues one task for all that a transaction publishes."""

    def __init__(self):
        self.pks = []
        # Django names a failing callback by this in its log.
        self.__qualname__ = "cover_pictures.make_on_commit"

    def __call__(self):
        for start in range(0, len(self.pks), MOST_AT_ONCE):
            make_pictures.enqueue(self.pks[start : start + MOST_AT_ONCE])


def queue_picture(instance, **kwargs):
    """Receive page_published: queue the picture of a publication without one of its own."""
    if instance.listing_image_id or instance.cover_id:
        return
    waiting = transaction.get_connection().run_on_commit
    pending = next((entry[1] for entry in reversed(waiting) if isinstance(entry[1], QueueCoversOnCommit)), None)
    if pending is None:
        pending = QueueCoversOnCommit()
        pending.pks.append(instance.pk)
        transaction.on_commit(pending, robust=True)
    else:
        pending.pks.append(instance.pk)


def connect():
    """Connect the signal; called once, by the app's ready()."""
    page_published.connect(queue_picture, sender=PublicationPage, dispatch_uid="cover-pictures")
