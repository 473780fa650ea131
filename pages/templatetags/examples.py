"""Whether what a template shows is invented."""

from django import template

from pages.examples import example_records, is_example

register = template.Library()


@register.simple_tag(name="example", takes_context=True)
def example_tag(context, *records):
    """Return whether the first of `records` (pages, Cards, rows) that is there is an example; read once per request."""
    record = next((record for record in records if record), None)
    return record is not None and is_example(record, _read_once(context))


@register.simple_tag(takes_context=True)
def has_examples(context):
    """Return whether there are examples at all, for pages that count records."""
    return any(_read_once(context).values())


def _read_once(context):
    request = context.get("request")
    if request is None:
        return example_records()
    if not hasattr(request, "example_records"):
        request.example_records = example_records()
    return request.example_records
