from django.db import migrations, models
from pyroaring import BitMap


def fill(apps, schema_editor):
    """Make the bitmap of every value from the rows; the format is that of pages/record_index/bitmaps.py."""
    value_model, record_model = apps.get_model("pages", "FacetValue"), apps.get_model("pages", "IndexedRecord")
    found = {}
    links = apps.get_model("pages", "RecordFacet").objects.order_by()
    for value, page in links.values_list("value", "record__page").iterator(50_000):
        found.setdefault(value, BitMap()).add(page)
    totals = value_model.objects.filter(facet="").values_list("language", "record_type", "pk")
    totals = {(language, record_type): pk for language, record_type, pk in totals}
    records = record_model.objects.order_by()
    for language, record_type, page in records.values_list("language", "record_type", "page").iterator(50_000):
        if (language, record_type) in totals:
            found.setdefault(totals[language, record_type], BitMap()).add(page)
    for pk, pages in found.items():
        pages.run_optimize()
        value_model.objects.filter(pk=pk).update(bitmap=pages.serialize(), count=len(pages))


class Migration(migrations.Migration):
    dependencies = [("pages", "0006_search")]

    operations = [
        migrations.AddField("facetvalue", "bitmap", models.BinaryField(default=b"")),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
