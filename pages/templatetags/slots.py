"""Slots: named places in templates that rooms above fill, so that a template includes nothing of a room above it."""

from django import template
from django.utils.safestring import mark_safe
from wagtail import hooks

register = template.Library()


@register.simple_tag(takes_context=True)
def slot(context, name, **values):
    """Render the templates that rooms registered for the slot `name`; return safe HTML, empty when there are none.

    A room fills slots by the hook `template_slots`: a function without arguments that returns {name of the slot: path
    of a template}. The order is that of the hook. The templates get the context of the tag, and `values`.
    """
    paths = [slots[name] for fill in hooks.get_hooks("template_slots") if name in (slots := fill())]
    with context.push(**values):
        parts = [context.template.engine.get_template(path).render(context) for path in paths]
    return mark_safe("".join(parts).strip())
