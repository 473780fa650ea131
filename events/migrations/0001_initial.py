import datetime
import django.core.serializers.json
import django.db.models.deletion
import pages.fuzzy_date
import wagtail.contrib.routable_page.models
import wagtail.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        migrations.CreateModel(
            name='CallIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('summary', models.TextField(blank=True, help_text='Two or three plain sentences; shown in lists, newsletters and search.', max_length=600, verbose_name='summary')),
                ('introduction', wagtail.fields.RichTextField(blank=True, verbose_name='introduction')),
            ],
            options={
                'verbose_name': 'calls overview',
                'verbose_name_plural': 'calls overviews',
            },
            bases=(wagtail.contrib.routable_page.models.RoutablePageMixin, 'wagtailcore.page'),
        ),
        migrations.CreateModel(
            name='CallOrganiser',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
            ],
            options={
                'verbose_name': 'organiser',
                'verbose_name_plural': 'organisers',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CallPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('summary', models.TextField(blank=True, help_text='Two or three plain sentences; shown in lists, newsletters and search.', max_length=600, verbose_name='summary')),
                ('date', pages.fuzzy_date.FuzzyDateField(blank=True, default=None, help_text='As far as known: 10 April 2018, March 2018, autumn 2018, 2018, 2012-2016, expected 2027.', max_length=40, verbose_name='date')),
                ('sort_date', models.DateField(db_index=True, default=datetime.date(1, 1, 1), editable=False)),
                ('closes_at', models.DateTimeField(blank=True, db_index=True, help_text='Time in Amsterdam. Afterwards the call shows as closed.', null=True, verbose_name='closes at')),
                ('how_to_answer', wagtail.fields.RichTextField(blank=True, verbose_name='how to answer')),
                ('body', models.JSONField(blank=True, default=list, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='text')),
            ],
            options={
                'verbose_name': 'call',
                'verbose_name_plural': 'calls',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='EventIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('summary', models.TextField(blank=True, help_text='Two or three plain sentences; shown in lists, newsletters and search.', max_length=600, verbose_name='summary')),
                ('introduction', wagtail.fields.RichTextField(blank=True, verbose_name='introduction')),
            ],
            options={
                'verbose_name': 'agenda',
                'verbose_name_plural': 'agendas',
            },
            bases=(wagtail.contrib.routable_page.models.RoutablePageMixin, 'wagtailcore.page'),
        ),
        migrations.CreateModel(
            name='EventKind',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, verbose_name='Dutch name')),
                ('name_en', models.CharField(blank=True, max_length=100, verbose_name='English name')),
                ('slug', models.SlugField(max_length=60, unique=True, verbose_name='short name for addresses')),
                ('position', models.PositiveSmallIntegerField(default=100, help_text='Lower comes first.', verbose_name='position')),
            ],
            options={
                'verbose_name': 'kind of event',
                'verbose_name_plural': 'kinds of event',
                'ordering': ['position', 'name'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='EventOrganiser',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
            ],
            options={
                'verbose_name': 'organiser',
                'verbose_name_plural': 'organisers',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='EventPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('summary', models.TextField(blank=True, help_text='Two or three plain sentences; shown in lists, newsletters and search.', max_length=600, verbose_name='summary')),
                ('date', pages.fuzzy_date.FuzzyDateField(blank=True, default=None, help_text='As far as known: 10 April 2018, March 2018, autumn 2018, 2018, 2012-2016, expected 2027.', max_length=40, verbose_name='date')),
                ('sort_date', models.DateField(db_index=True, default=datetime.date(1, 1, 1), editable=False)),
                ('status', models.CharField(choices=[('provisional', 'Provisional'), ('confirmed', 'Confirmed'), ('cancelled', 'Cancelled'), ('postponed', 'Postponed'), ('moved-online', 'Moved online')], default='confirmed', max_length=15, verbose_name='status')),
                ('attendance', models.CharField(blank=True, choices=[('', 'Not known'), ('on-site', 'On site'), ('online', 'Online'), ('hybrid', 'Hybrid')], default='', max_length=10, verbose_name='way of attending')),
                ('venue', models.CharField(blank=True, max_length=200, verbose_name='venue')),
                ('address', models.CharField(blank=True, max_length=255, verbose_name='address')),
                ('online_url', models.URLField(blank=True, max_length=500, verbose_name='address of the online meeting')),
                ('body', models.JSONField(blank=True, default=list, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='announcement')),
                ('registration', models.CharField(blank=True, choices=[('', 'None'), ('link', 'Elsewhere, by a link'), ('form', 'On this site')], default='', max_length=10, verbose_name='registration')),
                ('registration_url', models.URLField(blank=True, max_length=500, verbose_name='address for registration')),
                ('registration_deadline', models.DateTimeField(blank=True, null=True, verbose_name='register before')),
                ('capacity', models.PositiveIntegerField(blank=True, null=True, verbose_name='places')),
                ('has_waiting_list', models.BooleanField(default=False, verbose_name='keeps a waiting list')),
                ('report', models.JSONField(blank=True, default=list, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='look-back')),
                ('starts_at', models.DateTimeField(db_index=True, editable=False, null=True)),
                ('ends_at', models.DateTimeField(db_index=True, editable=False, null=True)),
            ],
            options={
                'verbose_name': 'event',
                'verbose_name_plural': 'events',
            },
            bases=(wagtail.contrib.routable_page.models.RoutablePageMixin, 'wagtailcore.page'),
        ),
        migrations.CreateModel(
            name='ProgrammeItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('time', models.TimeField(blank=True, null=True, verbose_name='time')),
                ('title', models.CharField(max_length=255, verbose_name='title')),
                ('description', models.TextField(blank=True, verbose_name='description')),
            ],
            options={
                'verbose_name': 'programme item',
                'verbose_name_plural': 'programme items',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Recording',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('title', models.CharField(max_length=255, verbose_name='title')),
                ('url', models.URLField(blank=True, help_text='Leave empty when the address is not known.', max_length=500, verbose_name='address')),
                ('language', models.CharField(choices=[('nl', 'Dutch'), ('en', 'English'), ('fy', 'Frisian'), ('de', 'German'), ('fr', 'French'), ('es', 'Spanish'), ('tr', 'Turkish'), ('ar', 'Arabic'), ('pl', 'Polish'), ('uk', 'Ukrainian')], default='nl', max_length=5, verbose_name='language')),
                ('has_captions', models.BooleanField(default=False, verbose_name='has captions')),
                ('duration', models.DurationField(blank=True, help_text='Hours, minutes and seconds: 00:25:00.', null=True, verbose_name='duration')),
            ],
            options={
                'verbose_name': 'recording',
                'verbose_name_plural': 'recordings',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('title', models.CharField(blank=True, help_text='Only when an event has several sessions.', max_length=200, verbose_name='title')),
                ('start', models.DateTimeField(verbose_name='start')),
                ('end', models.DateTimeField(blank=True, help_text='May be after midnight.', null=True, verbose_name='end')),
                ('time_known', models.BooleanField(default=True, verbose_name='the time of day is known')),
            ],
            options={
                'verbose_name': 'session',
                'verbose_name_plural': 'sessions',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Speaker',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('role', models.CharField(blank=True, help_text='At this event, such as chair.', max_length=200, verbose_name='role')),
                ('subject', models.CharField(blank=True, max_length=255, verbose_name='subject')),
            ],
            options={
                'verbose_name': 'speaker',
                'verbose_name_plural': 'speakers',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
    ]
