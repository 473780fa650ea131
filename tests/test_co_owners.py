"""Editors of each werkplaats that a shared record names may edit it, and nobody else because of that."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import Page
from wagtail.permissions import policy_registry
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from kus_site import roles
from pages.models import ArticlePage, WerkplaatsPage
from publications.models import PublicationPage
from tests.sample_records import add_publication, text_of, visit
from themes.models import KnowledgeAgendaPage

pytestmark = pytest.mark.django_db
ZHZ = "Redactie Zuid-Holland Zuid"


@pytest.fixture
def editor(django_user_model):
    """An editor of the werkplaats Zuid-Holland Zuid."""
    user = django_user_model.objects.create_user("zhz", password="geheim-voor-de-test")
    user.groups.add(Group.objects.get(name=ZHZ))
    return user


@pytest.fixture
def ours():
    """The page of the werkplaats Zuid-Holland Zuid."""
    return WerkplaatsPage.objects.get(region="Zuid-Holland Zuid", locale__language_code="nl")


@pytest.fixture
def others(ours):
    """The page of another werkplaats."""
    return WerkplaatsPage.objects.exclude(translation_key=ours.translation_key).live().first()


def share(page, *werkplaatsen):
    page.werkplaatsen.set(werkplaatsen)
    page.save()
    return page


def may_edit(user, page):
    """Return what each way in which Wagtail asks for the right to edit a page answers."""
    policy = policy_registry.get_by_type(Page)
    return {
        page.specific.permissions_for_user(user).can_edit(),
        Page.objects.get(pk=page.pk).permissions_for_user(user).can_edit(),
        policy.user_has_permission_for_instance(user, "change", page),
        policy.editable_instances(user).filter(pk=page.pk).exists(),
        policy.explorable_instances(user).filter(pk=page.pk).exists() if not page.live else None,
    } - {None}


def test_editors_of_each_werkplaats_edit_what_they_own_together(editor, ours, others):
    assert may_edit(editor, share(add_publication(live=False), ours, others)) == {True}
    assert may_edit(editor, share(add_publication(), ours)) == {True}
    assert may_edit(editor, share(add_publication(), others)) == {False}
    assert may_edit(editor, add_publication(live=False)) == {False}


def test_they_do_not_publish_move_or_delete_it(editor, ours, others):
    for live in (True, False):
        rights = share(add_publication(live=live), ours, others).permissions_for_user(editor)
        refused = [rights.can_publish, rights.can_unpublish, rights.can_delete, rights.can_move]
        assert not any(refusal() for refusal in refused)
        assert rights.can_submit_for_moderation() or live


def test_who_leaves_the_werkplaats_or_is_switched_off_edits_nothing(editor, ours, django_user_model):
    page = share(add_publication(), ours)
    editor.groups.clear()
    assert may_edit(django_user_model.objects.get(pk=editor.pk), page) == {False}
    editor.groups.add(Group.objects.get(name=ZHZ))
    editor.is_active = False
    editor.save()
    assert may_edit(django_user_model.objects.get(pk=editor.pk), page) == {False}


def test_all_shared_types_and_no_other(editor, ours):
    assert may_edit(editor, share(ArticlePage.objects.live().first(), ours)) == {True}
    assert may_edit(editor, share(KnowledgeAgendaPage.objects.exclude(werkplaats=ours).live().first(), ours)) == {False}


def test_a_change_of_a_co_owner_waits_for_approval(client, editor, ours, others):
    page = share(add_publication("Samen gemaakt"), ours, others)
    client.force_login(editor)
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    form = client.get(edit)
    assert form.status_code == 200
    assert "action-publish" not in form.content.decode()
    empty = {name: inline_formset([]) for name in CHILD_ROWS}
    data = {
        "title": "Samen veranderd",
        "slug": page.slug,
        "kind": page.kind_id,
        "werkplaatsen": [ours.pk, others.pk],
        "languages": ["nl"],
        "abstract": rich_text(""),
        "for_whom": rich_text(""),
        "body": streamfield([]),
        **empty,
    }
    answer = client.post(edit, nested_form_data(data), follow=True)
    assert answer.status_code == 200
    page.refresh_from_db()
    assert (page.title, page.get_latest_revision_as_object().title) == ("Samen gemaakt", "Samen veranderd")


def test_the_draft_of_a_co_owned_record_is_found_in_the_admin(client, editor, ours):
    share(add_publication("Zwijgsamen", live=False), ours)
    add_publication("Zwijgalleen", live=False)
    client.force_login(editor)
    words = client.get(f"{reverse('wagtailadmin_pages:search')}?q=zwijg").content.decode()
    listing = PublicationPage.objects.get(title="Zwijgsamen").get_parent()
    words += client.get(reverse("wagtailadmin_explore", args=[listing.pk]) + "?q=zwijg").content.decode()
    assert "Zwijgsamen" in words
    assert "Zwijgalleen" not in words


def test_editors_of_kus_edit_everything_as_before(django_user_model, others):
    user = django_user_model.objects.create_user("kus", password="geheim-voor-de-test")
    user.groups.add(Group.objects.get(name=roles.KUS_ROLE))
    assert may_edit(user, share(add_publication(), others)) == {True}


def test_readers_see_with_whom_a_record_was_made(client, ours, others):
    record = visit(client, share(add_publication(), ours, others)).find(class_="library-record")
    assert ours.title in text_of(record)
    assert others.title in text_of(record)
    alone = visit(client, share(add_publication(), ours)).find(class_="library-record")
    assert ours.title not in text_of(alone)


CHILD_ROWS = ["contributors", "files", "key_points", "parts", "companions", "order_links", "result_of", "action_links"]
CHILD_ROWS += ["attachments", "related_records", "subject_links", "theme_links", "teaser_placements", "comments"]
