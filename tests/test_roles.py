"""What an editor of kUS, an editor of another werkplaats and an administrator may do, on the demo content."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.management import call_command
from wagtail.images import get_image_model
from wagtail.models import GroupApprovalTask, GroupPagePermission, Page
from wagtail.permissions import policy_registry

from kus_site import roles
from pages.models import WerkplaatsIndexPage, WerkplaatsPage
from pages.record_types import shared_listings
from publications.models import PublicationIndexPage, PublicationPage

ZHZ = "Redactie Zuid-Holland Zuid"


@pytest.fixture
def user_with(django_user_model, db):
    """Return a function that makes a user with one role."""

    def user_with(role):
        user = django_user_model.objects.create_user(role.lower().replace(" ", "-"), password="geheim-voor-de-test")
        user.groups.add(Group.objects.get(name=role))
        return user

    return user_with


@pytest.fixture
def own_page(db):
    """The page of the werkplaats Zuid-Holland Zuid."""
    return WerkplaatsPage.objects.get(region="Zuid-Holland Zuid", locale__language_code="nl")


@pytest.fixture
def publications(db):
    """The Dutch listing of publications."""
    return PublicationIndexPage.objects.get(locale__language_code="nl")


def test_one_role_for_kus_and_one_for_each_other_werkplaats(db):
    expected = {roles.role_name(page) for page in WerkplaatsPage.objects.all()}
    expected -= {roles.role_name(page) for page in roles.own_werkplaatsen()}
    assert set(Group.objects.values_list("name", flat=True)) == expected | {roles.KUS_ROLE}
    assert ZHZ in expected


def test_making_roles_again_changes_nothing(db):
    def everything():
        return (
            sorted(GroupPagePermission.objects.values_list("group__name", "page_id", "permission__codename")),
            sorted(Group.permissions.through.objects.values_list("group_id", "permission_id")),
            sorted(GroupApprovalTask.groups.through.objects.values_list("groupapprovaltask_id", "group_id")),
        )

    before = everything()
    call_command("create_roles", verbosity=0)
    assert everything() == before


def test_what_an_administrator_added_to_a_role_stays(own_page, publications):
    role = Group.objects.get(name=ZHZ)
    roles.allow_on_page(role, publications, ["change"])
    roles.create_roles()
    assert GroupPagePermission.objects.filter(group=role, page_id=publications.pk).count() == 2


def test_editors_of_kus_may_edit_and_publish_all_pages(user_with):
    user = user_with(roles.KUS_ROLE)
    for page in Page.objects.filter(depth__gt=1).specific():
        rights = page.permissions_for_user(user)
        assert rights.can_edit(), page
        assert rights.can_publish(), page


def test_editors_of_kus_may_edit_every_snippet_and_setting_and_no_users(user_with):
    user = user_with(roles.KUS_ROLE)
    for label in ("network.organisation", "network.person", "network.municipality", "wagtailredirects.redirect"):
        app_label, model = label.split(".")
        assert user.has_perms([f"{app_label}.{action}_{model}" for action in ("add", "change", "delete")])
    assert user.has_perm("pages.change_sitesettings")
    assert not user.has_perm("auth.change_user")


def test_editors_of_a_werkplaats_publish_their_own_page_and_what_lies_below_it(user_with, own_page):
    user = user_with(ZHZ)
    for page in own_page.get_descendants(inclusive=True).specific():
        rights = page.permissions_for_user(user)
        assert rights.can_edit(), page
        assert rights.can_publish(), page


def test_editors_of_a_werkplaats_cannot_touch_the_pages_of_others(user_with, own_page, home):
    user = user_with(ZHZ)
    for page in Page.objects.filter(depth__gt=1).not_descendant_of(own_page, inclusive=True).specific():
        if page.translation_key != own_page.translation_key:
            rights = page.permissions_for_user(user)
            # What they own together with others they may edit, and no more (test_co_owners.py).
            owns = getattr(page, "is_shared", False) and own_page in page.werkplaatsen.all()
            assert rights.can_edit() == owns, page
            assert not rights.can_publish(), page
            assert not rights.can_delete(), page
    werkplaatsen = WerkplaatsIndexPage.objects.get(locale=home.locale)
    assert not werkplaatsen.permissions_for_user(user).can_add_subpage()


@pytest.mark.parametrize("label", [label for label in shared_listings() if not label.startswith("record_app.")])
def test_editors_of_a_werkplaats_add_to_every_shared_listing(user_with, label, db):
    user = user_with(ZHZ)
    listings = list(apps.get_model(label).objects.all())
    assert listings
    for listing in listings:
        rights = listing.permissions_for_user(user)
        assert rights.can_add_subpage()
        assert not rights.can_publish_subpage()


def test_a_record_of_a_werkplaats_is_approved_by_kus(user_with, publications):
    maker, approver = user_with(ZHZ), user_with(roles.KUS_ROLE)
    kind = PublicationPage._meta.get_field("kind").related_model.objects.first()
    record = publications.add_child(
        instance=PublicationPage(title="Nieuw rapport", slug="nieuw-rapport", kind=kind, live=False, owner=maker)
    )
    record.save_revision(user=maker)
    rights = record.permissions_for_user(maker)
    assert rights.can_edit()
    assert rights.can_submit_for_moderation()
    assert not rights.can_publish()

    workflow = record.get_workflow()
    assert workflow.name == roles.KUS_WORKFLOW
    state = workflow.start(record, maker)
    task = state.current_task_state
    assert "approve" not in [action for action, *_ in task.task.specific.get_actions(record, maker)]
    assert "approve" in [action for action, *_ in task.task.specific.get_actions(record, approver)]
    task.specific.approve(user=approver)
    record.refresh_from_db()
    assert record.live


def test_editors_of_a_werkplaats_add_and_choose_images_and_change_only_their_own(user_with, django_user_model):
    user = user_with(ZHZ)
    image_policy = policy_registry.get_by_type(get_image_model())
    assert image_policy.user_has_permission(user, "add")
    assert image_policy.user_has_permission(user, "choose")
    others = get_image_model()(title="van een ander", uploaded_by_user=django_user_model.objects.create(username="x"))
    own = get_image_model()(title="eigen", uploaded_by_user=user)
    collection = apps.get_model("wagtailcore.Collection").get_first_root_node()
    own.collection = others.collection = collection
    assert image_policy.user_has_permission_for_instance(user, "change", own)
    assert not image_policy.user_has_permission_for_instance(user, "change", others)


@pytest.mark.parametrize("role", [roles.KUS_ROLE, ZHZ])
def test_editors_get_into_the_workplace_but_not_into_users_and_groups(client, user_with, role):
    client.force_login(user_with(role))
    assert client.get("/admin/").status_code == 200
    for path in ("/admin/users/", "/admin/groups/"):
        assert client.get(path).status_code in (302, 403)


def test_roles_of_wagtail_go_unless_somebody_has_them(db, django_user_model):
    somebody = django_user_model.objects.create_user("iemand")
    somebody.groups.add(Group.objects.create(name="Moderators"))
    Group.objects.create(name="Editors")
    roles.create_roles()
    assert Group.objects.filter(name="Moderators").exists()
    assert not Group.objects.filter(name="Editors").exists()


def test_a_new_werkplaats_gets_its_role(home):
    index = WerkplaatsIndexPage.objects.get(locale=home.locale)
    page = index.add_child(instance=WerkplaatsPage(title="Werkplaats Drenthe", slug="drenthe", region="Drenthe"))
    assert "Redactie Drenthe" in [role.name for role in roles.create_roles()]
    assert GroupPagePermission.objects.filter(group__name="Redactie Drenthe", page_id=page.pk).count() == 3


def test_an_approval_that_an_administrator_took_away_stays_away(db):
    placement = apps.get_model("wagtailcore.WorkflowPage")
    placement.objects.all().delete()
    roles.create_roles()
    assert not placement.objects.exists()
