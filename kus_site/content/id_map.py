"""Which id belongs to which row, in both directions, while an import or export runs."""

from collections import defaultdict

from django.contrib.contenttypes.models import ContentType
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from kus_site.models import ContentKey

from . import schema
from .serializers.page_fields import locale_ids


class UnresolvedReferenceError(Exception):
    """A record that another refers to has no row, because its own file has a problem."""


class IdMap:
    """Made from the ContentKeys of the database; keys of rows that are gone do not count.

    made_files: a list to which (storage, name) of every file written to the media folder is added.
    unknown: what id_of() gives for a row without id: a text that no file can name (so that it differs), or "".
    """

    def __init__(self, made_files, unknown="?"):
        self.made_files = made_files
        self.unknown = unknown
        self.rows = {}
        self.ids = {}
        self.taken = set()
        # The ids of invented records.
        self.examples = set()
        self.locales = {}
        self.languages = {}
        self._redirects = None

    def load(self):
        """Read the database; call it inside the transaction, because it makes locales that are missing."""
        self.locales = locale_ids()
        self.languages = {pk: code for code, pk in self.locales.items()}
        types = {ContentType.objects.get_for_model(serializer.model).pk: serializer for serializer in schema.serializers()}
        by_type = defaultdict(dict)
        for key in ContentKey.objects.all():
            self.taken.add(key.key)
            if key.is_example:
                self.examples.add(key.key)
            if serializer := types.get(key.content_type_id):
                by_type[serializer.name][key.object_id] = key.key
        for name, keys in by_type.items():
            serializer = schema.by_name()[name]
            for pk in serializer.model._default_manager.filter(pk__in=keys).values_list("pk", flat=True):
                self.note(keys[pk], serializer, pk)

    def note(self, identity, serializer, pk):
        """Know from now on that `identity` is the row `pk` of the model of `serializer`."""
        self.rows[identity] = (serializer, pk)
        self.ids[serializer.root, pk] = identity

    def keep(self, identity, serializer, pk):
        """The same, and keep it in the database."""
        content_type = ContentType.objects.get_for_model(serializer.model)
        ContentKey.objects.filter(content_type=content_type, object_id=pk).exclude(key=identity).delete()
        ContentKey.objects.update_or_create(key=identity, defaults={"content_type": content_type, "object_id": pk})
        self.note(identity, serializer, pk)

    def mark(self, identity, is_example):
        """Keep in the database whether a record that has its row is invented."""
        ContentKey.objects.filter(key=identity).update(is_example=is_example)
        (self.examples.add if is_example else self.examples.discard)(identity)

    @property
    def serializers(self):
        """{id: RecordSerializer} of all records with an id."""
        return {identity: serializer for identity, (serializer, _pk) in self.rows.items()}

    def pk_of(self, identity):
        """Return the primary key; raises UnresolvedReferenceError when there is no row."""
        try:
            return self.rows[identity][1]
        except KeyError as error:
            raise UnresolvedReferenceError(identity) from error

    def is_page(self, identity):
        return identity in self.rows and self.rows[identity][0].is_page

    def id_of(self, model, pk):
        """Return the id of a row, "" for no row or one that is gone, `unknown` for one without id."""
        if not pk:
            return ""
        root = Page if issubclass(model, Page) else model
        if (root, pk) in self.ids:
            return self.ids[root, pk]
        return self.unknown if self.unknown and root._default_manager.filter(pk=pk).exists() else ""

    def parent_of(self, page):
        """Return the primary key of the page above."""
        return Page.objects.values_list("pk", flat=True).get(path=page.path[: -Page.steplen])

    def locale_of(self, language):
        return self.locales[language]

    def language_of(self, locale_id):
        return self.languages.get(locale_id, "nl")

    def redirects_of(self, pk):
        """Return pairs (old path, whether Wagtail made it by itself) of the permanent redirects to a page."""
        if self._redirects is None:
            self._redirects = defaultdict(list)
            default = Site.objects.filter(is_default_site=True).values_list("pk", flat=True).first()
            rows = Redirect.objects.filter(is_permanent=True, redirect_page__isnull=False, redirect_page_route_path="")
            for row in rows.values_list("redirect_page_id", "old_path", "automatically_created", "site_id"):
                if row[3] in (None, default):
                    self._redirects[row[0]].append((row[1], row[2]))
        return self._redirects[pk]
