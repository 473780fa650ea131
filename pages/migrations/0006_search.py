import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from pages.migrations._search_tables import create_index, drop_index


class Migration(migrations.Migration):

    dependencies = [
        ('pages', '0005_record_index'),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.CharField(max_length=60, unique=True)),
                ('reversed', models.CharField(db_index=True, max_length=60)),
                ('spelling', models.CharField(max_length=80)),
                ('documents', models.IntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Synonym',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, unique=True, verbose_name='word or abbreviation')),
                ('others', models.TextField(help_text='One word or group of words on each line. Whoever searches for one of them finds all of them.', verbose_name='means the same as')),
            ],
            options={
                'verbose_name': 'synonym',
                'verbose_name_plural': 'synonyms',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='UnansweredQuery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('query', models.CharField(blank=True, max_length=60, verbose_name='searched for')),
                ('count', models.PositiveIntegerField(default=1, verbose_name='times')),
                ('days', models.PositiveIntegerField(default=1, verbose_name='days')),
                ('last_day', models.DateField(db_index=True, verbose_name='last searched')),
            ],
            options={
                'verbose_name': 'search that found nothing',
                'verbose_name_plural': 'searched, not found',
                'ordering': ['-count', 'query'],
            },
        ),
        migrations.CreateModel(
            name='SearchDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entity_type', models.CharField(blank=True, max_length=40)),
                ('slug', models.CharField(blank=True, max_length=255)),
                ('language', models.CharField(blank=True, max_length=5)),
                ('translation_key', models.UUIDField(null=True)),
                ('stands_alone', models.BooleanField(default=True)),
                ('kind', models.CharField(blank=True, max_length=40)),
                ('day', models.DateField(null=True)),
                ('title', models.CharField(max_length=255)),
                ('title_terms', models.TextField(blank=True)),
                ('text', models.TextField(blank=True)),
                ('words', models.TextField(blank=True)),
                ('page', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='search_document', to=settings.WAGTAIL_PAGE_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['-day', '-id'], name='search_document_newest'), models.Index(fields=['translation_key'], name='search_document_translation')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('page', None)), fields=('entity_type', 'slug'), name='unique_search_entity')],
            },
        ),
        migrations.RunPython(create_index, drop_index),
    ]
