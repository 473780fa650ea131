"""Publishing of what an owner changes without the editors, through Wagtail's revisions."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Revision
from wagtail.signals import page_published

from inventory.models import ProjectPage


def original_of(project):
    """Return the project in the main language, to which owner and links belong."""
    if project.locale.language_code == settings.LANGUAGE_CODE:
        return project
    translations = ProjectPage.objects.filter(translation_key=project.translation_key)
    return translations.filter(locale__language_code=settings.LANGUAGE_CODE).first() or project


@transaction.atomic
def publish_fields(project, action, **facts):
    """Set fields of a project and its translations, publish, and log `action` (a log action). Idempotent.

    An editor's draft, request for approval or scheduled publication is kept, with these fields updated in it. An
    unpublished page stays unpublished.
    """
    versions = ProjectPage.objects.select_for_update().filter(
        translation_key=project.translation_key, alias_of=None, live=True
    )
    for page in versions:
        if all(getattr(page, name) == value for name, value in facts.items()):
            continue
        for name, value in facts.items():
            setattr(page, name, value)
        drafts = _drafts(page)
        revision = _publish_below(page, drafts, facts) if drafts else _publish(page)
        log(instance=page, action=action, revision=revision, content_changed=True)


def _drafts(page):
    """Return the revisions of a page that are newer than what is on the site, oldest first."""
    newer = page.revisions.order_by("created_at", "pk")
    return list(newer.filter(created_at__gt=page.live_revision.created_at) if page.live_revision else newer)


def _publish(page):
    revision = page.save_revision(clean=False)
    revision.publish(log_action=False)
    return revision


def _publish_below(page, drafts, facts):
    """Publish the row of the page as a revision older than its drafts, which get the changed fields only.

    Wagtail's own publishing would cancel a request for approval and a scheduled publication, and treat the draft as
    outdated.
    """
    content = page.serializable_data()
    for draft in drafts:
        draft.content |= {name: content[name] for name in facts}
        draft.save(update_fields=["content"])
    revision = Revision.objects.create(
        content_object=page,
        base_content_type=page.get_base_content_type(),
        created_at=drafts[0].created_at - timedelta(microseconds=1),
        content=content,
        object_str=str(page),
    )
    page.live_revision, page.last_published_at = revision, timezone.now()
    page.save(clean=False)
    page.update_aliases(revision=revision, _content=content)
    page_published.send(sender=ProjectPage, instance=page, revision=revision)
    return revision
