import datetime
import django.core.serializers.json
import django.db.models.deletion
import django.utils.timezone
import modelcluster.fields
import pages.chapters
import pages.fuzzy_date
import pages.languages
import publications.identifiers
import publications.licences
import wagtail.contrib.routable_page.models
import wagtail.fields
from django.conf import settings
from django.db import migrations, models
from pages.migration_operations import CreateModels


class Migration(migrations.Migration):

    replaces = [
        ('publications', '0001_initial'),
        ('publications', '0002_bibliographic_fields'),
        ('publications', '0003_audio_and_hosts'),
        ('publications', '0004_cover_from_file'),
        ('publications', '0005_oai_records'),
        ('publications', '0006_part_identity'),
        ('publications', '0007_chapters_of_recordings'),
        ('publications', '0008_files_of_parts'),
        ('publications', '0009_fingerprints'),
        ('publications', '0010_imports_by_task'),
        ('publications', '0011_about_these_data'),
    ]

    initial = True

    dependencies = [
        ('network', '0001_initial'),
        ('pages', '0012_office_documents_are_read'),
        ('wagtailcore', '0098_apitoken'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateModels(
            operations=[
                migrations.CreateModel(
                    name='PublicationKind',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=100, verbose_name='Dutch name')),
                        ('name_en', models.CharField(blank=True, max_length=100, verbose_name='English name')),
                        ('slug', models.SlugField(max_length=60, unique=True, verbose_name='short name for addresses')),
                        ('position', models.PositiveSmallIntegerField(default=100, help_text='Lower comes first.', verbose_name='position')),
                        ('schema_type', models.CharField(choices=[('Book', 'Book'), ('Report', 'Report'), ('Article', 'Article'), ('ScholarlyArticle', 'Scholarly Article'), ('Chapter', 'Chapter'), ('Thesis', 'Thesis'), ('LearningResource', 'Learning Resource'), ('PodcastSeries', 'Podcast'), ('PodcastEpisode', 'Podcast Episode'), ('VideoObject', 'Video'), ('AudioObject', 'Audio'), ('CreativeWork', 'Creative Work')], default='CreativeWork', max_length=20, verbose_name='type for search engines')),
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
                        ('data_note', models.TextField(blank=True, help_text='Where the facts come from and what is missing; folded at the end of the page. Mostly empty.', max_length=1000, verbose_name='about these data')),
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
                        ('licence', models.CharField(blank=True, help_text='Its short name with the version, such as CC-BY-4.0 or CC-BY-SA-3.0-NL; or all-rights.', max_length=64, validators=[publications.licences.validate_licence], verbose_name='licence')),
                        ('audiences', modelcluster.fields.ParentalManyToManyField(blank=True, to='pages.audience', verbose_name='audiences')),
                        ('cover', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.siteimage', verbose_name='cover')),
                        ('kind', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='publications', to='publications.publicationkind', verbose_name='kind')),
                        ('laws', modelcluster.fields.ParentalManyToManyField(blank=True, to='pages.law', verbose_name='laws')),
                        ('listing_image', models.ForeignKey(blank=True, help_text='Shown on cards and when the page is shared. Not required.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.siteimage', verbose_name='image in lists')),
                        ('municipalities', modelcluster.fields.ParentalManyToManyField(blank=True, to='network.municipality', verbose_name='municipalities')),
                        ('publisher', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='publications', to='network.organisation', verbose_name='publisher')),
                        ('werkplaatsen', modelcluster.fields.ParentalManyToManyField(blank=True, related_name='%(app_label)s_%(class)s_set', to='pages.werkplaatspage', verbose_name='werkplaatsen')),
                        ('series', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='publications', to='publications.series', verbose_name='series')),
                        ('container_title', models.CharField(blank=True, help_text='The title of the journal, or of the book of which it is a chapter.', max_length=255, verbose_name='appeared in')),
                        ('edition', models.CharField(blank=True, help_text='As the title page says: 2e, herziene druk.', max_length=60, verbose_name='edition')),
                        ('evidence', models.CharField(blank=True, choices=[('practice', 'Known from practice'), ('studied', 'Studied'), ('reviewed', 'Studied and reviewed')], help_text='Leave empty where it says nothing about what works.', max_length=10, verbose_name='how sure it is')),
                        ('issn', models.CharField(blank=True, max_length=9, validators=[publications.identifiers.validate_issn], verbose_name='ISSN')),
                        ('issue', models.CharField(blank=True, max_length=20, verbose_name='issue')),
                        ('pages', models.CharField(blank=True, help_text='Such as 12–34, or e1045.', max_length=40, verbose_name='pages')),
                        ('place', models.CharField(blank=True, max_length=100, verbose_name='place of publication')),
                        ('report_number', models.CharField(blank=True, max_length=40, verbose_name='report number')),
                        ('volume', models.CharField(blank=True, max_length=20, verbose_name='volume')),
                        ('draws_cover', models.BooleanField(default=False, help_text='Where no cover is chosen: a drawing, and not the first page of the file.', verbose_name='draw a cover')),
                        ('file_cover', models.JSONField(blank=True, default=dict, editable=False)),
                        ('chapters', pages.chapters.ChaptersField(blank=True, help_text='A line for each: when it begins and its title, such as 12:30 The interview.', verbose_name='chapters')),
                        ('duration', models.DurationField(blank=True, help_text='Hours, minutes and seconds: 00:25:00.', null=True, verbose_name='duration')),
                        ('has_captions', models.BooleanField(default=False, verbose_name='has captions')),
                        ('transcript', models.ForeignKey(blank=True, help_text='Of an episode or a recording.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.sitedocument', verbose_name='transcript')),
                        ('data_note', models.TextField(blank=True, help_text='Where the facts come from and what is missing; folded at the end of the page. Mostly empty.', max_length=1000, verbose_name='about these data')),
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
                        ('accessible_version', models.ForeignKey(blank=True, help_text='The same text in a file that a screen reader can read, such as a Word file or a tagged PDF.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.sitedocument', verbose_name='accessible version')),
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
                        ('role', models.CharField(choices=[('author', 'Author'), ('editor', 'Editor'), ('interviewer', 'Interviewer'), ('translator', 'Translator'), ('illustrator', 'Illustrator'), ('speaker', 'Speaker'), ('host', 'Host')], default='author', max_length=20, verbose_name='role')),
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
                        ('publication', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='publications.publicationpage')),
                        ('transcript', models.ForeignKey(blank=True, help_text='Of an episode or a recording.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.sitedocument', verbose_name='transcript')),
                        ('identity', models.CharField(blank=True, editable=False, max_length=300)),
                        ('added_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, null=True)),
                        ('chapters', pages.chapters.ChaptersField(blank=True, help_text='A line for each: when it begins and its title, such as 12:30 The interview.', verbose_name='chapters')),
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
                migrations.CreateModel(
                    name='CompanionMaterial',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                        ('title', models.CharField(max_length=255, verbose_name='title')),
                        ('url', models.URLField(blank=True, max_length=500, verbose_name='address')),
                        ('document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='pages.sitedocument', verbose_name='document')),
                        ('page', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.WAGTAIL_PAGE_MODEL, verbose_name='page')),
                        ('publication', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='companions', to='publications.publicationpage')),
                    ],
                    options={
                        'verbose_name': 'companion material',
                        'verbose_name_plural': 'companion material',
                        'ordering': ['sort_order'],
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='KeyPoint',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                        ('text', models.CharField(max_length=200, verbose_name='key point')),
                        ('publication', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='key_points', to='publications.publicationpage')),
                    ],
                    options={
                        'verbose_name': 'key point',
                        'verbose_name_plural': 'key points',
                        'ordering': ['sort_order'],
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='OaiSet',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('spec', models.CharField(max_length=300, unique=True)),
                        ('name', models.CharField(max_length=300)),
                    ],
                    options={
                        'verbose_name': 'OAI set',
                        'verbose_name_plural': 'OAI sets',
                        'ordering': ['spec'],
                    },
                ),
                migrations.CreateModel(
                    name='OaiRecord',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('translation_key', models.UUIDField()),
                        ('language', models.CharField(max_length=10)),
                        ('datestamp', models.DateTimeField()),
                        ('is_deleted', models.BooleanField(default=False)),
                        ('facts', models.JSONField(default=dict)),
                        ('digest', models.CharField(max_length=64)),
                    ],
                    options={
                        'verbose_name': 'OAI record',
                        'verbose_name_plural': 'OAI records',
                        'indexes': [models.Index(fields=['datestamp', 'id'], name='oai_record_by_datestamp')],
                        'constraints': [models.UniqueConstraint(fields=('translation_key', 'language'), name='unique_oai_record')],
                    },
                ),
                migrations.CreateModel(
                    name='OaiMembership',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('datestamp', models.DateTimeField()),
                        ('has_left', models.BooleanField(default=False)),
                        ('record', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='publications.oairecord')),
                        ('oai_set', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='publications.oaiset')),
                    ],
                    options={
                        'verbose_name': 'OAI set of a record',
                        'verbose_name_plural': 'OAI sets of a record',
                        'indexes': [models.Index(fields=['oai_set', 'datestamp', 'record'], name='oai_member_by_datestamp')],
                        'constraints': [models.UniqueConstraint(fields=('oai_set', 'record'), name='unique_oai_membership')],
                    },
                ),
                migrations.CreateModel(
                    name='PartFile',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                        ('title', models.CharField(blank=True, max_length=255, verbose_name='title')),
                        ('accessible_version', models.ForeignKey(blank=True, help_text='The same text in a file that a screen reader can read, such as a Word file or a tagged PDF.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.sitedocument', verbose_name='accessible version')),
                        ('document', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='pages.sitedocument', verbose_name='document')),
                        ('part', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='publications.publicationpart')),
                    ],
                    options={
                        'verbose_name': 'file',
                        'verbose_name_plural': 'files',
                        'ordering': ['sort_order'],
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='Fingerprint',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('value', models.BigIntegerField()),
                        ('length', models.PositiveSmallIntegerField(default=0)),
                        ('year', models.PositiveSmallIntegerField(default=0)),
                        ('publication', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='fingerprints', to='publications.publicationpage')),
                    ],
                    options={
                        'verbose_name': 'fingerprint',
                        'verbose_name_plural': 'fingerprints',
                        'indexes': [models.Index(fields=['value', 'length', 'year', 'publication'], name='fingerprint_by_value')],
                    },
                ),
                migrations.CreateModel(
                    name='PublicationImport',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('file_name', models.CharField(max_length=200, verbose_name='file')),
                        ('text', models.TextField(blank=True)),
                        ('state', models.CharField(choices=[('reading', 'is being read'), ('read', 'read; look at it and make the drafts'), ('making', 'drafts are being made'), ('done', 'ready'), ('failed', 'cannot be read')], default='reading', max_length=10, verbose_name='state')),
                        ('problem', models.TextField(blank=True)),
                        ('choices', models.JSONField(default=dict)),
                        ('takes_likely', models.BooleanField(default=False)),
                        ('total', models.PositiveIntegerField(default=0)),
                        ('handled', models.PositiveIntegerField(default=0)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('queued_at', models.DateTimeField(null=True)),
                        ('holder', models.CharField(blank=True, max_length=32)),
                        ('lease_until', models.DateTimeField(null=True)),
                        ('listing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='publications.publicationindexpage')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'import of publications',
                        'verbose_name_plural': 'imports of publications',
                        'ordering': ['-created_at', '-pk'],
                    },
                ),
                migrations.CreateModel(
                    name='ImportLine',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveIntegerField()),
                        ('line', models.PositiveIntegerField()),
                        ('title', models.CharField(blank=True, max_length=255)),
                        ('identity', models.CharField(max_length=32)),
                        ('outcome', models.CharField(choices=[('new', 'new'), ('likely', 'looks like another'), ('known', 'already there'), ('twice', 'twice in the file'), ('unusable', 'cannot be made'), ('made', 'draft made'), ('refused', 'refused')], max_length=10)),
                        ('notes', models.JSONField(default=list)),
                        ('kind_key', models.CharField(max_length=16)),
                        ('kind_words', models.CharField(blank=True, max_length=100)),
                        ('series_key', models.CharField(max_length=16)),
                        ('series_words', models.CharField(blank=True, max_length=255)),
                        ('kind', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='publications.publicationkind')),
                        ('page', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='publications.publicationpage')),
                        ('series', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='publications.series')),
                        ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='publications.publicationimport')),
                    ],
                    options={
                        'verbose_name': 'line of an import',
                        'verbose_name_plural': 'lines of an import',
                        'ordering': ['number'],
                        'indexes': [models.Index(fields=['source', 'outcome', 'number'], name='import_line_by_outcome')],
                        'constraints': [models.UniqueConstraint(fields=('source', 'number'), name='unique_import_line')],
                    },
                ),
            ],
        ),
    ]
