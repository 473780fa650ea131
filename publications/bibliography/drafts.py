"""Makes drafts of publications from the plans of CSL-JSON items."""

from django.db import transaction

from pages.models import ActionLink, SubjectLink
from publications.models import Contributor, PublicationPage

from .plans import Planner


class Drafts(Planner):
    """Plans drafts and makes them."""

    def make(self, plan):
        """Make the draft of a Plan, and the people and organisations in it that are new; return the PublicationPage.

        Raises ValidationError, and then nothing is made, when a value is refused.
        """
        records = [each for each in (*(maker.record for maker in plan.makers), plan.publisher) if each is not None]
        # An unsaved record has no hash.
        new = list({id(each): each for each in records if each.pk is None}.values())
        try:
            with transaction.atomic():
                return self._make(plan, new)
        except Exception:
            # Another plan may name them too.
            for record in new:
                record.pk, record._state.adding = None, True
            raise

    def _make(self, plan, new):
        for record in new:
            record.full_clean(exclude=["slug"])
            record.save()
        page = PublicationPage(
            live=False,
            owner=self.user,
            locale=self.listing.locale,
            kind=plan.kind,
            publisher=plan.publisher,
            series=plan.series,
            **plan.fields,
        )
        page.contributors = [
            Contributor(role=each.role, sort_order=place, **{each.record._meta.model_name: each.record})
            for place, each in enumerate(plan.makers)
        ]
        page.subject_links = [SubjectLink(subject=each, sort_order=place) for place, each in enumerate(plan.subjects)]
        if plan.address:
            page.action_links = [ActionLink(kind="read", url=plan.address)]
        self.listing.add_child(instance=page)
        # A draft may lack what a published page needs, such as its kind.
        page.save_revision(user=self.user, log_action="wagtail.create", clean=False)
        self.known.add(page)
        return page
