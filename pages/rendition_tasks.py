"""Makes the renditions of every image that is stored, in a task; recovers tasks that were lost."""

import logging

from django.db import models, transaction
from django.db.models.signals import post_delete, post_save
from django.utils import timezone
from wagtail.images.models import SourceImageIOError

from pages.cache_version import invalidate_on_commit
from pages.models import SiteImage, SiteRendition
from pages.record_index.changes import mark_changed
from pages.renditions import SIZES, key_of, shape, sizes_of, specifications
from visitors.task_queue import LOST_AFTER, task

MOST_REQUEUED = 100  # images at a time, each minute

logger = logging.getLogger(__name__)


def connect():
    """Connect the signal handlers; called once, by the app's ready()."""
    post_save.connect(_image_saved, sender=SiteImage, dispatch_uid="renditions-of-image")
    post_delete.connect(_rendition_deleted, sender=SiteRendition, dispatch_uid="renditions-of-image-deleted")


def _image_saved(sender, instance, raw=False, **kwargs):
    """Have the renditions of a new image, file or focal point made."""
    if not raw and instance.file and instance.renditions_key != key_of(instance):
        queue_renditions(instance)


def _rendition_deleted(sender, instance, **kwargs):
    """Have it made again, when pages show it: a command of Wagtail deletes renditions, and so does a new file."""
    if any(instance.filter_spec in specifications(size) for size in SIZES):
        made = SiteImage.objects.filter(pk=instance.image_id).exclude(renditions_key="")
        if made.update(renditions_key="", rendition_files={}, renditions_queued_at=timezone.now()):
            transaction.on_commit(lambda: make_renditions.enqueue(instance.image_id))


def queue_renditions(image):
    """Have the renditions of a SiteImage made by a task, after commit.

    Those of the same file are shown until then, and none of another file: they are deleted with it.
    """
    before = image.renditions_key.split("-")[1:2]
    if before != key_of(image).split("-")[1:2]:
        image.rendition_files = {}
    image.renditions_key, image.renditions_queued_at = "", timezone.now()
    SiteImage.objects.filter(pk=image.pk).update(
        rendition_files=image.rendition_files,
        renditions_key=image.renditions_key,
        renditions_queued_at=image.renditions_queued_at,
    )
    transaction.on_commit(lambda: make_renditions.enqueue(image.pk))


def images_to_make():
    """Return the queryset of the SiteImages whose renditions are to be made, those that wait longest first."""
    found = SiteImage.objects.exclude(renditions_key__startswith=shape())
    return found.order_by(models.F("renditions_queued_at").asc(nulls_first=True), "pk")


def requeue_lost(moment):
    """Queue images again that were never queued (an upgrade) or whose task was lost before `moment` (aware)."""
    lost = models.Q(renditions_queued_at=None) | models.Q(renditions_queued_at__lt=moment - LOST_AFTER)
    for pk in list(images_to_make().filter(lost).values_list("pk", flat=True)[:MOST_REQUEUED]):
        SiteImage.objects.filter(pk=pk).update(renditions_queued_at=moment)
        make_renditions.enqueue(pk)


@task(backend="queue")
def make_renditions(pk):
    """Make the renditions of the SiteImage `pk`. Does nothing when it is gone, or when all is made already."""
    image = SiteImage.objects.filter(pk=pk).first()
    if image is not None and image.renditions_key != key_of(image):
        make(image)


def make(image):
    """Make the renditions that a SiteImage lacks, keep the files on it, and have its records indexed. Idempotent.

    A size that cannot be made is left out, as all are when the file is lost. When the image is changed meanwhile
    nothing is kept: its renditions are then made by a task of their own.
    """
    key = key_of(image)
    image.prefetched_renditions = _find_made(image)
    made = [rendition for size in sizes_of(image) for rendition in _make_size(image, size)]
    files = {rendition.filter_spec: [rendition.file.name, rendition.width, rendition.height] for rendition in made}
    with transaction.atomic():
        # A lock, so that whoever deletes a rendition meanwhile waits and then finds the key.
        stored = SiteImage.objects.select_for_update().filter(pk=image.pk).first()
        if stored is None or key_of(stored) != key:
            return
        names = {rendition.file.name for rendition in made}
        if image.renditions.filter(file__in=names).count() < len(names):
            queue_renditions(stored)
            return
        SiteImage.objects.filter(pk=image.pk).update(rendition_files=files, renditions_key=key)
        image.rendition_files, image.renditions_key = files, key
        if files != stored.rendition_files:
            mark_changed(rows=[(SiteImage, image.pk)])
            invalidate_on_commit(SiteImage)


def _find_made(image):
    """Return the SiteRenditions of an image as a list; deletes those whose files are gone."""
    found = []
    for rendition in image.renditions.all():
        if rendition.file.storage.exists(rendition.file.name):
            found.append(rendition)
        else:
            rendition.delete()
    return found


def _make_size(image, size):
    """Return the SiteRenditions of an image in one size (a name in SIZES); none when they cannot be made."""
    try:
        return image.get_renditions(*specifications(size)).values()
    except SourceImageIOError as error:
        if image.file.storage.exists(image.file.name):
            raise
        logger.warning("The file of image %d is lost: %s", image.pk, error)
    except ConnectionError:
        # The storage is away: the task fails, and is queued again.
        raise
    except Exception:  # each decoder has its own errors for a damaged file
        logger.exception("Image %d cannot be made in the size “%s”.", image.pk, size)
    return []
