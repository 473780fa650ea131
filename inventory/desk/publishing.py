"""Publishes submissions as project pages through Wagtail's revisions and log, never overwriting a draft."""

from django.conf import settings
from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from inventory.form.project_parts import ProjectPart, in_order
from inventory.form.questions import project_parts
from inventory.models import ProjectAnswer, ProjectIndexPage, ProjectPage
from pages.models import Attachment, SiteDocument


class OwnAnswersPart(ProjectPart):
    """The answers to the round's own questions, stored outside the page and its revisions."""

    is_apart = True

    def is_sent(self, sent):
        return bool(sent.own)

    def sent(self, sent):
        return [(question.label, text) for question, text in sent.own]

    def current(self, page):
        return [(answer.label, answer.value) for answer in page.own_answers.all()]

    def put(self, page, value, sent):
        """Write the answers; those to questions of other rounds stay."""
        for position, (question, text) in enumerate(sent.own):
            ProjectAnswer.objects.update_or_create(
                project=page,
                question=question.clean_name,
                defaults={
                    "label": question.label,
                    "value": text,
                    "visibility": question.visibility,
                    "position": position,
                },
            )

    def merge(self, page, value, sent):
        known = set(page.own_answers.values_list("question", flat=True))
        ProjectAnswer.objects.bulk_create(
            ProjectAnswer(
                project=page,
                question=question.clean_name,
                label=question.label,
                value=text,
                visibility=question.visibility,
                position=position,
            )
            for position, (question, text) in enumerate(sent.own)
            if question.clean_name not in known
        )

    def show(self, value):
        return [f"{label}: {text}" for label, text in value]


OWN_ANSWERS = OwnAnswersPart("own", _("Own questions"))


def list_parts():
    """Return all ProjectParts that a submission can fill, in the order in which editors compare them."""
    return [*project_parts(), OWN_ANSWERS]


def publish_new(sent, user, files):
    """Return a new ProjectPage in the main language, published by `user`, of SubmittedValues and SubmissionFiles."""
    # The lock keeps two editors from giving two pages the same place in the tree.
    parent = overview().select_for_update(of=("self",)).get()
    page = ProjectPage(locale=parent.locale, owner=user, live=False, round_id=sent.submission.round_id)
    chosen = [part for part in list_parts() if part.is_sent(sent)]
    for part in chosen:
        if not part.is_apart:
            part.put(page, part.sent(sent), sent)
    _confirm(page, sent)
    if not slugify(page.title, allow_unicode=True):
        # Wagtail makes no address of a title without letters or digits.
        page.slug = sent.submission.reference.lower()
    parent.add_child(instance=page)
    log(instance=page, action="wagtail.create", user=user, content_changed=True)
    for part in chosen:
        if part.is_apart:
            part.put(page, part.sent(sent), sent)
    _attach(page, files, user)
    page.save_revision(user=user).publish(user=user)
    page.refresh_from_db()
    return page


def publish_changes(page, sent, user, names, files):
    """Give a ProjectPage the chosen fields of SubmittedValues and publish it; return the labels of these fields."""
    chosen = [part for part in list_parts() if part.name in names and part.is_sent(sent)]
    for part in chosen:
        part.put(page, part.sent(sent), sent)
    return _publish(page, sent, user, chosen, files)


def publish_united(page, sent, user, files):
    """Fill in what a page lacks, join its lists with SubmittedValues, publish; return the labels of what changed."""
    changed = []
    for part in list_parts():
        if part.is_sent(sent):
            before = part.show(part.current(page))
            part.merge(page, part.sent(sent), sent)
            if part.show(part.current(page)) != before:
                changed.append(part)
    return _publish(page, sent, user, changed, files)


def overview():
    """Return the queryset of the overview under which new projects come."""
    return ProjectIndexPage.objects.filter(locale__language_code=settings.LANGUAGE_CODE)


def why_not_add(user):
    """Return, as a sentence, why `user` may not publish a new project; empty when they may."""
    parent = overview().first()
    if parent is None:
        return gettext("There is no overview of projects to put a project under. Make one first.")
    may = parent.permissions_for_user(user).can_publish_subpage()
    return "" if may else gettext("You may not publish projects.")


def lock_project(pk):
    """Return the ProjectPage with this primary key, locked until the end of the transaction; None when it is gone."""
    return ProjectPage.objects.select_for_update().filter(pk=pk, alias_of=None).first()


def why_not_publish(page, user):
    """Return, as a sentence, why `user` may not publish changes in a project now; empty when they may."""
    rights = page.permissions_for_user(user)
    if not rights.can_publish():
        return gettext("You may not publish this project.")
    found = page.get_lock()
    if found and found.for_user(user):
        return gettext("The project is locked: %(why)s") % {"why": found.get_description(user)}
    if not page.live:
        return gettext("The project is not published. Publish or delete it first.")
    if page.has_unpublished_changes:
        words = gettext(
            "%(who)s has changes in this project that are not published. "
            "Publish or discard them first: they would be lost or published unasked."
        )
        return words % {"who": _author_of(page.latest_revision)}
    return ""


def _author_of(revision):
    user = revision.user if revision else None
    return (user.get_full_name() or user.get_username()) if user else gettext("Somebody")


def _publish(page, sent, user, fields, files):
    _confirm(page, sent)
    _attach(page, files, user)
    page.save_revision(user=user, changed=bool(fields or files)).publish(user=user)
    return [str(part.label) for part in fields]


def _confirm(page, sent):
    """Set the day of confirmation: submitting confirms; an older submission does not move it back."""
    day = timezone.localdate(sent.submission.submitted_at or sent.submission.changed_at)
    page.confirmed_on = max(day, page.confirmed_on or day)


def _attach(page, files, user):
    for file in files:
        # The language of the form is the best guess of that of the file.
        document = SiteDocument(title=file.name[:255], uploaded_by_user=user, language=file.submission.language)
        with file.file.open("rb") as content:
            document.file.save(file.name, ContentFile(content.read()), save=False)
        document.file_size = document.file.size
        document.save()
        page.attachments.set(in_order([*page.attachments.all(), Attachment(document=document)]))
