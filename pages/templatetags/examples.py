"""Whether what a template shows is invented."""

from django import template

from pages.examples import example_records, is_example

register = template.Library()


@register.simple_tag(name="example", takes_context=True)
def example_tag(context, *records):
    """Return whether the first of `records` (pages, Cards, rows) that is there is an example; read once per request."""
    record = next((record for record in records if record), None)
    request = context.get("request")
    if record is None or request is None:
        return record is not None and is_example(record)
    if not hasattr(request, "example_records"):
        request.example_records = example_records()
    return is_example(record, request.example_records)
