"""Admin view of the owner of a project, and the log actions of owners."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from inventory.editing import HANDLE
from inventory.models import ProjectOwner, ProjectPage
from inventory.owners import actions
from inventory.owners.history import ACTIONS
from inventory.owners.publishing import original_of
from visitors.addresses import AddressField, key_of


class OwnerForm(forms.ModelForm):
    """The person who answers for a project."""

    address = AddressField()

    class Meta:
        model = ProjectOwner
        fields = ["name", "address", "organisation", "language"]


class OwnerView(WagtailAdminTemplateMixin, FormView):
    """Sets or corrects the owner of a project, mails a new link, or erases the owner."""

    template_name = "inventory/admin/owner.html"
    page_title = _("Owner of the project")
    header_icon = "user"
    form_class = OwnerForm

    def dispatch(self, request, *args, **kwargs):
        """Refuse who may not handle submissions, or may not edit the project."""
        if not (request.user.has_perm(HANDLE) and self.project.permissions_for_user(request.user).can_edit()):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def project(self):
        """The project in the main language."""
        projects = ProjectPage.objects.select_related("locale")
        return original_of(get_object_or_404(projects, pk=self.kwargs["pk"]))

    @cached_property
    def owner(self):
        """The ProjectOwner, or None."""
        return ProjectOwner.objects.filter(project=self.project).select_related("project").first()

    def get_page_subtitle(self):
        """Return the title of the project."""
        return self.project.title

    def get_breadcrumbs_items(self):
        """Return the path: home, the project, this page."""
        project = {"url": reverse("wagtailadmin_pages:edit", args=[self.project.pk]), "label": self.project.title}
        return [*self.breadcrumbs_items, project, {"url": "", "label": self.get_page_title()}]

    def get_form_kwargs(self):
        """Return the arguments of the form, with the owner as it is now."""
        return super().get_form_kwargs() | {"instance": self.owner}

    def get_context_data(self, **kwargs):
        """Return the context with project and owner."""
        return super().get_context_data(**kwargs) | {"project": self.project, "owner": self.owner}

    def post(self, request, *args, **kwargs):
        """Mail a new link, erase the owner, or save what was filled in."""
        what = request.POST.get("what")
        if what == "link" and self.owner:
            actions.renew_links(self.owner)
            return self._back(gettext("All links are ended, and the owner gets a new one by mail."))
        if what == "erase" and self.owner:
            actions.leave(self.owner)
            return self._back(gettext("The owner is erased; the project stays."))
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        """Correct the owner, or put somebody else in place, who gets a link."""
        before = ProjectOwner.objects.filter(project=self.project).first()
        if before and before.address_key == key_of(form.cleaned_data["address"]):
            form.save()
            return self._back(gettext("The owner is saved."))
        actions.set_owner(self.project, user=self.request.user, **form.cleaned_data)
        return self._back(gettext("The owner is saved, and gets a private link by mail."))

    def _back(self, words):
        messages.success(self.request, words)
        return redirect("wagtailadmin_pages:edit", self.project.pk)


@hooks.register("register_admin_urls")
def list_owner_urls():
    """Return the address of the page of a project's owner."""
    return [path("inventory/owner/<int:pk>/", OwnerView.as_view(), name="inventory_owner")]


@hooks.register("register_log_actions")
def register_owner_actions(actions):
    """Let Wagtail's history of a project name what its owner did."""
    for name, words in ACTIONS.items():
        actions.register_action(name, words, words)
