import datetime
import django.core.serializers.json
import django.db.models.deletion
import modelcluster.fields
import pages.fuzzy_date
import wagtail.contrib.routable_page.models
import wagtail.fields
from django.conf import settings
from django.db import migrations, models
from pages.migration_operations import CreateModels


class Migration(migrations.Migration):

    replaces = [
        ('themes', '0001_initial'),
        ('themes', '0002_about_these_data'),
        ('themes', '0003_english_kinds_of_workgroup'),
    ]

    initial = True

    dependencies = [
        ('network', '0001_initial'),
        ('pages', '0001_initial'),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        CreateModels(
            operations=[
                migrations.CreateModel(
                    name='KnowledgeAgendaPage',
                    fields=[
                        ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                        ('summary', models.TextField(blank=True, help_text='Two or three plain sentences; shown in lists, newsletters and search.', max_length=600, verbose_name='summary')),
                        ('date', pages.fuzzy_date.FuzzyDateField(blank=True, default=None, help_text='As far as known: 10 April 2018, March 2018, autumn 2018, 2018, 2012-2016, expected 2027.', max_length=40, verbose_name='date')),
                        ('sort_date', models.DateField(db_index=True, default=datetime.date(1, 1, 1), editable=False)),
                        ('body', models.JSONField(blank=True, default=list, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='text')),
                        ('audiences', modelcluster.fields.ParentalManyToManyField(blank=True, to='pages.audience', verbose_name='audiences')),
                        ('laws', modelcluster.fields.ParentalManyToManyField(blank=True, to='pages.law', verbose_name='laws')),
                        ('listing_image', models.ForeignKey(blank=True, help_text='Shown on cards and when the page is shared. Not required.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.siteimage', verbose_name='image in lists')),
                        ('municipalities', modelcluster.fields.ParentalManyToManyField(blank=True, to='network.municipality', verbose_name='municipalities')),
                        ('werkplaats', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='agendas', to='pages.werkplaatspage', verbose_name='werkplaats')),
                        ('werkplaatsen', modelcluster.fields.ParentalManyToManyField(blank=True, related_name='%(app_label)s_%(class)s_set', to='pages.werkplaatspage', verbose_name='werkplaatsen')),
                        ('data_note', models.TextField(blank=True, help_text='Where the facts come from and what is missing; folded at the end of the page. Mostly empty.', max_length=1000, verbose_name='about these data')),
                    ],
                    options={
                        'verbose_name': 'knowledge agenda',
                        'verbose_name_plural': 'knowledge agendas',
                    },
                    bases=('wagtailcore.page',),
                ),
                migrations.CreateModel(
                    name='ProgrammeIndexPage',
                    fields=[
                        ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                        ('summary', models.TextField(blank=True, help_text='Two or three plain sentences; shown in lists, newsletters and search.', max_length=600, verbose_name='summary')),
                        ('introduction', wagtail.fields.RichTextField(blank=True, verbose_name='introduction')),
                        ('listing_image', models.ForeignKey(blank=True, help_text='Shown on cards and when the page is shared. Not required.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.siteimage', verbose_name='image in lists')),
                        ('data_note', models.TextField(blank=True, help_text='Where the facts come from and what is missing; folded at the end of the page. Mostly empty.', max_length=1000, verbose_name='about these data')),
                    ],
                    options={
                        'verbose_name': 'programmes overview',
                        'verbose_name_plural': 'programmes overviews',
                    },
                    bases=(wagtail.contrib.routable_page.models.RoutablePageMixin, 'wagtailcore.page'),
                ),
                migrations.CreateModel(
                    name='ProgrammePage',
                    fields=[
                        ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                        ('summary', models.TextField(blank=True, help_text='Two or three plain sentences; shown in lists, newsletters and search.', max_length=600, verbose_name='summary')),
                        ('date', pages.fuzzy_date.FuzzyDateField(blank=True, default=None, help_text='As far as known: 10 April 2018, March 2018, autumn 2018, 2018, 2012-2016, expected 2027.', max_length=40, verbose_name='date')),
                        ('sort_date', models.DateField(db_index=True, default=datetime.date(1, 1, 1), editable=False)),
                        ('status', models.CharField(choices=[('planned', 'Planned'), ('running', 'Running'), ('finished', 'Finished')], default='running', max_length=10, verbose_name='status')),
                        ('body', models.JSONField(blank=True, default=list, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='text')),
                        ('audiences', modelcluster.fields.ParentalManyToManyField(blank=True, to='pages.audience', verbose_name='audiences')),
                        ('laws', modelcluster.fields.ParentalManyToManyField(blank=True, to='pages.law', verbose_name='laws')),
                        ('listing_image', models.ForeignKey(blank=True, help_text='Shown on cards and when the page is shared. Not required.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.siteimage', verbose_name='image in lists')),
                        ('municipalities', modelcluster.fields.ParentalManyToManyField(blank=True, to='network.municipality', verbose_name='municipalities')),
                        ('werkplaatsen', modelcluster.fields.ParentalManyToManyField(blank=True, related_name='%(app_label)s_%(class)s_set', to='pages.werkplaatspage', verbose_name='werkplaatsen')),
                        ('data_note', models.TextField(blank=True, help_text='Where the facts come from and what is missing; folded at the end of the page. Mostly empty.', max_length=1000, verbose_name='about these data')),
                    ],
                    options={
                        'verbose_name': 'programme',
                        'verbose_name_plural': 'programmes',
                    },
                    bases=('wagtailcore.page',),
                ),
                migrations.CreateModel(
                    name='ProgrammeContact',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                        ('role', models.CharField(blank=True, max_length=120, verbose_name='role')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='programme_contacts', to='network.person', verbose_name='person')),
                        ('programme', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='themes.programmepage')),
                    ],
                    options={
                        'verbose_name': 'contact',
                        'verbose_name_plural': 'contacts',
                        'ordering': ['sort_order'],
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='ProgrammePartner',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                        ('role', models.CharField(blank=True, max_length=120, verbose_name='role')),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='programme_partnerships', to='network.organisation', verbose_name='organisation')),
                        ('programme', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='partners', to='themes.programmepage')),
                    ],
                    options={
                        'verbose_name': 'partner',
                        'verbose_name_plural': 'partners',
                        'ordering': ['sort_order'],
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='ProgrammePhase',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                        ('title', models.CharField(max_length=120, verbose_name='title')),
                        ('period', pages.fuzzy_date.FuzzyDateField(blank=True, default=None, max_length=40, verbose_name='period')),
                        ('description', models.TextField(blank=True, verbose_name='description')),
                        ('programme', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='phases', to='themes.programmepage')),
                    ],
                    options={
                        'verbose_name': 'phase',
                        'verbose_name_plural': 'phases',
                        'ordering': ['sort_order'],
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='ThemeIndexPage',
                    fields=[
                        ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                        ('summary', models.TextField(blank=True, help_text='Two or three plain sentences; shown in lists, newsletters and search.', max_length=600, verbose_name='summary')),
                        ('introduction', wagtail.fields.RichTextField(blank=True, verbose_name='introduction')),
                        ('listing_image', models.ForeignKey(blank=True, help_text='Shown on cards and when the page is shared. Not required.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.siteimage', verbose_name='image in lists')),
                        ('data_note', models.TextField(blank=True, help_text='Where the facts come from and what is missing; folded at the end of the page. Mostly empty.', max_length=1000, verbose_name='about these data')),
                    ],
                    options={
                        'verbose_name': 'themes overview',
                        'verbose_name_plural': 'themes overviews',
                    },
                    bases=(wagtail.contrib.routable_page.models.RoutablePageMixin, 'wagtailcore.page'),
                ),
                migrations.CreateModel(
                    name='ThemePage',
                    fields=[
                        ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                        ('summary', models.TextField(blank=True, help_text='Two or three plain sentences; shown in lists, newsletters and search.', max_length=600, verbose_name='summary')),
                        ('date', pages.fuzzy_date.FuzzyDateField(blank=True, default=None, help_text='As far as known: 10 April 2018, March 2018, autumn 2018, 2018, 2012-2016, expected 2027.', max_length=40, verbose_name='date')),
                        ('sort_date', models.DateField(db_index=True, default=datetime.date(1, 1, 1), editable=False)),
                        ('number', models.PositiveSmallIntegerField(default=1, help_text='Its place in the agenda.', verbose_name='number')),
                        ('colour', models.CharField(choices=[('blue', 'Blue'), ('green', 'Green'), ('orange', 'Orange'), ('purple', 'Purple'), ('red', 'Red'), ('teal', 'Teal')], default='blue', max_length=10, verbose_name='colour')),
                        ('icon', models.CharField(blank=True, choices=[('people', 'People together'), ('hands', 'Hand with a heart: care for each other'), ('house', 'House: living'), ('neighbourhood', 'Houses: the neighbourhood'), ('health', 'Heartbeat: health'), ('speech', 'Speech balloons: having a say'), ('umbrella', 'Umbrella: prevention'), ('quality', 'Rosette: quality'), ('compass', 'Compass: policy'), ('network', 'Network'), ('plant', 'Plant: growth'), ('key', 'Key: own direction'), ('book', 'Book: knowledge'), ('measure', 'Bars: measuring'), ('rings', 'Rings that link: working together'), ('turn', 'Turning arrows: change'), ('badge', 'Badge: the professional')], default='', max_length=15, verbose_name='icon')),
                        ('body', models.JSONField(blank=True, default=list, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='text')),
                        ('agenda', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='agenda_themes', to='themes.knowledgeagendapage')),
                        ('audiences', modelcluster.fields.ParentalManyToManyField(blank=True, to='pages.audience', verbose_name='audiences')),
                        ('laws', modelcluster.fields.ParentalManyToManyField(blank=True, to='pages.law', verbose_name='laws')),
                        ('listing_image', models.ForeignKey(blank=True, help_text='Shown on cards and when the page is shared. Not required.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.siteimage', verbose_name='image in lists')),
                        ('municipalities', modelcluster.fields.ParentalManyToManyField(blank=True, to='network.municipality', verbose_name='municipalities')),
                        ('werkplaatsen', modelcluster.fields.ParentalManyToManyField(blank=True, related_name='%(app_label)s_%(class)s_set', to='pages.werkplaatspage', verbose_name='werkplaatsen')),
                        ('data_note', models.TextField(blank=True, help_text='Where the facts come from and what is missing; folded at the end of the page. Mostly empty.', max_length=1000, verbose_name='about these data')),
                    ],
                    options={
                        'verbose_name': 'theme',
                        'verbose_name_plural': 'themes',
                    },
                    bases=('wagtailcore.page',),
                ),
                migrations.CreateModel(
                    name='ThemeMapping',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                        ('relation', models.CharField(choices=[('same', 'same as'), ('broader', 'broader than'), ('narrower', 'narrower than'), ('continues', 'continues')], max_length=10, verbose_name='relation')),
                        ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mapped_from', to='themes.themepage', verbose_name='other theme')),
                        ('theme', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='mappings', to='themes.themepage')),
                    ],
                    options={
                        'verbose_name': 'mapping',
                        'verbose_name_plural': 'mappings',
                        'ordering': ['sort_order'],
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='ThemeLink',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                        ('record', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='theme_links', to=settings.WAGTAIL_PAGE_MODEL)),
                        ('theme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='record_links', to='themes.themepage', verbose_name='theme')),
                    ],
                    options={
                        'verbose_name': 'theme',
                        'verbose_name_plural': 'themes',
                        'ordering': ['sort_order'],
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='WorkgroupPage',
                    fields=[
                        ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                        ('summary', models.TextField(blank=True, help_text='Two or three plain sentences; shown in lists, newsletters and search.', max_length=600, verbose_name='summary')),
                        ('date', pages.fuzzy_date.FuzzyDateField(blank=True, default=None, help_text='As far as known: 10 April 2018, March 2018, autumn 2018, 2018, 2012-2016, expected 2027.', max_length=40, verbose_name='date')),
                        ('sort_date', models.DateField(db_index=True, default=datetime.date(1, 1, 1), editable=False)),
                        ('kind', models.CharField(choices=[('kenniskring', 'Kenniskring'), ('werkgroep', 'Working group'), ('netwerk', 'Network'), ('ontwikkelwerkplaats', 'Ontwikkelwerkplaats')], default='werkgroep', max_length=20, verbose_name='kind')),
                        ('number', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='number')),
                        ('question', models.TextField(blank=True, help_text='What the group wants to find out.', verbose_name='question')),
                        ('body', models.JSONField(blank=True, default=list, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='text')),
                        ('results', models.JSONField(blank=True, default=list, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='results')),
                        ('audiences', modelcluster.fields.ParentalManyToManyField(blank=True, to='pages.audience', verbose_name='audiences')),
                        ('laws', modelcluster.fields.ParentalManyToManyField(blank=True, to='pages.law', verbose_name='laws')),
                        ('listing_image', models.ForeignKey(blank=True, help_text='Shown on cards and when the page is shared. Not required.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.siteimage', verbose_name='image in lists')),
                        ('municipalities', modelcluster.fields.ParentalManyToManyField(blank=True, to='network.municipality', verbose_name='municipalities')),
                        ('werkplaatsen', modelcluster.fields.ParentalManyToManyField(blank=True, related_name='%(app_label)s_%(class)s_set', to='pages.werkplaatspage', verbose_name='werkplaatsen')),
                        ('data_note', models.TextField(blank=True, help_text='Where the facts come from and what is missing; folded at the end of the page. Mostly empty.', max_length=1000, verbose_name='about these data')),
                    ],
                    options={
                        'verbose_name': 'workgroup',
                        'verbose_name_plural': 'workgroups',
                    },
                    bases=('wagtailcore.page',),
                ),
                migrations.CreateModel(
                    name='WorkgroupPartner',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                        ('role', models.CharField(blank=True, max_length=120, verbose_name='role')),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='workgroup_partnerships', to='network.organisation', verbose_name='organisation')),
                        ('workgroup', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='partners', to='themes.workgrouppage')),
                    ],
                    options={
                        'verbose_name': 'partner',
                        'verbose_name_plural': 'partners',
                        'ordering': ['sort_order'],
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='WorkgroupProduct',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                        ('title', models.CharField(blank=True, help_text='Leave empty to use the title of the record.', max_length=200, verbose_name='title')),
                        ('description', models.CharField(blank=True, max_length=400, verbose_name='description')),
                        ('target', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.WAGTAIL_PAGE_MODEL, verbose_name='record')),
                        ('workgroup', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='products', to='themes.workgrouppage')),
                    ],
                    options={
                        'verbose_name': 'product',
                        'verbose_name_plural': 'products',
                        'ordering': ['sort_order'],
                        'abstract': False,
                    },
                ),
            ],
        ),
    ]
