"""Who may do what: the editors of kUS, the editors of each other werkplaats; administrators are superusers.

kUS edits and publishes everything. Another werkplaats edits and publishes its own pages; in the shared listings it
makes records, keeps the right to edit what it made, and hands it in for approval by kUS.
"""

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.contrib.settings.registry import registry as settings_registry
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Site,
    WorkflowPage,
)
from wagtail.snippets.models import get_snippet_models

from pages.examples import example_keys
from pages.record_types import shared_listings

KUS_ROLE = "Redactie kUS"
# What Wagtail's own migrations make: roles that see the whole site, and a workflow with an English name.
WAGTAIL_ROLES = ["Editors", "Moderators"]
WAGTAIL_WORKFLOW = "Moderators approval"
KUS_WORKFLOW = "Goedkeuring door kUS"


@transaction.atomic
def create_roles():
    """Make every role and the approval by kUS; what is there already stays. Returns the groups."""
    roles = [create_kus_role()]
    own = {page.pk for page in own_werkplaatsen()}
    invented = example_keys(Page)
    for werkplaats in apps.get_model("pages.WerkplaatsPage").objects.filter(alias_of=None).order_by("title", "pk"):
        # A translation belongs to the role of the page that it translates.
        if werkplaats.pk not in own | invented and role_name(werkplaats) not in [role.name for role in roles]:
            roles.append(role_for_werkplaats(werkplaats))
    let_kus_approve(roles[0])
    # Roles of Wagtail's that nobody has only invite an administrator to give too much away.
    Group.objects.filter(name__in=WAGTAIL_ROLES, user=None).delete()
    return roles


def own_werkplaatsen():
    """Return the WerkplaatsPages, in all languages, that the sites of this installation belong to; kUS edits these."""
    model = apps.get_model("pages.SiteSettings")
    chosen = [model.for_site(site).werkplaats for site in Site.objects.all()]
    return [page for own in chosen if own for page in own.get_translations(inclusive=True)]


def create_kus_role():
    """Return the role that edits and publishes all pages, files, snippets, settings and redirects."""
    role, _ = Group.objects.get_or_create(name=KUS_ROLE)
    for home in apps.get_model("pages.HomePage").objects.all():
        allow_on_page(role, home, ["add", "change", "publish", "lock", "unlock"])
    allow_on_files(role, ["add", "change", "choose"])
    redirects = apps.get_model("wagtailredirects.Redirect")
    for model in [*get_snippet_models(), redirects]:
        allow_on_model(role, model, ["add", "change", "delete", "view"])
    for model in settings_registry:
        allow_on_model(role, model, ["change"])
    allow_on_model(role, apps.get_model("pages.UnansweredQuery"), ["view"])
    for label in ["pages.WithdrawnRecord", "pages.AccessibleVersionRequest", "pages.Message"]:
        allow_on_model(role, apps.get_model(label), ["change", "view"])
    allow_on_model(role, apps.get_model("pages.Proposal"), ["handle"])
    # Whose addresses are fetched, administrators decide.
    allow_on_model(role, apps.get_model("pages.PartnerSource"), ["view"])
    # What subscribers chose nobody changes but they themselves.
    allow_on_model(role, apps.get_model("newsletters.Subscriber"), ["add", "delete", "view"])
    allow_on_model(role, apps.get_model("newsletters.Mailing"), ["send"])
    allow_on_model(role, apps.get_model("inventory.Submission"), ["handle"])
    allow_on_model(role, apps.get_model("inventory.Invitation"), ["add", "change", "delete", "view"])
    allow_translating(role)
    open_admin(role)
    return role


def role_for_werkplaats(werkplaats):
    """Return the role of one werkplaats (a WerkplaatsPage, in any language), made if it was not there."""
    role, _ = Group.objects.get_or_create(name=role_name(werkplaats))
    for page in werkplaats.get_translations(inclusive=True):
        allow_on_page(role, page, ["add", "change", "publish"])
    for label in shared_listings():
        for listing in apps.get_model(label).objects.all():
            # "Add" alone: they may change what they made themselves and hand it in, nothing else.
            allow_on_page(role, listing, ["add"])
    allow_on_files(role, ["add", "choose"])
    # A publication cannot be entered without its makers.
    for label in ["network.Organisation", "network.Person"]:
        allow_on_model(role, apps.get_model(label), ["add", "view"])
    open_admin(role)
    return role


def role_name(werkplaats):
    """Return the name of a werkplaats's role, after its region."""
    return f"Redactie {werkplaats.region or werkplaats.title}"[: Group._meta.get_field("name").max_length]


def let_kus_approve(role):
    """Make the workflow on the root page, and so on all pages, ask the role for approval."""
    root = Page.get_first_root_node()
    placement = WorkflowPage.objects.filter(page=root).select_related("workflow").first()
    if placement is None:
        # An administrator took the approval away; that is theirs to decide.
        return
    for task in GroupApprovalTask.objects.filter(workflow_tasks__workflow=placement.workflow):
        task.groups.add(role)
        rename(task)
    rename(placement.workflow)


def rename(named):
    """Give a workflow or task of Wagtail's a Dutch name; one with a name of an administrator's keeps it."""
    if named.name == WAGTAIL_WORKFLOW:
        named.name = KUS_WORKFLOW
        named.save(update_fields=["name"])


def allow_on_page(role, page, actions):
    """Give rights on a page and all below it; `actions` without the word "page"."""
    for action in actions:
        permission = Permission.objects.get(
            content_type__app_label="wagtailcore", content_type__model="page", codename=f"{action}_page"
        )
        GroupPagePermission.objects.get_or_create(group=role, page_id=page.pk, permission=permission)


def allow_on_files(role, actions):
    """Give rights on all images and documents."""
    root = Collection.get_first_root_node()
    for app_label, model in [("wagtailimages", "image"), ("wagtaildocs", "document")]:
        for action in actions:
            permission = Permission.objects.get(
                content_type__app_label=app_label, content_type__model=model, codename=f"{action}_{model}"
            )
            GroupCollectionPermission.objects.get_or_create(group=role, collection=root, permission=permission)


def allow_on_model(role, model, actions):
    """Give Django's rights on a snippet, setting or redirect."""
    names = [f"{action}_{model._meta.model_name}" for action in actions]
    role.permissions.add(
        *Permission.objects.filter(content_type__app_label=model._meta.app_label, codename__in=names),
    )


def allow_translating(role):
    """Let the role begin a translation; Wagtail then asks for no right on the page itself, so it is for kUS alone."""
    role.permissions.add(
        Permission.objects.get(content_type__app_label="simple_translation", codename="submit_translation")
    )


def open_admin(role):
    """Give the role access to the admin."""
    role.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
