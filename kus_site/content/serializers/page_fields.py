"""The fields that only pages have: place in the tree, language, whether they are published, old addresses."""

from urllib.parse import urlsplit

from django.utils.translation import gettext
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale, Page

from .base import Reference, Serializer, list_of
from .fields import Field
from .scalars import Choice, YesNo


class Parent(Field):
    """The page above; a home page stands at the top. The importer creates and moves the page itself."""

    beside = True

    def __init__(self, model, at_top):
        super().__init__("parent", Reference(Page), ())
        self.at_top = at_top
        self.required = not at_top

    def parse(self, node, place):
        if self.at_top and not node.is_empty:
            place.refuse(node.line, gettext("Leave it out: a home page stands at the top."))
            return ""
        return super().parse(node, place)

    def read(self, record, id_map):
        return "" if self.at_top else id_map.id_of(Page, id_map.parent_of(record))

    def write(self, record, plain, id_map, seed):
        """Nothing: the place in the tree is no column."""


class Language(Field):
    """The locale; left out, Dutch."""

    early = True

    def __init__(self):
        super().__init__("language", Choice(dict.fromkeys(("nl", "en"))), ("locale",))
        self.default = "nl"

    def read(self, record, id_map):
        return id_map.language_of(record.locale_id)

    def write(self, record, plain, id_map, seed):
        record.locale_id = id_map.locale_of(plain)


class TranslationOf(Field):
    """The Dutch record of which this is the translation."""

    def __init__(self, model):
        super().__init__("translation_of", Reference(model), ("translation_key",))
        self.model = model
        self.root = Page if issubclass(model, Page) else model

    def read(self, record, id_map):
        default = id_map.locale_of("nl")
        if record.locale_id == default:
            return ""
        rows = self.root._default_manager.filter(translation_key=record.translation_key, locale_id=default)
        pk = rows.values_list("pk", flat=True).first()
        return id_map.id_of(self.root, pk) if pk else ""

    def write(self, record, plain, id_map, seed):
        if plain:
            pk = id_map.pk_of(plain)
            record.translation_key = self.root._default_manager.values_list("translation_key", flat=True).get(pk=pk)


class Draft(Field):
    """True when readers do not see it. The importer publishes and unpublishes."""

    beside = True

    def __init__(self):
        super().__init__("draft", YesNo(), ("live",))
        self.default = False

    def read(self, record, id_map):
        return not record.live

    def write(self, record, plain, id_map, seed):
        """Nothing: publishing is more than a column."""


class OldPath(Serializer):
    """A path of an old site, in the form in which Wagtail compares it."""

    def read_text(self, text):
        parts = urlsplit(text)
        if (
            not (text.startswith("/") or (parts.scheme in ("http", "https") and parts.netloc))
            or text.startswith("//")
            or "\n" in text
        ):
            raise ValueError(gettext("Write the old address from / on, such as /oud/pad."))
        path = Redirect.normalise_path(text)
        if path in ("", "/"):
            raise ValueError(gettext("The first page of a site cannot be sent elsewhere."))
        if len(path) > 255:
            raise ValueError(gettext("This address is longer than 255 characters."))
        return path


class LegacyUrl(Field):
    """Old addresses, each a permanent redirect to the page; plain a sorted tuple of paths.

    What Wagtail added by itself when a page moved is exported too, and not held against a file that does not name it.
    """

    beside = True
    after_save = True

    def __init__(self):
        super().__init__("legacy_url", OldPath(), ())
        self.default = ()

    def parse(self, node, place):
        parts = [node] if node.is_text else list_of(node, place)
        return tuple(sorted({path for part in parts if (path := self.value.parse(part, place))}))

    def dump(self, plain):
        return list(plain)

    def read(self, record, id_map):
        return OldPaths(id_map.redirects_of(record.pk))

    def same(self, wanted, present):
        return present.by_hand <= set(wanted) <= set(present)

    def write(self, record, plain, id_map, seed):
        present = self.read(record, id_map)
        Redirect.objects.filter(redirect_page_id=record.pk, old_path__in=present.by_hand - set(plain)).delete()
        for path in set(plain) - set(present):
            defaults = {
                "redirect_page_id": record.pk,
                "redirect_link": "",
                "is_permanent": True,
                "automatically_created": False,
            }
            Redirect.objects.update_or_create(old_path=path, site=None, defaults=defaults)


class OldPaths(tuple):
    """The old paths of a page, sorted; made of pairs (path, whether Wagtail added it by itself)."""

    def __new__(cls, pairs):
        paths = super().__new__(cls, sorted({path for path, _automatic in pairs}))
        paths.by_hand = {path for path, automatic in pairs if not automatic}
        return paths


def locale_ids():
    """Return {language code: primary key} of the locales, making what is missing."""
    return {code: Locale.objects.get_or_create(language_code=code)[0].pk for code in ("nl", "en")}
