"""Possible connections between projects and clusters of projects, computed by scheduled jobs; pages only read them."""

import time
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Max, Q
from django.utils import timezone, translation
from wagtail.models import Locale

from inventory.matching.similar import find_similar_to
from inventory.models import Connection, ProjectCluster, ProjectComparison, ProjectPage

STRONG = 50  # points of a likeness that editors hear of
MOST_PER_PROJECT = 5
# What one look of the clock may cost; with many projects to compare it goes on in the next.
MOST_AT_ONCE, LONGEST = 200, 15  # projects, seconds
SMALLEST_CLUSTER = 3  # projects
CLUSTERS_HOLD, CLUSTERS_AT_MOST = timedelta(hours=1), timedelta(days=1)


def compare_due_projects(moment):
    """Compare projects that changed since they were last compared. A scheduled job, bounded in projects and seconds."""
    begin = time.monotonic()
    due = ProjectComparison.objects.filter(is_due=True).select_related("project__locale").order_by("read_at", "pk")
    with translation.override(settings.LANGUAGE_CODE):
        for comparison in due[:MOST_AT_ONCE]:
            if time.monotonic() - begin > LONGEST:
                break
            # First, so that a change that comes meanwhile is not lost.
            ProjectComparison.objects.filter(pk=comparison.pk).update(is_due=False)
            write_connections(comparison.project)


@transaction.atomic
def write_connections(project):
    """Update the Connections of a ProjectPage. Idempotent.

    What editors dismissed or asked about stays. Only projects in the main language are connected: a translation is the
    same project. An unpublished one loses its proposals.
    """
    kept = {}
    for connection in Connection.objects.filter(Q(first=project) | Q(second=project)):
        other = connection.second_id if connection.first_id == project.pk else connection.first_id
        kept[other] = connection
    found = {}
    if project.live and project.locale.language_code == settings.LANGUAGE_CODE:
        similar = find_similar_to(
            project, Locale.objects.get(language_code=settings.LANGUAGE_CODE), also=kept, most=None
        )
        strong = [each for each in similar if each.likeness.strength >= STRONG]
        # The others may have chosen this one, though it would not choose them.
        wanted = strong[:MOST_PER_PROJECT] + [each for each in strong[MOST_PER_PROJECT:] if each.project.pk in kept]
        found = {each.project.pk: each.likeness for each in wanted}
    gone = [row.pk for key, row in kept.items() if key not in found and not (row.dismissed_at or row.asked_at)]
    Connection.objects.filter(pk__in=gone).delete()
    for key, likeness in found.items():
        first, second = sorted((project.pk, key))
        values = {"strength": likeness.strength, "reasons": likeness.reasons}
        Connection.objects.update_or_create(first_id=first, second_id=second, defaults=values)


def count_clusters(moment):
    """Recount the clusters when projects changed, at most once an hour. A scheduled job."""
    counted = ProjectCluster.objects.aggregate(moment=Max("counted_at"))["moment"]
    if counted and moment - counted < CLUSTERS_HOLD:
        return
    changed = ProjectComparison.objects.filter(read_at__gte=counted).exists() if counted else True
    if changed or moment - counted > CLUSTERS_AT_MOST:
        write_clusters()


@transaction.atomic
def write_clusters():
    """Store, for every theme and audience, how many published projects share both, without small ones."""
    projects = ProjectPage.objects.published().filter(
        locale__language_code=settings.LANGUAGE_CODE, theme_links__theme__isnull=False, audiences__isnull=False
    )
    rows = (
        projects.order_by()
        .values("theme_links__theme", "audiences")
        .annotate(
            projects=Count("pk", distinct=True),
            places=Count("municipalities", distinct=True),
            open=Count("pk", filter=Q(open_for_contact=True), distinct=True),
        )
        .filter(projects__gte=SMALLEST_CLUSTER)
    )
    now = timezone.now()
    clusters = [
        ProjectCluster(
            theme_id=row["theme_links__theme"],
            audience_id=row["audiences"],
            projects=row["projects"],
            municipalities=row["places"],
            open_for_contact=row["open"],
            counted_at=now,
        )
        for row in rows
    ]
    ProjectCluster.objects.all().delete()
    ProjectCluster.objects.bulk_create(clusters, batch_size=500)
