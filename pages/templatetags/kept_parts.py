"""Parts of pages that are drawn once, and kept until the content or the clock changes them."""

import time
import zlib

from django import template
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from wagtail.models import Page, Site

from pages import cache_version
from pages.clock_moments import next_moment_of_records
from pages.kept import is_kept

register = template.Library()


def kept_html(key, draw, moment=None):
    """Return the HTML (SafeString) that `draw` makes of records; kept, compressed, until the content changes or one of
    them begins or ends.

    key: as that of pages.cache_version.cached(); an empty one keeps nothing. draw: a function without arguments.
    moment: the time (aware datetime) at which the records were chosen, where that was before the call.
    """
    if not key:
        return mark_safe(draw())
    since = moment.timestamp() if moment else time.time()

    def compress():
        return zlib.compress(draw().encode(), 1)

    kept = cache_version.cached(key, compress, until=lambda _now: next_moment_of_records(since))
    return mark_safe(zlib.decompress(kept).decode())


class KeptPart(template.Node):
    """What stands between {% keptpart %} and {% endkeptpart %}."""

    child_nodelists = ("nodelist",)

    def __init__(self, name, owner, role, chosen, nodelist):
        self.name, self.owner, self.role, self.chosen, self.nodelist = name, owner, role, chosen, nodelist

    def render(self, context):
        request, owner = context.get("request"), self.owner.resolve(context, ignore_failures=True)
        is_drawn = request is None or getattr(request, "is_preview", False) or not owner
        if isinstance(owner, Page):
            begin, is_drawn = f"page:{owner.pk}", not is_kept(owner, request)
        else:
            begin = owner and owner.key
        if is_drawn or self.role.resolve(context, ignore_failures=True):
            return self.nodelist.render(context)
        site, chosen = Site.find_for_request(request), self.chosen.resolve(context, ignore_failures=True)
        key = f"{begin}:{self.name}:{chosen}:{get_language()}:{site.pk if site else 0}"
        return kept_html(key, lambda: self.nodelist.render(context))


@register.tag
def keptpart(parser, token):
    """Draw a part of a page, or take it as it was drawn: {% keptpart "records" landing %} … {% endkeptpart %}.

    It belongs to a pages.landing.Landing or a page, for which its name is unique; where there is neither it is drawn.
    What stands inside is the same for all readers of a language, changes with the content, the day and the moments of
    records alone, and sets nothing for what stands outside: no form, no embed. With a third argument that is true the
    part shows something else than usual, and is drawn. `by=` gives a primary key or address that stands outside and
    decides what is inside.
    """
    _tag, name, *rest = token.split_contents()
    chosen = [each.removeprefix("by=") for each in rest if each.startswith("by=")]
    owner, role = [*(each for each in rest if not each.startswith("by=")), "None"][:2]
    nodelist = parser.parse(("endkeptpart",))
    parser.delete_first_token()
    values = map(parser.compile_filter, (owner, role, *(chosen or ["None"])))
    return KeptPart(name.strip("\"'"), *values, nodelist)
