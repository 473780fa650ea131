import datetime
import django.core.serializers.json
import django.db.models.deletion
import modelcluster.fields
import pages.fuzzy_date
import pages.languages
import publications.identifiers
import wagtail.contrib.routable_page.models
import wagtail.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('network', '0001_initial'),
        ('pages', '0001_initial'),
        ('wagtailcore', '0098_apitoken'),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PublicationKind',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, verbose_name='Dutch name')),
                ('name_en', models.CharField(blank=True, max_length=100, verbose_name='English name')),
                ('slug', models.SlugField(max_length=60, unique=True, verbose_name='short name for addresses')),
                ('position', models.PositiveSmallIntegerField(default=100, help_text='Lower comes first.', verbose_name='position')),
                ('schema_type', models.CharField(choices=[('Book', 'Book'), ('Report', 'Report'), ('Article', 'Article'), ('LearningResource', 'Learning Resource'), ('PodcastSeries', 'Podcast'), ('VideoObject', 'Video'), ('CreativeWork', 'Creative Work')], default='CreativeWork', max_length=20, verbose_name='type for search engines')),
            ],
            options={
                'verbose_name': 'kind of publication',
                'verbose_name_plural': 'kinds of publication',
                'ordering': ['position', 'name'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Series',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, verbose_name='Dutch name')),
                ('name_en', models.CharField(blank=True, max_length=100, verbose_name='English name')),
                ('slug', models.SlugField(max_length=60, unique=True, verbose_name='short name for addresses')),
                ('position', models.PositiveSmallIntegerField(default=100, help_text='Lower comes first.', verbose_name='position')),
                ('description', models.TextField(blank=True, verbose_name='description')),
            ],
            options={
                'verbose_name': 'series',
                'verbose_name_plural': 'series',
                'ordering': ['position', 'name'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PublicationIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('summary', models.TextField(blank=True, help_text='Two or three plain sentences; shown in lists, newsletters and search.', max_length=600, verbose_name='summary')),
                ('introduction', wagtail.fields.RichTextField(blank=True, verbose_name='introduction')),
                ('listing_image', models.ForeignKey(blank=True, help_text='Shown on cards and when the page is shared. Not required.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.siteimage', verbose_name='image in lists')),
            ],
            options={
                'verbose_name': 'publications overview',
                'verbose_name_plural': 'publications overviews',
            },
            bases=(wagtail.contrib.routable_page.models.RoutablePageMixin, 'wagtailcore.page'),
        ),
        migrations.CreateModel(
            name='PublicationPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('summary', models.TextField(blank=True, help_text='Two or three plain sentences; shown in lists, newsletters and search.', max_length=600, verbose_name='summary')),
                ('date', pages.fuzzy_date.FuzzyDateField(blank=True, default=None, help_text='As far as known: 10 April 2018, March 2018, autumn 2018, 2018, 2012-2016, expected 2027.', max_length=40, verbose_name='date')),
                ('sort_date', models.DateField(db_index=True, default=datetime.date(1, 1, 1), editable=False)),
                ('subtitle', models.CharField(blank=True, max_length=255, verbose_name='subtitle')),
                ('languages', pages.languages.LanguageListField(blank=True, default=list, verbose_name='languages')),
                ('isbn', models.CharField(blank=True, max_length=20, validators=[publications.identifiers.validate_isbn], verbose_name='ISBN')),
                ('doi', models.CharField(blank=True, max_length=200, validators=[publications.identifiers.validate_doi], verbose_name='DOI')),
                ('series_number', models.CharField(blank=True, max_length=20, verbose_name='number in the series')),
                ('abstract', wagtail.fields.RichTextField(blank=True, verbose_name='abstract')),
                ('for_whom', wagtail.fields.RichTextField(blank=True, verbose_name='for whom')),
                ('body', models.JSONField(blank=True, default=list, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='text')),
                ('licence', models.CharField(blank=True, choices=[('', 'Not known'), ('all-rights', 'All rights reserved'), ('CC-BY-4.0', 'CC BY 4.0'), ('CC-BY-SA-4.0', 'CC BY-SA 4.0'), ('CC-BY-NC-4.0', 'CC BY-NC 4.0'), ('CC-BY-NC-ND-4.0', 'CC BY-NC-ND 4.0'), ('CC0-1.0', 'CC0 1.0')], default='', max_length=20, verbose_name='licence')),
                ('audiences', modelcluster.fields.ParentalManyToManyField(blank=True, to='pages.audience', verbose_name='audiences')),
                ('cover', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.siteimage', verbose_name='cover')),
                ('kind', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='publications', to='publications.publicationkind', verbose_name='kind')),
                ('laws', modelcluster.fields.ParentalManyToManyField(blank=True, to='pages.law', verbose_name='laws')),
                ('listing_image', models.ForeignKey(blank=True, help_text='Shown on cards and when the page is shared. Not required.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.siteimage', verbose_name='image in lists')),
                ('municipalities', modelcluster.fields.ParentalManyToManyField(blank=True, to='network.municipality', verbose_name='municipalities')),
                ('publisher', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='publications', to='network.organisation', verbose_name='publisher')),
                ('werkplaatsen', modelcluster.fields.ParentalManyToManyField(blank=True, related_name='%(app_label)s_%(class)s_set', to='pages.werkplaatspage', verbose_name='werkplaatsen')),
                ('series', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='publications', to='publications.series', verbose_name='series')),
            ],
            options={
                'verbose_name': 'publication',
                'verbose_name_plural': 'publications',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='PublicationFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('title', models.CharField(blank=True, max_length=255, verbose_name='title')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='pages.sitedocument', verbose_name='document')),
                ('publication', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='publications.publicationpage')),
            ],
            options={
                'verbose_name': 'file',
                'verbose_name_plural': 'files',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='OrderLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('url', models.URLField(blank=True, max_length=500, verbose_name='address')),
                ('price', models.DecimalField(blank=True, decimal_places=2, max_digits=7, null=True, verbose_name='price in euros')),
                ('seller', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='network.organisation', verbose_name='seller')),
                ('publication', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='order_links', to='publications.publicationpage')),
            ],
            options={
                'verbose_name': 'order link',
                'verbose_name_plural': 'order links',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Contributor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('role', models.CharField(choices=[('author', 'Author'), ('editor', 'Editor'), ('interviewer', 'Interviewer'), ('translator', 'Translator'), ('illustrator', 'Illustrator'), ('speaker', 'Speaker')], default='author', max_length=20, verbose_name='role')),
                ('affiliation', models.CharField(blank=True, help_text='Where the person worked then.', max_length=200, verbose_name='affiliation')),
                ('organisation', models.ForeignKey(blank=True, help_text='Instead of a person.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='contributions', to='network.organisation', verbose_name='organisation')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='contributions', to='network.person', verbose_name='person')),
                ('publication', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='contributors', to='publications.publicationpage')),
            ],
            options={
                'verbose_name': 'contributor',
                'verbose_name_plural': 'contributors',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PublicationPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('number', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='number')),
                ('title', models.CharField(max_length=255, verbose_name='title')),
                ('description', models.TextField(blank=True, verbose_name='description')),
                ('url', models.URLField(blank=True, max_length=500, verbose_name='address')),
                ('duration', models.DurationField(blank=True, help_text='Hours, minutes and seconds: 00:25:00.', null=True, verbose_name='duration')),
                ('language', models.CharField(choices=[('nl', 'Dutch'), ('en', 'English'), ('fy', 'Frisian'), ('de', 'German'), ('fr', 'French'), ('es', 'Spanish'), ('tr', 'Turkish'), ('ar', 'Arabic'), ('pl', 'Polish'), ('uk', 'Ukrainian')], default='nl', max_length=5, verbose_name='language')),
                ('has_captions', models.BooleanField(default=False, verbose_name='has captions')),
                ('document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.sitedocument', verbose_name='document')),
                ('publication', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='publications.publicationpage')),
                ('transcript', models.ForeignKey(blank=True, help_text='Of an episode or a recording.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.sitedocument', verbose_name='transcript')),
            ],
            options={
                'verbose_name': 'part',
                'verbose_name_plural': 'parts',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ResultOf',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('publication', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='result_of', to='publications.publicationpage')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='resulting_publications', to=settings.WAGTAIL_PAGE_MODEL, verbose_name='record')),
            ],
            options={
                'verbose_name': 'result of',
                'verbose_name_plural': 'results of',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
    ]
